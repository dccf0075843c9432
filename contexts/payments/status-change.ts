import type { DecisionContext } from '../../kernel/decider.ts'
import { paymentEvents, type PaymentEvent } from './events.ts'
import { type Payment } from './payment-parts.ts'
import { evolve } from './payment-state.ts'
import type { PaymentStatus } from './contract.ts'
import type { Money } from '../../kernel/money.ts'

/** Events that say by `change` what becomes of the payment as a whole. */
export type Changing = Extract<PaymentEvent, { data: { readonly change?: object } }>
export const changingTypes = Object.entries(paymentEvents)
  .filter(([, { data }]) => 'change' in data.properties)
  .map(([type]) => type as Changing['type'])

const changing: ReadonlySet<string> = new Set(changingTypes)

/** The status that an event of the payment's own transfer leads to. */
export const statusAfter = {
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
} as const satisfies Partial<Record<PaymentEvent['type'], PaymentStatus>>

export type StatusChanging = Extract<PaymentEvent, { type: keyof typeof statusAfter }> | Changing

/** All events that may change a payment's status. */
export const statusChanging = [
  ...new Set([...Object.keys(statusAfter), ...changingTypes]),
] as readonly StatusChanging['type'][]

export interface StatusChange {
  /** Absent where the payment begins. */
  readonly from?: PaymentStatus
  readonly to: PaymentStatus
  /** The payment's. */
  readonly amount: Money
}

/** What an event changes in the payment as a whole; undefined where its status stays. */
export const statusChangeOf = (event: PaymentEvent): StatusChange | undefined => {
  const { type, data } = event
  if ('change' in data && data.change) return data.change
  if (type === 'PaymentReceived') return { to: 'received', amount: data.amount }
  if (!('from' in data) || data.from === undefined) return undefined
  const to = statusAfter[type as keyof typeof statusAfter]
  return { from: data.from, to, amount: data.amount }
}

/**
 * Writes into each event which status of the payment it leaves and which it enters, where the two differ: both follow
 * from everything that is known, and no decision has to work them out by itself.
 */
export const withChanges = (
  payment: Payment,
  events: readonly PaymentEvent[],
  { now }: DecisionContext,
): readonly PaymentEvent[] => {
  if (!events.some(({ type }) => changing.has(type))) return events
  let before = payment
  return events.map((event) => {
    const after = evolve(before, { ...event, time: now })
    const told = changing.has(event.type) ? changed(before, after, event) : event
    before = after
    return told
  })
}

const changed = (before: Payment, after: Payment, event: PaymentEvent): PaymentEvent => {
  if (before.status === 'none' || after.status === 'none' || before.status === after.status)
    return event
  if (event.type === 'PaymentSettled' && after.status === 'settled') return event
  const change = { from: before.status, to: after.status, amount: after.amount }
  return { type: event.type, data: { ...event.data, change } } as PaymentEvent
}
