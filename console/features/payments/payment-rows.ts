import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import { compareMinorUnits } from '../../ui/money.ts'
import { defaultSort, type PaymentSearch, type PaymentSort } from './payment-search.ts'

/** Whether a payment belongs in the list that a search shows; the same test as the server's. */
export const matches = (payment: PaymentShown, search: PaymentSearch): boolean =>
  (search.status === undefined || payment.status === search.status) &&
  (search.currency === undefined || payment.amount.currency === search.currency) &&
  (search.endToEndId === undefined || payment.endToEndId === search.endToEndId) &&
  (search.fileId === undefined || payment.fileId === search.fileId) &&
  (search.attention === undefined || payment.needsOperator !== undefined)

const ascending: Readonly<Record<string, (one: PaymentShown, other: PaymentShown) => number>> = {
  receivedAt: (one, other) => compareTexts(one.receivedAt, other.receivedAt),
  updatedAt: (one, other) => compareTexts(one.updatedAt, other.updatedAt),
  amount: (one, other) => compareMinorUnits(one.amount.minorUnits, other.amount.minorUnits),
}

const compareTexts = (one: string, other: string): number =>
  one < other ? -1 : one > other ? 1 : 0

/** The order of a list; equal ones stand by their id. */
export const orderOf =
  (sort: PaymentSort = defaultSort) =>
  (one: PaymentShown, other: PaymentShown): number => {
    const compare = ascending[sort.replace('-', '')] ?? (() => 0)
    const order = compare(one, other) || compareTexts(one.paymentId, other.paymentId)
    return sort.startsWith('-') ? -order : order
  }

export interface LoadedRows {
  readonly rows: readonly PaymentShown[]
  /** Whether there are rows behind the last one that were not read yet. */
  readonly hasMore: boolean
}

/**
 * The list after some payments changed. An older version never replaces a newer one, whichever came first;
 * what belongs behind the last row that was read is left to be read with its page.
 */
export const mergeChanges = (
  { rows, hasMore }: LoadedRows,
  changed: readonly PaymentShown[],
  search: PaymentSearch,
): readonly PaymentShown[] => {
  const known = new Map(rows.map((row) => [row.paymentId, row]))
  const news = new Map<string, PaymentShown>()
  for (const payment of changed) {
    const before = news.get(payment.paymentId) ?? known.get(payment.paymentId)
    if (!before || payment.version > before.version) news.set(payment.paymentId, payment)
  }
  if (news.size === 0) return rows
  const order = orderOf(search.sort)
  const last = hasMore ? rows.at(-1) : undefined
  const kept = rows.filter(({ paymentId }) => !news.has(paymentId))
  const fitting = [...news.values()].filter(
    (payment) => matches(payment, search) && (!last || order(payment, last) <= 0),
  )
  return mergeSorted(kept, fitting.sort(order), order)
}

const mergeSorted = (
  rows: readonly PaymentShown[],
  others: readonly PaymentShown[],
  order: (one: PaymentShown, other: PaymentShown) => number,
): PaymentShown[] => {
  const merged: PaymentShown[] = []
  let next = 0
  for (const row of rows) {
    for (let other = others[next]; other && order(other, row) < 0; other = others[++next])
      merged.push(other)
    merged.push(row)
  }
  return [...merged, ...others.slice(next)]
}
