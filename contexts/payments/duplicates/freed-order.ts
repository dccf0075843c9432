import type { Beside } from '../beside.ts'
import type { KnownPayment } from '../payment-parts.ts'
import { isHandedOver } from '../transfers/transfer.ts'
import { orderRead, type Order } from './order.ts'

const endedInVain: ReadonlySet<string> = new Set([
  'rejected',
  'denied',
  'cancelled',
  'voided',
  'expired',
])

/** Whether it may still end before any rail could have had it. */
export const mayFreeItsOrder = ({ orderIndex, transfers }: KnownPayment): boolean =>
  orderIndex !== undefined && !transfers.some(isHandedOver)

/** What ended before any rail could have it blocks no corrected order. What a rail had keeps its reference. */
export const orderBeside = (paymentId: string, after: KnownPayment): readonly Beside[] => {
  const { orderIndex, status } = after
  if (orderIndex === undefined || !endedInVain.has(status) || !mayFreeItsOrder(after)) return []
  return [
    {
      read: orderRead(orderIndex),
      events: (state) => {
        const order = state as Order
        return order.status === 'claimed' && order.paymentId === paymentId
          ? [{ type: 'OrderFreed', data: { paymentId } }]
          : []
      },
    },
  ]
}
