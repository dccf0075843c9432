import type { PaymentStatus } from '../../../contexts/payments/contract.ts'
import type { TimelineEntry } from './payment-queries.ts'
import { isFinal, isStatus } from './payment-status.ts'

/** The status that each event leads to, for those that change it. */
const statusAfter: Readonly<Record<string, PaymentStatus>> = {
  PaymentReceived: 'received',
  PaymentValidated: 'validated',
  PaymentRejected: 'rejected',
  SubmissionStarted: 'submitting',
  SubmissionNotSent: 'validated',
  SubmissionBecameUnknown: 'unknown',
  SubmissionRejected: 'awaiting-retry',
  PaymentRetried: 'validated',
  PaymentSubmitted: 'submitted',
  PaymentPending: 'pending',
  PaymentSettled: 'settled',
}

export interface Step {
  readonly status: PaymentStatus
  /** When it was first reached; absent for what is still to come. */
  readonly at?: string
  /** How often it was reached: an attempt that was not sent is made again. */
  readonly times: number
}

const mainPath: readonly PaymentStatus[] = [
  'received',
  'validated',
  'submitting',
  'submitted',
  'settled',
]

/** The way of a payment up to a time, and what would follow if all goes well. */
export const journeyOf = (timeline: readonly TimelineEntry[], until?: string): readonly Step[] => {
  const taken: Step[] = []
  for (const { type, at, details } of timeline) {
    if (until !== undefined && at > until) break
    const status = statusIn(type, details)
    if (status !== undefined) take(taken, status, at)
  }
  return [...taken, ...toCome(taken.at(-1)?.status)]
}

/** What an event says of the payment as a whole; those of a capture or refund only where they say so. */
const statusIn = (type: string, details: TimelineEntry['details']): PaymentStatus | undefined => {
  const { change, from, transfer } = details as {
    change?: { to?: unknown }
    from?: unknown
    transfer?: unknown
  }
  if (isStatus(change?.to)) return change.to
  // A payment's own transfer says which state of the payment it leaves, and has a number from the second on.
  return transfer === undefined || from !== undefined ? statusAfter[type] : undefined
}

const take = (taken: Step[], status: PaymentStatus, at: string): void => {
  const before = taken.findIndex((step) => step.status === status)
  const known = taken[before]
  if (known) taken[before] = { ...known, times: known.times + 1 }
  else taken.push({ status, at, times: 1 })
}

const toCome = (status: PaymentStatus | undefined): Step[] => {
  if (status === undefined || isFinal(status)) return []
  const place = mainPath.indexOf(status)
  // From pending and unknown only the end is left, whatever it will be.
  const rest = place < 0 ? mainPath.slice(-1) : mainPath.slice(place + 1)
  return rest.map((next) => ({ status: next, times: 0 }))
}

/** The moments at which something happened, each once: where the time control can stand. */
export const momentsOf = (timeline: readonly TimelineEntry[]): readonly string[] => [
  ...new Set(timeline.map(({ at }) => at)),
]
