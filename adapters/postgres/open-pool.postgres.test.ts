import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { openPool } from './open-pool.ts'
import { transaction } from './transaction.ts'
import { isUnreachable } from './unreachable.ts'

describe('A connection of a pool that breaks', () => {
  let postgres: TestPostgres
  let pool: pg.Pool
  beforeAll(async () => {
    postgres = await startTestPostgres()
    pool = openPool({ ...postgres.connection, max: 2 })
  })
  afterAll(async () => {
    await pool.end()
    await postgres.stop()
  })

  /** As an administrator, a failover or a killed server does it. */
  const breakIt = async (client: pg.ClientBase): Promise<void> => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const ended = new Promise((resolve) => client.once('end', resolve))
    await postgres.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
    await ended
  }
  const works = async () => (await pool.query('select 1 as one')).rows

  // The runner fails a file in which an error reached the process itself.
  it('fails the transaction that had it, as an outage, and ends nothing else', async () => {
    const failure: unknown = await transaction(pool, async (client) => {
      await breakIt(client)
      await client.query('select 1')
    }).catch((error: unknown) => error)
    expect(isUnreachable(failure)).toBe(true)
    expect(await works()).toEqual([{ one: 1 }])
    expect(pool.totalCount).toBe(1)
  })

  it('is of no further use to whoever gives it back without having noticed', async () => {
    const client = await pool.connect()
    await breakIt(client)
    client.release()
    expect(await works()).toEqual([{ one: 1 }])
  })

  it('is replaced when nobody had it', async () => {
    const client = await pool.connect()
    client.release()
    await breakIt(client)
    expect(await works()).toEqual([{ one: 1 }])
  })
})
