import { add, money, subtract, sum, type Money } from '../../../kernel/money.ts'
import { usedOfPayment } from '../limits/used-of-payment.ts'
import { refundedOf, type KnownPayment } from '../payment-parts.ts'

/** What has left the funding account, whatever came back later. */
const movedOf = (payment: KnownPayment): Money =>
  totalOf(
    payment,
    payment.transfers.filter(
      ({ kind, status }) => kind !== 'refund' && (status === 'settled' || status === 'returned'),
    ),
  )

const totalOf = (payment: KnownPayment, some: readonly { readonly amount: Money }[]): Money =>
  sum(
    some.map(({ amount }) => amount),
    payment.amount.currency,
  )

/** What is set aside on a guarded funding account: all that may still leave it. */
export const reservedOf = (payment: KnownPayment): Money =>
  payment.fundsReserved
    ? subtract(usedOfPayment(payment), movedOf(payment))
    : money(0n, payment.amount.currency)

/** What has left the funding account and did not come back. */
export const spentOf = (payment: KnownPayment): Money => {
  const returned = payment.transfers.filter(
    ({ kind, status }) => kind !== 'refund' && status === 'returned',
  )
  const lost = payment.disputes.filter(({ status }) => status === 'lost')
  const back = [totalOf(payment, returned), refundedOf(payment), totalOf(payment, lost)]
  return subtract(movedOf(payment), back.reduce(add))
}
