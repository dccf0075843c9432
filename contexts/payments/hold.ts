import type { DecisionContext } from '../../kernel/decider.ts'
import { compare, isZero, subtract } from '../../kernel/money.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { CapturePayment } from './commands.ts'
import type { PaymentEvent } from './events.ts'
import { heldOf, type KnownPayment } from './payment-parts.ts'
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

/** Takes a part of what is held, or all of it. */
export const capture = (
  { amount, final = false }: CapturePayment['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | CaptureRefusal => {
  const { hold, status, fundingAccount, transfers } = payment
  const held = heldOf(payment)
  if (isZero(held)) return refuse('nothing-held', { status })
  // The timer may be late; the hold is over nevertheless.
  if (hold && hold.expiresAt <= now) return refuse('hold-expired')
  const wanted = amount ?? held
  if (wanted.currency !== held.currency)
    return refuse('currency-differs', { currency: held.currency })
  if (compare(wanted, held) > 0)
    return refuse('capture-exceeds-authorisation', { remaining: held.minorUnits })
  if (transfers.length >= transfersMax) return refuse('too-many-transfers', { transfersMax })
  const transfer = transfers.length + 1
  const rest = subtract(held, wanted)
  return [
    { type: 'CaptureRequested', data: { transfer, ...moneyOf(wanted, fundingAccount) } },
    ...(final && !isZero(rest)
      ? [
          {
            type: 'HoldVoided',
            data: { ...moneyOf(rest, fundingAccount), because: 'final-capture' },
          } as const,
        ]
      : []),
  ]
}

/** Gives back what was not captured. */
export const voidHold = (
  payment: KnownPayment,
): readonly PaymentEvent[] | Refusal<'nothing-held'> => {
  const held = heldOf(payment)
  if (isZero(held)) return refuse('nothing-held', { status: payment.status })
  const data = { ...moneyOf(held, payment.fundingAccount), because: 'asked' } as const
  return [{ type: 'HoldVoided', data }]
}

/** The timer of a hold. */
export const expireHold = (
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | Refusal<'nothing-held' | 'not-due-yet'> => {
  const held = heldOf(payment)
  if (isZero(held)) return refuse('nothing-held', { status: payment.status })
  return isOver(payment, now) ? [expired(payment)] : refuse('not-due-yet')
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
): readonly PaymentEvent[] => (isOver(after, now) && !isZero(heldOf(after)) ? [expired(after)] : [])
