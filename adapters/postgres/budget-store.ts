import type { BudgetStore } from '../../kernel/budget.ts'
import type { Queries } from './bounded-queries.ts'

export interface PostgresBudgetsOptions {
  /** Bounded: whoever settles waits for it. */
  readonly queries: Queries
  /** A keyed digest: what it is taken over may name a person or an address. */
  readonly digest: (key: string) => string
  /** How often what has come back whole is removed. */
  readonly forgetEveryMs?: number
}

/** Budgets shared by all processes on one database; its clock is the one that counts. */
export const postgresBudgets = ({
  queries,
  digest,
  forgetEveryMs = 60_000,
}: PostgresBudgetsOptions): BudgetStore => {
  let forgottenAt = performance.now()
  const forgetSometimes = async (): Promise<void> => {
    if (performance.now() - forgottenAt < forgetEveryMs) return
    forgottenAt = performance.now()
    await queries.query(forget)
  }
  return {
    settle: async (spendings) => {
      if (spendings.length === 0) return []
      const keys = spendings.map(({ key }) => digest(key))
      const { rows } = await queries.query<{ key: string; used: number }>({
        name: 'settle-budgets',
        text: settle,
        values: [
          keys,
          spendings.map(({ spent }) => spent),
          spendings.map(({ budget }) => (budget.requests * 1_000) / budget.windowMs),
        ],
      })
      await forgetSometimes()
      const used = new Map(rows.map((row) => [row.key, row.used]))
      return keys.map((key) => used.get(key) ?? 0)
    },
  }
}

const stillUsed = `kept.used - extract(epoch from clock_timestamp() - kept.at) * kept.per_second`

// Sorted, so that two processes never wait for each other's rows crosswise.
const settle = `
insert into millrace.budgets as kept (key, used, per_second, at)
select key, spent, per_second, clock_timestamp()
from unnest($1::text[], $2::float8[], $3::float8[]) as given (key, spent, per_second)
order by key
on conflict (key) do update set
  used = greatest(0, ${stillUsed}) + excluded.used,
  per_second = excluded.per_second,
  at = clock_timestamp()
returning key, used`

// What somebody settles at this moment is passed over, so that nobody waits for anybody.
const forget = `
delete from millrace.budgets where key in (
  select key from millrace.budgets kept where ${stillUsed} <= 0 limit 10000 for update skip locked
)`
