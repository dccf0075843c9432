import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeIds } from '../adapters/node/ids.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { startPruningOutcomes } from './prune-outcomes.ts'

const logs = ['one', 'other']
const ids = nodeIds()
let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, logs)
})
afterAll(() => postgres.stop())

const keptUntil = async (log: string) => {
  const { rows } = await postgres.pool.query<{ kept_until: string | null }>(
    `select kept_until from log_${log}.outcomes order by kept_until`,
  )
  return rows.map(({ kept_until }) => kept_until)
}

describe('A running installation', () => {
  it('forgets outcomes of every log as their time passes', async () => {
    for (const log of logs)
      for (const until of [10, 20, 30, null])
        await postgres.pool.query(
          `insert into log_${log}.outcomes (command_id, fingerprint, outcome, time, kept_until) values ($1, '', '{}', 1, $2)`,
          [ids.next(), until],
        )
    let now = 10
    const errors: unknown[] = []
    const pruning = startPruningOutcomes({
      pool: postgres.pool,
      logs,
      clock: { now: () => now },
      everyMs: 5,
      onError: (error) => errors.push(error),
    })
    for (const log of logs) await expect.poll(() => keptUntil(log)).toEqual(['20', '30', null])
    now = 25
    for (const log of logs) await expect.poll(() => keptUntil(log)).toEqual(['30', null])
    await pruning.stop()
    expect(errors).toEqual([])
  })

  it('goes on after an error', async () => {
    const errors: unknown[] = []
    const pruning = startPruningOutcomes({
      pool: postgres.pool,
      logs: ['gone', ...logs],
      clock: { now: () => 0 },
      everyMs: 5,
      onError: (error) => errors.push(error),
    })
    await expect.poll(() => errors.length).toBeGreaterThan(1)
    await pruning.stop()
    expect(String(errors[0])).toContain('log_gone')
  })
})
