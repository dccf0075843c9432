import type { View } from '../../../kernel/view.ts'
import { bookedEvents, journalTransactionsOf, type Booked } from './mapping.ts'
import type { Layer } from './transaction.ts'

/** All postings of one currency, over all accounts. */
export interface TrialBalanceRow {
  readonly currency: string
  /** Sum of each layer: zero, always. */
  readonly sums: Readonly<Record<Layer, string>>
  /** What came in anywhere, booked: as much as went out elsewhere. */
  readonly turnover: string
  readonly transactions: number
  /** The first position at which a sum was not zero: there is none unless the books are broken. */
  readonly unbalancedAt: number | null
}

export const trialBalance: View<TrialBalanceRow, Booked> = {
  name: 'trial-balance',
  version: 1,
  events: bookedEvents,
  keys: (event) => [
    ...new Set(
      journalTransactionsOf(event).flatMap(({ postings }) =>
        postings.map(({ amount }) => amount.currency),
      ),
    ),
  ],
  fold: (row, event, currency) => {
    const before = row ?? empty(currency)
    const sums: Record<Layer, bigint> = bigSums(before)
    let turnover = BigInt(before.turnover)
    for (const { postings } of journalTransactionsOf(event))
      for (const { amount, layer } of postings) {
        if (amount.currency !== currency) continue
        const units = BigInt(amount.minorUnits)
        sums[layer] += units
        if (layer === 'posted' && units > 0n) turnover += units
      }
    const balanced = Object.values(sums).every((sum) => sum === 0n)
    return {
      currency,
      sums: {
        posted: sums.posted.toString(),
        pending: sums.pending.toString(),
        held: sums.held.toString(),
      },
      turnover: turnover.toString(),
      transactions: before.transactions + 1,
      unbalancedAt: before.unbalancedAt ?? (balanced ? null : event.position),
    }
  },
  indexed: {},
}

const bigSums = ({ sums }: TrialBalanceRow): Record<Layer, bigint> => ({
  posted: BigInt(sums.posted),
  pending: BigInt(sums.pending),
  held: BigInt(sums.held),
})

const empty = (currency: string): TrialBalanceRow => ({
  currency,
  sums: { posted: '0', pending: '0', held: '0' },
  turnover: '0',
  transactions: 0,
  unbalancedAt: null,
})
