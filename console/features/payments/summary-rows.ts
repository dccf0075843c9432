import type { PaymentStatus, SummaryShown } from '../../../contexts/payments/contract.ts'
import { compareMinorUnits, type Money } from '../../ui/money.ts'

export type Sum = Money & { readonly count: number }

/** One status, with what is in it by currency. */
export interface StatusTotals {
  readonly status: PaymentStatus
  readonly count: number
  /** The currency with the most payments first. */
  readonly sums: readonly Sum[]
}

/** The rows of the summary, one for each status. */
export const totalsByStatus = (
  statuses: readonly PaymentStatus[],
  rows: readonly SummaryShown[],
): readonly StatusTotals[] =>
  statuses.map((status) => {
    const own = rows.filter((row) => row.status === status && row.count > 0)
    return {
      status,
      count: own.reduce((total, { count }) => total + count, 0),
      sums: sumsOf(own.map(({ sum, count }) => ({ ...sum, count }))),
    }
  })

/** One sum for each currency, that with the most payments first. */
export const sumsOf = (sums: readonly Sum[]): readonly Sum[] =>
  [...Map.groupBy(sums, ({ currency }) => currency)]
    .map(([currency, own]) => ({
      currency,
      minorUnits: String(own.reduce((total, { minorUnits }) => total + BigInt(minorUnits), 0n)),
      count: own.reduce((total, { count }) => total + count, 0),
    }))
    .toSorted(
      (one, other) =>
        other.count - one.count || compareMinorUnits(other.minorUnits, one.minorUnits),
    )

/** The rows after some have changed; they are known by status and currency. */
export const replaceRows = (
  rows: readonly SummaryShown[],
  changed: readonly SummaryShown[],
): readonly SummaryShown[] => {
  const byKey = new Map([...rows, ...changed].map((row) => [`${row.status}.${row.currency}`, row]))
  return [...byKey.values()]
}
