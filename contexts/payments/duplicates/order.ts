import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import type { DecisionContext, Entity, StreamRead } from '../../../kernel/decider.ts'
import { compare, type Money } from '../../../kernel/money.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { IncomingPayment } from '../commands.ts'
import type { OrderEvent } from './events.ts'

/*
 * One reference (end-to-end id) of one debtor account:
 *
 *   free --claimed by a payment--> claimed --its days have passed--> free
 *    ^                                |
 *    +-- the payment ended before ----+
 *        any rail could have it
 *
 * It is decided in the command that receives the payment, so that of two which come at the same instant to two
 * processes one is the original and the other its duplicate.
 */
export type Order =
  | { readonly status: 'free' }
  | {
      readonly status: 'claimed'
      readonly paymentId: string
      readonly claimedAt: Instant
      readonly amount: Money
      readonly creditorAccountIndex: string
    }

/** For how many days an order is remembered. */
export const duplicateDaysDefault = 30

const free: Order = { status: 'free' }

const orderEntity: Entity<Order, OrderEvent> = {
  name: 'order',
  initialState: free,
  evolve: (order, { type, data, time }) => {
    if (type === 'OrderClaimed') return { status: 'claimed', claimedAt: time, ...data }
    return order.status === 'claimed' && order.paymentId === data.paymentId ? free : order
  },
}

/** `order-<index>` */
export const orderStream = (orderIndex: string): string => `order-${orderIndex}`

export const orderRead = (orderIndex: string): StreamRead => ({
  stream: orderStream(orderIndex),
  entity: orderEntity,
})

/** What is read of a payment on its way in; nothing where duplicates are not looked for, or it names no reference. */
export const orderReadOf = ({
  payment,
  duplicatesWithinMs = 0,
}: IncomingPayment): readonly StreamRead[] =>
  payment.orderIndex === undefined || duplicatesWithinMs <= 0
    ? []
    : // Almost every order is the first under its reference.
      [{ ...orderRead(payment.orderIndex), presumedNew: true }]

export type DuplicateRefusal = Refusal<'duplicate-payment' | 'duplicate-differs'>

/**
 * Says which payment was received under the same reference before. What contradicts it in amount or payee is no
 * repetition: somebody has to say what is meant.
 */
export const duplicateOf = (
  { payment, duplicatesWithinMs = 0 }: IncomingPayment,
  order: Order,
  { now }: DecisionContext,
): DuplicateRefusal | undefined => {
  if (order.status === 'free' || now - order.claimedAt >= duplicatesWithinMs) return undefined
  const original = { paymentId: order.paymentId, receivedAt: formatInstant(order.claimedAt) }
  const { amount, creditorAccountIndex } = payment
  const sameAmount =
    amount.currency === order.amount.currency && compare(amount, order.amount) === 0
  const differs = [
    ...(sameAmount ? [] : ['amount']),
    ...(creditorAccountIndex === order.creditorAccountIndex ? [] : ['creditor']),
  ]
  return differs.length > 0
    ? refuse('duplicate-differs', { ...original, fields: differs })
    : refuse('duplicate-payment', original)
}

export const claimed = ({ paymentId, payment }: IncomingPayment): OrderEvent => {
  const { amount, creditorAccountIndex } = payment
  return { type: 'OrderClaimed', data: { paymentId, amount, creditorAccountIndex } }
}
