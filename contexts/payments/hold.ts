import type { DecisionContext } from '../../kernel/decider.ts'
import { compare, isZero, subtract, type Money } from '../../kernel/money.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { CapturePayment } from './commands.ts'
import type { PaymentEvent } from './events.ts'
import { capturableOf, heldOf, type KnownPayment } from './payment-parts.ts'
import { aboveLimit, expiryOf, withdrawCaptures } from './proposals/four-eyes.ts'
import { moneyOf } from './transfers/transfer-events.ts'

/** Captures and refunds of one payment, together with its own transfer. */
export const transfersMax = 200

export type CaptureRefusal = Refusal<
  | 'nothing-held'
  | 'currency-differs'
  | 'capture-exceeds-authorisation'
  | 'hold-expired'
  | 'too-many-transfers'
>

/** Takes a part of what is held, or all of it; what is large waits for a second person first. */
export const capture = (
  { amount, final = false, fourEyes }: CapturePayment['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | CaptureRefusal => {
  const { hold, status, transfers } = payment
  const capturable = capturableOf(payment)
  if (isZero(capturable)) return refuse('nothing-held', { status })
  // The timer may be late; the hold is over nevertheless.
  if (hold && hold.expiresAt <= now) return refuse('hold-expired')
  const wanted = amount ?? capturable
  if (wanted.currency !== capturable.currency)
    return refuse('currency-differs', { currency: capturable.currency })
  if (compare(wanted, capturable) > 0)
    return refuse('capture-exceeds-authorisation', { remaining: capturable.minorUnits })
  if (transfers.length >= transfersMax) return refuse('too-many-transfers', { transfersMax })
  const number = transfers.length + 1
  const above = fourEyes && aboveLimit(payment, 'capture', wanted, fourEyes)
  if (!above) return captureNow(payment, { number, amount: wanted, isFinal: final })
  const { proposedBy } = fourEyes
  const expiresAt = expiryOf(payment, 'capture', fourEyes, now)
  const proposal = { transfer: number, amount: wanted, above, proposedBy, expiresAt }
  return [{ type: 'CaptureProposed', data: { ...proposal, ...(final ? { final: true } : {}) } }]
}

interface Capture {
  readonly number: number
  readonly amount: Money
  readonly isFinal: boolean
  readonly approvedBy?: string
}

/** A capture that needs nobody, or nobody any more. After a final one the rest is given back. */
export const captureNow = (
  payment: KnownPayment,
  { number, amount, isFinal, approvedBy }: Capture,
): readonly PaymentEvent[] => {
  const { fundingAccount } = payment
  const rest = subtract(heldOf(payment), amount)
  const agreed = approvedBy === undefined ? {} : { approvedBy }
  const requested: PaymentEvent = {
    type: 'CaptureRequested',
    data: { transfer: number, ...moneyOf(amount, fundingAccount), ...agreed },
  }
  if (!isFinal || isZero(rest)) return [requested]
  const data = { ...moneyOf(rest, fundingAccount), because: 'final-capture' } as const
  return [requested, ...withdrawCaptures(payment, number), { type: 'HoldVoided', data }]
}

/** Gives back what was not captured, and what waits to be. */
export const voidHold = (
  payment: KnownPayment,
): readonly PaymentEvent[] | Refusal<'nothing-held'> => {
  const held = heldOf(payment)
  if (isZero(held)) return refuse('nothing-held', { status: payment.status })
  const data = { ...moneyOf(held, payment.fundingAccount), because: 'asked' } as const
  return [...withdrawCaptures(payment), { type: 'HoldVoided', data }]
}

/** The timer of a hold. */
export const expireHold = (
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | Refusal<'nothing-held' | 'not-due-yet'> => {
  const held = heldOf(payment)
  if (isZero(held)) return refuse('nothing-held', { status: payment.status })
  return isOver(payment, now)
    ? [...withdrawCaptures(payment), expired(payment)]
    : refuse('not-due-yet')
}

const isOver = ({ hold }: KnownPayment, now: number): boolean =>
  hold !== undefined && hold.ended === undefined && hold.expiresAt <= now

const expired = (payment: KnownPayment): PaymentEvent => ({
  type: 'HoldExpired',
  data: moneyOf(heldOf(payment), payment.fundingAccount),
})

/** A capture that the rail rejects after the hold's end is held by nothing: no timer will come for it. */
export const expireWhatIsHeldAgain = (
  after: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] =>
  isOver(after, now) && !isZero(heldOf(after)) ? [...withdrawCaptures(after), expired(after)] : []
