import type { Instant } from './clock.ts'

/** What a request may be counted as. A route that says nothing is a `read` or a `write`, by its method. */
export const budgetClasses = ['read', 'write', 'expensive', 'sign-in'] as const

export type BudgetClass = (typeof budgetClasses)[number]

/** So many requests at once; what was used comes back evenly over the window. */
export interface Budget {
  readonly requests: number
  readonly windowMs: number
}

/** How much of a budget is used at a moment. */
export interface Usage {
  readonly used: number
  readonly at: Instant
}

/** What is still used of it later. */
export const usedAt = ({ used, at }: Usage, budget: Budget, now: Instant): number =>
  Math.max(0, used - Math.max(0, now - at) * unitsPerMs(budget))

/** How long until there is room for one more request. */
export const roomInMs = (used: number, budget: Budget): number =>
  Math.max(0, used + 1 - budget.requests) / unitsPerMs(budget)

const unitsPerMs = ({ requests, windowMs }: Budget): number => requests / windowMs

/** What one process used of a budget since it last said so. */
export interface Spending {
  /** Whose budget, and which. May name a person or an address: stores keep a digest of it. */
  readonly key: string
  readonly spent: number
  readonly budget: Budget
}

/** Where processes tell each other what they used. */
export interface BudgetStore {
  /**
   * Adds what was spent, in one round trip, and gives what all processes together have used of each, in the same
   * order. Keys are distinct. Rejects where it cannot be reached; then it may or may not have been added.
   */
  settle(spendings: readonly Spending[]): Promise<readonly number[]>
}
