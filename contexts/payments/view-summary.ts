import type { View } from '../../kernel/view.ts'
import type { PaymentStatus } from './contract.ts'
import { statusChangeOf, statusChanging, type StatusChanging } from './status-change.ts'

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
  version: 2,
  events: statusChanging,
  keys: (event) => {
    const change = statusChangeOf(event)
    if (!change) return []
    const { from, to, amount } = change
    const entered = keyOf(to, amount.currency)
    return from === undefined ? [entered] : [keyOf(from, amount.currency), entered]
  },
  fold: (row, event, key) => {
    const change = statusChangeOf(event)
    const { status, currency, count, sum } = row ?? empty(key)
    if (!change) return { status, currency, count, sum }
    const { minorUnits } = change.amount
    return change.from !== undefined && key === keyOf(change.from, currency)
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
