import type { Money } from '../../../kernel/money.ts'

/** Booked, under way, or set aside. */
export type Layer = 'posted' | 'pending' | 'held'

/** One amount on one account: more than zero came in, less than zero went out. */
export interface Posting {
  readonly account: string
  readonly amount: Money
  readonly layer: Layer
  /** It takes back what an earlier posting of the other sign put into this layer. */
  readonly releases?: true
}

/** What belongs together: of each currency and layer the postings sum to zero. */
export interface JournalTransaction {
  /** Of the journal's own; absent where a payment's event is the transaction. */
  readonly transactionId?: string
  readonly paymentId?: string
  readonly reference?: string
  readonly description?: string
  /** `YYYY-MM-DD`; absent: the day on which it was recorded, in UTC. */
  readonly effectiveDate?: string
  readonly postings: readonly Posting[]
}

/** Currencies and layers whose postings do not sum to zero; a balanced transaction has none. */
export const unbalancedIn = (postings: readonly Pick<Posting, 'amount' | 'layer'>[]): string[] => {
  const sums = new Map<string, bigint>()
  for (const { amount, layer } of postings) {
    const place = `${amount.currency} ${layer}`
    sums.set(place, (sums.get(place) ?? 0n) + BigInt(amount.minorUnits))
  }
  return [...sums].filter(([, sum]) => sum !== 0n).map(([place]) => place)
}
