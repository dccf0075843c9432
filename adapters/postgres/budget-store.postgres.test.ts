import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { budgetStoreConformance } from '../../testing/budget-store.conformance.ts'
import { migrate } from './migrate.ts'
import { postgresBudgets } from './budget-store.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
})
afterAll(() => postgres.stop())

const digest = (key: string): string => Buffer.from(key).toString('hex').toUpperCase()
const open = (forgetEveryMs?: number) =>
  postgresBudgets({
    queries: postgres.pool,
    digest,
    ...(forgetEveryMs === undefined ? {} : { forgetEveryMs }),
  })

budgetStoreConformance('PostgreSQL', () =>
  Promise.resolve({ one: open(), other: open(), close: () => Promise.resolve() }),
)

describe('The table of budgets', () => {
  const kept = async () =>
    (await postgres.pool.query<{ key: string }>('select key from millrace.budgets')).rows.map(
      ({ key }) => key,
    )

  it('holds digests, never names or addresses', async () => {
    const budget = { requests: 10, windowMs: 60_000 }
    await open().settle([{ key: 'address/192.0.2.7', spent: 1, budget }])
    const keys = await kept()
    expect(keys).toContain(digest('address/192.0.2.7'))
    expect(keys.join()).not.toContain('192.0.2.7')
  })

  it('forgets what has come back whole, and keeps what is used', async () => {
    const budgets = open(0)
    await budgets.settle([
      { key: 'long over', spent: 5, budget: { requests: 1_000, windowMs: 1 } },
      { key: 'still used', spent: 5, budget: { requests: 10, windowMs: 60_000 } },
    ])
    const settleAnother = () =>
      budgets.settle([{ key: 'another', spent: 1, budget: { requests: 10, windowMs: 60_000 } }])
    await expect
      .poll(async () => {
        await settleAnother()
        return kept()
      })
      .not.toContain(digest('long over'))
    expect(await kept()).toContain(digest('still used'))
  })
})
