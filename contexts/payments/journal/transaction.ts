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
  readonly holdId?: string
  readonly reference?: string
  readonly description?: string
  /** `YYYY-MM-DD`; absent: the day on which it was recorded, in UTC. */
  readonly effectiveDate?: string
  readonly postings: readonly Posting[]
}

/** Currencies and layers whose postings do not sum to zero; a balanced transaction has none. */
export const unbalancedIn = (
  postings: readonly Pick<Posting, 'amount' | 'layer'>[],
): readonly { readonly currency: string; readonly layer: Layer }[] => {
  const sums = new Map<string, { currency: string; layer: Layer; sum: bigint }>()
  for (const { amount, layer } of postings) {
    const { currency, minorUnits } = amount
    const place = `${currency} ${layer}`
    const before = sums.get(place)?.sum ?? 0n
    sums.set(place, { currency, layer, sum: before + BigInt(minorUnits) })
  }
  return [...sums.values()].filter(({ sum }) => sum !== 0n)
}
