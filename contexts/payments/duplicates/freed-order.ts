import type { Beside } from '../beside.ts'
import type { KnownPayment } from '../payment-parts.ts'
import { endedInVain, mayEndInVain } from './ended-in-vain.ts'
import { claimReads, type Order } from './order.ts'

/** Whether a claim that stands apart may still have to be given back. */
export const mayFreeItsOrder = (payment: KnownPayment): boolean =>
  payment.orderIndex !== undefined && mayEndInVain(payment)

/** Where a payment has claimed its reference apart from itself, and ended in vain. */
export const orderBeside = (paymentId: string, after: KnownPayment): readonly Beside[] => {
  const { orderIndex } = after
  if (orderIndex === undefined || !endedInVain(after)) return []
  return claimReads(orderIndex).map((read) => ({
    read,
    events: (state) => {
      const order = state as Order
      return order.status === 'claimed' && order.paymentId === paymentId
        ? [{ type: 'OrderFreed', data: { paymentId } }]
        : []
    },
  }))
}
