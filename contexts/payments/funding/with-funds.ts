import type { DecisionContext } from '../../../kernel/decider.ts'
import { compare } from '../../../kernel/money.ts'
import type { PaymentEvent } from '../events.ts'
import type { Payment } from '../payment-parts.ts'
import { evolve } from '../payment-state.ts'
import { reservedOf } from './funds-of-payment.ts'

/**
 * Writes into each event of a payment from a guarded account whether its amount is still set aside there after it, so
 * that postings follow from single events.
 */
export const withFunds = (
  payment: Payment,
  events: readonly PaymentEvent[],
  { now }: DecisionContext,
): readonly PaymentEvent[] => {
  let before = payment
  return events.map((event) => {
    const after = evolve(before, { ...event, time: now })
    const told = funded(before, after, event)
    before = after
    return told
  })
}

const funded = (before: Payment, after: Payment, event: PaymentEvent): PaymentEvent => {
  if (before.status === 'none' || after.status === 'none' || !after.fundsReserved) return event
  if (!('fundingAccount' in event.data)) return event
  const fundsReserved =
    before.fundsReserved && compare(reservedOf(after), reservedOf(before)) < 0 ? 'ended' : 'kept'
  return { type: event.type, data: { ...event.data, fundsReserved } } as PaymentEvent
}
