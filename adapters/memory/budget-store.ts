import { usedAt, type BudgetStore, type Usage } from '../../kernel/budget.ts'
import type { Clock } from '../../kernel/clock.ts'

/** Budgets shared by whoever holds this object: the processes of a test. */
export const memoryBudgets = (clock: Clock): BudgetStore => {
  const usages = new Map<string, Usage>()
  return {
    settle: (spendings) =>
      Promise.resolve(
        spendings.map(({ key, spent, budget }) => {
          const at = clock.now()
          const used = usedAt(usages.get(key) ?? { used: 0, at }, budget, at) + spent
          usages.set(key, { used, at })
          return used
        }),
      ),
  }
}
