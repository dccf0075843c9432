import type { DecisionContext } from '../../kernel/decider.ts'
import { compare, isNegative, isZero, subtract, sum, type Money } from '../../kernel/money.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { RefundPayment } from './commands.ts'
import type { RefundReason } from './event-fields.ts'
import type { PaymentEvent } from './events.ts'
import { transfersMax } from './hold.ts'
import { refundableOf, refundsOf, type KnownPayment } from './payment-parts.ts'
import { aboveLimit, expiryOf } from './proposals/four-eyes.ts'
import { moneyOf } from './transfers/transfer-events.ts'
import type { Transfer } from './transfers/transfer.ts'

export type RefundRefusal = Refusal<
  'nothing-to-refund' | 'currency-differs' | 'refund-exceeds-settled' | 'too-many-transfers'
>

/**
 * Gives back a part of what has settled, or all of it; what is on its way back, waits to be, or is disputed counts as
 * gone. What is large waits for a second person first.
 */
export const refund = (
  { amount, reason, requestedBy, fourEyes }: RefundPayment['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | RefundRefusal => {
  const { status, transfers } = payment
  const refundable = refundableOf(payment)
  if (isZero(refundable) || isNegative(refundable)) return refuse('nothing-to-refund', { status })
  const wanted = amount ?? refundable
  if (wanted.currency !== refundable.currency)
    return refuse('currency-differs', { currency: refundable.currency })
  if (compare(wanted, refundable) > 0)
    return refuse('refund-exceeds-settled', { refundable: refundable.minorUnits })
  if (transfers.length >= transfersMax) return refuse('too-many-transfers', { transfersMax })
  const number = transfers.length + 1
  const above = fourEyes && aboveLimit(payment, 'refund', wanted, fourEyes)
  if (!above) return [refundNow(payment, { number, amount: wanted, reason, requestedBy })]
  const { proposedBy } = fourEyes
  const expiresAt = expiryOf(payment, 'refund', fourEyes, now)
  const returnOf = givenBack(payment, wanted, number).number
  const proposal = { transfer: number, amount: wanted, above, proposedBy, expiresAt }
  return [{ type: 'RefundProposed', data: { ...proposal, returnOf, reason } }]
}

interface Refund {
  readonly number: number
  readonly amount: Money
  readonly reason: RefundReason
  readonly requestedBy: string
  readonly approvedBy?: string
}

/** A refund that needs nobody, or nobody any more. */
export const refundNow = (
  payment: KnownPayment,
  { number, amount, reason, requestedBy, approvedBy }: Refund,
): PaymentEvent => ({
  type: 'RefundRequested',
  data: {
    transfer: number,
    ...moneyOf(amount, payment.fundingAccount),
    returnOf: givenBack(payment, amount, number).number,
    reason,
    requestedBy,
    ...(approvedBy === undefined ? {} : { approvedBy }),
  },
})

/** The first transfer that is large enough; where only several together are, the largest of them is named. */
const givenBack = (payment: KnownPayment, wanted: Money, refundNumber: number): Transfer => {
  const settled = payment.transfers
    .filter(({ kind, status }) => kind !== 'refund' && status === 'settled')
    .map((transfer) => ({ transfer, left: leftOf(payment, transfer, refundNumber) }))
  const [largest] = settled.toSorted((one, other) => compare(other.left, one.left))
  const found = settled.find(({ left }) => compare(left, wanted) >= 0) ?? largest
  if (!found) throw new Error('something can be refunded, and nothing has settled')
  return found.transfer
}

/** What other refunds have left of it. */
const leftOf = (
  payment: KnownPayment,
  { number, amount }: Transfer,
  refundNumber: number,
): Money => {
  const back = refundsOf(payment).filter(
    (refund) =>
      refund.number !== refundNumber &&
      refund.returnOf === number &&
      refund.status !== 'rejected' &&
      refund.status !== 'returned',
  )
  return subtract(
    amount,
    sum(
      back.map((transfer) => transfer.amount),
      amount.currency,
    ),
  )
}
