import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { nodeIds } from '../node/ids.ts'
import { migrate } from './migrate.ts'
import { pruneOutcomes } from './prune-outcomes.ts'

const ids = nodeIds()
let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, ['pruned'])
})
afterAll(() => postgres.stop())

const storeOutcome = (commandId: string, keptUntil: number | null) =>
  postgres.pool.query(
    `insert into log_pruned.outcomes (command_id, fingerprint, outcome, time, kept_until) values ($1, '', '{}', 1, $2)`,
    [commandId, keptUntil],
  )

describe('Forgetting outcomes', () => {
  it('is shared by processes that do it at once, each outcome forgotten by one', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, at) => storeOutcome(ids.next(), at)))
    await storeOutcome(ids.next(), null)
    const pruned = await Promise.all(
      Array.from({ length: 4 }, () =>
        pruneOutcomes(postgres.pool, 'pruned', 89, { batchSizeMax: 3 }),
      ),
    )
    expect(pruned.reduce((sum, count) => sum + count, 0)).toBe(90)
    const { rows } = await postgres.pool.query(
      `select count(*)::int as left, count(kept_until)::int as passing from log_pruned.outcomes`,
    )
    expect(rows).toEqual([{ left: 11, passing: 10 }])
  })

  it('leaves the other commands of a batch alone whose repetition it made new at that moment', async () => {
    const forgotten = ids.next()
    const claimed = ids.next()
    const client = await postgres.pool.connect()
    try {
      await client.query(`begin; set local search_path to log_pruned`)
      await client.query(
        `insert into outcomes (command_id, fingerprint, outcome, time) values ($1, '', '{}', 1)`,
        [claimed],
      )
      const { rows } = await client.query<{ statuses: number[] }>(
        `select settle_batch($1::uuid[], '{}', '{}', '{}', '{}', '{}') as statuses`,
        [[forgotten, claimed]],
      )
      expect(rows[0]?.statuses).toEqual([1, 0])
    } finally {
      await client.query('rollback')
      client.release()
    }
  })
})
