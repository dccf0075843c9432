import type { View } from '../../../kernel/view.ts'
import type { PaymentEvent } from '../events.ts'

/** What went over one rail, captures and refunds included. */
export interface RailRow {
  readonly rail: string
  /** Attempts to hand something over. */
  readonly attempts: number
  readonly notSent: number
  readonly settled: number
  readonly rejected: number
  readonly returned: number
}

const countedAs = {
  SubmissionStarted: 'attempts',
  SubmissionNotSent: 'notSent',
  PaymentSettled: 'settled',
  CaptureSettled: 'settled',
  RefundSettled: 'settled',
  PaymentRejected: 'rejected',
  SubmissionRejected: 'rejected',
  CaptureRejected: 'rejected',
  RefundRejected: 'rejected',
  PaymentReturned: 'returned',
  CaptureReturned: 'returned',
  RefundReversed: 'returned',
} as const satisfies Partial<Record<PaymentEvent['type'], Exclude<keyof RailRow, 'rail'>>>

type Counted = Extract<PaymentEvent, { type: keyof typeof countedAs }>

const counted = Object.keys(countedAs) as readonly Counted['type'][]

/** A payment that was awaiting its retry has been counted with the transfer that was rejected. */
const railOf = ({ type, data }: Counted): string | undefined =>
  type === 'PaymentRejected' && data.from === 'awaiting-retry' ? undefined : data.rail

export const railSummary: View<RailRow, Counted> = {
  name: 'rail-summary',
  version: 1,
  events: counted,
  keys: (event) => {
    const rail = railOf(event)
    return rail === undefined ? [] : [rail]
  },
  fold: (row, event, rail) => {
    const before = row ?? { rail, attempts: 0, notSent: 0, settled: 0, rejected: 0, returned: 0 }
    const count = countedAs[event.type]
    return { ...before, [count]: before[count] + 1 }
  },
  indexed: { rail: 'text' },
}
