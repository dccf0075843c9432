import { budgetStoreConformance } from '../../testing/budget-store.conformance.ts'
import { memoryBudgets } from './budget-store.ts'

budgetStoreConformance('the memory', () => {
  const budgets = memoryBudgets({ now: () => Date.now() })
  return Promise.resolve({ one: budgets, other: budgets, close: () => Promise.resolve() })
})
