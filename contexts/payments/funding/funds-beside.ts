import { compare, isZero, money, negate, subtract, type Money } from '../../../kernel/money.ts'
import type { Beside } from '../beside.ts'
import type { AccountEvent } from '../journal/events.ts'
import { guardedRead } from '../journal/guarded.ts'
import type { KnownPayment } from '../payment-parts.ts'
import { reservedOf, spentOf } from './funds-of-payment.ts'
import { fundsRef } from './reserve-funds.ts'

/**
 * What a decision means to the guarded account that pays: what was set aside leaves it or is given back, refunds and
 * returns come in. None of it is refused, on a closed account neither: the rail has done it, and the books say so.
 */
export const fundsBeside = (
  paymentId: string,
  before: KnownPayment,
  after: KnownPayment,
): readonly Beside[] => {
  const { fundingAccount, fundsReserved } = before
  if (!fundsReserved || fundingAccount === undefined) return []
  const events = accountEvents(
    subtract(reservedOf(before), reservedOf(after)),
    subtract(spentOf(after), spentOf(before)),
    fundsRef(paymentId),
  )
  return events.length === 0 ? [] : [{ read: guardedRead(fundingAccount), events: () => events }]
}

/** `unreserved`: no longer set aside; `spent`: has left the account, less than nothing where it came back. */
const accountEvents = (unreserved: Money, spent: Money, ref: string): readonly AccountEvent[] => {
  const nothing = money(0n, spent.currency)
  const gone = compare(spent, nothing) > 0 ? spent : nothing
  const fromReserved = compare(gone, unreserved) > 0 ? unreserved : gone
  const event = (type: AmountEvent['type'], amount: Money): readonly AccountEvent[] =>
    compare(amount, nothing) > 0 ? [{ type, data: { amount, ref } }] : []
  return [
    ...event('ReservationSpent', fromReserved),
    ...event('ReservationReleased', subtract(unreserved, fromReserved)),
    ...event('AmountTaken', subtract(gone, fromReserved)),
    ...event('AmountReceived', isZero(gone) ? negate(spent) : nothing),
  ]
}

type AmountEvent = Extract<AccountEvent, { data: { readonly amount: Money; readonly ref: string } }>
