import { compare, isNegative, isZero, subtract, sum, type Money } from '../../kernel/money.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { RefundPayment } from './commands.ts'
import type { PaymentEvent } from './events.ts'
import { transfersMax } from './hold.ts'
import { refundableOf, refundsOf, type KnownPayment } from './payment-parts.ts'
import { moneyOf } from './transfers/transfer-events.ts'
import type { Transfer } from './transfers/transfer.ts'

export type RefundRefusal = Refusal<
  'nothing-to-refund' | 'currency-differs' | 'refund-exceeds-settled' | 'too-many-transfers'
>

/** Gives back a part of what has settled, or all of it; what is on its way back, or disputed, counts as gone. */
export const refund = (
  { amount, reason, requestedBy }: RefundPayment['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | RefundRefusal => {
  const { status, transfers, fundingAccount } = payment
  const refundable = refundableOf(payment)
  if (isZero(refundable) || isNegative(refundable)) return refuse('nothing-to-refund', { status })
  const wanted = amount ?? refundable
  if (wanted.currency !== refundable.currency)
    return refuse('currency-differs', { currency: refundable.currency })
  if (compare(wanted, refundable) > 0)
    return refuse('refund-exceeds-settled', { refundable: refundable.minorUnits })
  if (transfers.length >= transfersMax) return refuse('too-many-transfers', { transfersMax })
  return [
    {
      type: 'RefundRequested',
      data: {
        transfer: transfers.length + 1,
        ...moneyOf(wanted, fundingAccount),
        returnOf: givenBack(payment, wanted).number,
        reason,
        requestedBy,
      },
    },
  ]
}

/** The first transfer that is large enough; where only several together are, the largest of them is named. */
const givenBack = (payment: KnownPayment, wanted: Money): Transfer => {
  const settled = payment.transfers
    .filter(({ kind, status }) => kind !== 'refund' && status === 'settled')
    .map((transfer) => ({ transfer, left: leftOf(payment, transfer) }))
  const [largest] = settled.toSorted((one, other) => compare(other.left, one.left))
  const found = settled.find(({ left }) => compare(left, wanted) >= 0) ?? largest
  if (!found) throw new Error('something can be refunded, and nothing has settled')
  return found.transfer
}

const leftOf = (payment: KnownPayment, { number, amount }: Transfer): Money => {
  const back = refundsOf(payment).filter(
    ({ returnOf, status }) => returnOf === number && status !== 'rejected' && status !== 'returned',
  )
  return subtract(
    amount,
    sum(
      back.map((transfer) => transfer.amount),
      amount.currency,
    ),
  )
}
