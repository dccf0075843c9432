import type { PaymentStatus, SummaryShown } from '../../../contexts/payments/contract.ts'
import { compareMinorUnits, type Money } from '../../ui/money.ts'

/** One status, with what is in it by currency. */
export interface StatusTotals {
  readonly status: PaymentStatus
  readonly count: number
  /** The currency with the most payments first. */
  readonly sums: readonly (Money & { readonly count: number })[]
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
      sums: own
        .toSorted(
          (one, other) =>
            other.count - one.count || compareMinorUnits(other.sum.minorUnits, one.sum.minorUnits),
        )
        .map(({ sum, count }) => ({ ...sum, count })),
    }
  })

const always: ReadonlySet<PaymentStatus> = new Set([
  'validated',
  'submitted',
  'pending',
  'unknown',
  'settled',
  'rejected',
])

/** The statuses that most payments pass, and of the others those that some payment is in, or that is asked for. */
export const worthShowing = (
  totals: readonly StatusTotals[],
  chosen: PaymentStatus | undefined,
): readonly StatusTotals[] =>
  totals.filter(({ status, count }) => count > 0 || always.has(status) || status === chosen)

/** The rows after some have changed; they are known by status and currency. */
export const replaceRows = (
  rows: readonly SummaryShown[],
  changed: readonly SummaryShown[],
): readonly SummaryShown[] => {
  const byKey = new Map([...rows, ...changed].map((row) => [`${row.status}.${row.currency}`, row]))
  return [...byKey.values()]
}
