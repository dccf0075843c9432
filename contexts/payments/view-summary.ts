import type { View } from '../../kernel/view.ts'
import type { PaymentStatus } from './contract.ts'
import { statusAfter, statusChanging, type StatusChanging } from './views.ts'

/** How many payments of one currency are in one status, and their sum. */
export interface SummaryRow {
  readonly status: PaymentStatus
  readonly currency: string
  readonly count: number
  /** Of minor units; may have more digits than one amount may. */
  readonly sum: string
}

/** Each event moves one payment from the row of the state it leaves to that of the state it enters. */
export const paymentSummary: View<SummaryRow, StatusChanging> = {
  name: 'payment-summary',
  version: 1,
  events: statusChanging,
  keys: (event) => {
    const { type, data } = event
    const { currency } = data.amount
    const to = keyOf(statusAfter[type], currency)
    return 'from' in data ? [keyOf(data.from, currency), to] : [to]
  },
  fold: (row, event, key) => {
    const { data } = event
    const { minorUnits } = data.amount
    const leaves = 'from' in data && key === keyOf(data.from, data.amount.currency)
    const { status, currency, count, sum } = row ?? empty(key)
    return leaves
      ? { status, currency, count: count - 1, sum: (BigInt(sum) - BigInt(minorUnits)).toString() }
      : { status, currency, count: count + 1, sum: (BigInt(sum) + BigInt(minorUnits)).toString() }
  },
  indexed: { status: 'text', currency: 'text' },
}

/** `settled.EUR` */
const keyOf = (status: PaymentStatus, currency: string): string => `${status}.${currency}`

const empty = (key: string): SummaryRow => {
  const [status, currency = ''] = key.split('.')
  return { status: status as PaymentStatus, currency, count: 0, sum: '0' }
}
