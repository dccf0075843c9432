import type { Instant } from '../../../kernel/clock.ts'
import type { RecordedEvent } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import type { PaymentEvent } from '../events.ts'
import type { OutageEvent } from '../outages/events.ts'

/** What went over one rail, captures and refunds included, and when it was away. */
export interface RailRow extends RailCounts {
  readonly rail: string
  /** While it is away. */
  readonly awaySince?: Instant
  /** The last one that is over. */
  readonly lastOutage?: { readonly from: Instant; readonly until: Instant }
}

export interface RailCounts {
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
} as const satisfies Partial<Record<PaymentEvent['type'], keyof RailCounts>>

type Counted = Extract<PaymentEvent, { type: keyof typeof countedAs }>

const counted = Object.keys(countedAs) as readonly Counted['type'][]

/** A payment that was awaiting its retry has been counted with the transfer that was rejected. */
const railOf = ({ type, data }: Counted | OutageEvent): string | undefined =>
  type === 'PaymentRejected' && data.from === 'awaiting-retry' ? undefined : data.rail

export const noCounts: RailCounts = {
  attempts: 0,
  notSent: 0,
  settled: 0,
  rejected: 0,
  returned: 0,
}

export const railSummary: View<RailRow, Counted | OutageEvent> = {
  name: 'rail-summary',
  version: 2,
  events: [...counted, 'RailWentAway', 'RailCameBack'],
  keys: (event) => {
    const rail = railOf(event)
    return rail === undefined ? [] : [rail]
  },
  fold: (row, event, rail) => {
    const before = row ?? { rail, ...noCounts }
    if (event.type === 'RailWentAway' || event.type === 'RailCameBack')
      return withOutage(before, event)
    const count = countedAs[event.type]
    return { ...before, [count]: before[count] + 1 }
  },
  indexed: { rail: 'text' },
}

const withOutage = (
  { awaySince, ...row }: RailRow,
  { type, data, time }: RecordedEvent<OutageEvent>,
): RailRow => {
  if (type === 'RailWentAway') return { ...row, awaySince: Date.parse(data.noticedAt) }
  // Not `from` of the fact: that is when what waited goes on, which may be later.
  return awaySince === undefined ? row : { ...row, lastOutage: { from: awaySince, until: time } }
}
