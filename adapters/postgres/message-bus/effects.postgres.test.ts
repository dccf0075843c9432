import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DeliveredMessage } from '../../../kernel/message-bus.ts'
import { busMessage } from '../../../testing/message-bus.conformance.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { migrate } from '../migrate.ts'
import { openPool } from '../open-pool.ts'
import { effectsTogether } from './effects.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
  await postgres.pool.query('create table told (number serial, id text check (id <> $$poison$$))')
})
afterAll(() => postgres.stop())

const delivered = (id: string): DeliveredMessage => ({
  ...busMessage('topic', id, '{}'),
  id,
  partition: 0,
  offset: '0',
  attempt: 1,
})

const open = (group: string) => {
  const batches: string[][] = []
  const handle = effectsTogether({
    pool: postgres.pool,
    group,
    make: async (client, messages) => {
      const ids = messages.map(({ id }) => id)
      batches.push(ids)
      await client.query('insert into told (id) select unnest($1::text[])', [ids])
    },
  })
  return {
    batches,
    handle: (...ids: string[]) => Promise.allSettled(ids.map((id) => handle(delivered(id)))),
  }
}
const told = async (prefix: string) => {
  const { rows } = await postgres.pool.query<{ id: string }>(
    'select id from told where id like $1 order by number',
    [`${prefix}%`],
  )
  return rows.map(({ id }) => id)
}

describe('Effects of messages that are handled at the same time', () => {
  it('are made in one transaction, in their order', async () => {
    const { batches, handle } = open('g')
    await handle('a1', 'a2', 'a3')
    expect(batches).toEqual([['a1', 'a2', 'a3']])
    expect(await told('a')).toEqual(['a1', 'a2', 'a3'])
  })

  it('are made once, however often a message comes, and by whom', async () => {
    const [one, another] = [open('g'), open('g')]
    const results = await Promise.all([
      one.handle('b1', 'b2', 'b2', 'b3', 'b4'),
      another.handle('b4', 'b3', 'b2', 'b1'),
    ])
    await one.handle('b1', 'b4')
    expect(results.flat().every(({ status }) => status === 'fulfilled')).toBe(true)
    expect((await told('b')).toSorted()).toEqual(['b1', 'b2', 'b3', 'b4'])
  })

  it('are made for each group', async () => {
    await open('g').handle('c1')
    await open('h').handle('c1')
    expect(await told('c')).toEqual(['c1', 'c1'])
  })

  it('do not fail with a neighbour that does, which leaves nothing and may come again', async () => {
    const { handle } = open('g')
    const results = await handle('d1', 'd2', 'poison', 'd3', 'd4')
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
    expect(await told('d')).toEqual(['d1', 'd2', 'd3', 'd4'])
    const { rows } = await postgres.pool.query(
      `select from millrace.bus_claims where message_id = 'poison'`,
    )
    expect(rows).toEqual([])
  })

  it('fail together where the database is away, and are made when they come again', async () => {
    const { connection } = await postgres.createDatabase('away')
    const pool = openPool(connection)
    await migrate(pool, [])
    let isAway = true
    const handle = effectsTogether({
      pool,
      group: 'g',
      make: async (client) => {
        if (isAway) await client.query('select pg_terminate_backend(pg_backend_pid())')
      },
    })
    const both = () => Promise.allSettled([handle(delivered('e1')), handle(delivered('e2'))])
    expect((await both()).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isAway = false
    expect((await both()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    await pool.end()
  })
})
