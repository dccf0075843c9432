import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { timerStoreConformance } from '../../testing/timer-store.conformance.ts'
import { postgresCheckpoint } from './checkpoints.ts'
import { followingPool } from './following-pool.ts'
import { migrate } from './migrate.ts'
import { PostgresOwnership } from './ownership.ts'
import { postgresTimers } from './timers.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
})
afterAll(() => postgres.stop())

timerStoreConformance('PostgreSQL', async () => {
  const pool = followingPool(postgres.connection)
  const open = (schedule: string) =>
    postgresTimers({ pool, context: 'conformance', log: 'conformance', schedule })
  // A neighbour with timers of the same names, which must not show.
  const other = open('other')
  await other.position()
  return { timers: open('bells'), close: () => pool.end() }
})

describe('A checkpoint in PostgreSQL', () => {
  it('moves only from where it stands, for one consumer of one log', async () => {
    const { pool } = postgres
    const one = postgresCheckpoint({ pool, consumer: 'policy/one', log: 'a' })
    const same = postgresCheckpoint({ pool, consumer: 'policy/one', log: 'a' })
    const other = postgresCheckpoint({ pool, consumer: 'policy/one', log: 'b' })
    expect(await one.read()).toBe(0)
    expect(await one.move(0, 5)).toBe(true)
    expect(await same.move(0, 9)).toBe(false)
    expect(await same.read()).toBe(5)
    expect(await other.read()).toBe(0)
  })
})

describe('Ownership in PostgreSQL', () => {
  it('is of one process at a time, and free again when that one gives it up or dies', async () => {
    const [one, two] = [
      new PostgresOwnership(postgres.connection),
      new PostgresOwnership(postgres.connection),
    ]
    const lease = await one.tryAcquire('work')
    expect(lease?.held()).toBe(true)
    expect(await one.tryAcquire('work')).toBeUndefined()
    expect(await two.tryAcquire('work')).toBeUndefined()
    expect((await two.tryAcquire('other work'))?.held()).toBe(true)
    await lease?.release()
    expect(lease?.held()).toBe(false)
    const taken = await two.tryAcquire('work')
    expect(taken?.held()).toBe(true)

    await postgres.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'millrace ownership'`,
    )
    while (taken?.held()) await new Promise((resolve) => setTimeout(resolve, 2))
    let again = await one.tryAcquire('work').catch(() => undefined)
    while (!again) again = await one.tryAcquire('work').catch(() => undefined)
    expect(again.held()).toBe(true)
    await Promise.all([one.close(), two.close()])
    expect(await one.tryAcquire('work')).toBeUndefined()
  })
})
