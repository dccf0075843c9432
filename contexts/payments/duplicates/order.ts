import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import type { DecisionContext, Entity, StreamRead } from '../../../kernel/decider.ts'
import { compare, type Money } from '../../../kernel/money.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { IncomingPayment } from '../commands.ts'
import type { Payment } from '../payment-parts.ts'
import type { OrderEvent } from './events.ts'
import { endedInVain } from './ended-in-vain.ts'

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
 *
 * The first payment under a reference has its id from it (`firstId`), so that its own stream is the claim, and nothing
 * is written beside it. One that follows when the reference is free again has an id of its own, and claims it in
 * `reference-<index>`. Logs from before this was so have a claim of each payment in `order-<index>`.
 */
export type Order = { readonly status: 'free' } | ({ readonly status: 'claimed' } & Claim)

interface Claim {
  readonly paymentId: string
  readonly claimedAt: Instant
  readonly amount: Money
  readonly creditorAccountIndex: string
}

/** For how many days an order is remembered. */
export const duplicateDaysDefault = 30

const free: Order = { status: 'free' }

const claims = (name: string): Entity<Order, OrderEvent> => ({
  name,
  initialState: free,
  evolve: (order, { type, data, time }) => {
    if (type === 'OrderClaimed') return { status: 'claimed', claimedAt: time, ...data }
    return order.status === 'claimed' && order.paymentId === data.paymentId ? free : order
  },
})

const reference = claims('reference')
const order = claims('order')

/** Logs in which streams of it are hold claims apart from their payments. */
export const orderEntity = order.name

/** Who has a reference that was used before. */
const referenceRead = (orderIndex: string): StreamRead => ({
  stream: `${reference.name}-${orderIndex}`,
  entity: reference,
})

const orderRead = (orderIndex: string): StreamRead => ({
  stream: `${order.name}-${orderIndex}`,
  entity: order,
})

/** Where a claim of the reference may stand apart from its payment. */
export const claimReads = (orderIndex: string): readonly StreamRead[] => [
  referenceRead(orderIndex),
  orderRead(orderIndex),
]

/** Read of every order on its way in, in a log in which claims may stand apart. */
export const orderReadsOf = ({ payment, order: asked }: IncomingPayment): readonly StreamRead[] =>
  asked?.mayStandApart && payment.orderIndex !== undefined
    ? // Almost every order is the first under its reference.
      [{ ...orderRead(payment.orderIndex), presumedNew: true }]
    : []

/** Read where there is a payment under the reference already. */
export const referenceReadsOf = ({ payment }: IncomingPayment): readonly StreamRead[] =>
  payment.orderIndex === undefined ? [] : [referenceRead(payment.orderIndex)]

export type DuplicateRefusal = Refusal<'duplicate-payment' | 'duplicate-differs'>

/** What is known of a reference. */
export interface KnownReference {
  /** The payment that has its id from it. */
  readonly first: Payment
  readonly reference?: Order | undefined
  readonly order?: Order | undefined
}

/**
 * Says which payment was received under the same reference before. What contradicts it in amount or payee is no
 * repetition: somebody has to say what is meant.
 */
export const duplicateOf = (
  { payment, order: asked }: IncomingPayment,
  known: KnownReference,
  { now }: DecisionContext,
): DuplicateRefusal | undefined => {
  const claim = asked && claimOf(asked.firstId, known)
  if (!claim || now - claim.claimedAt >= asked.withinMs) return undefined
  const original = { paymentId: claim.paymentId, receivedAt: formatInstant(claim.claimedAt) }
  const { amount, creditorAccountIndex } = payment
  const sameAmount =
    amount.currency === claim.amount.currency && compare(amount, claim.amount) === 0
  const differs = [
    ...(sameAmount ? [] : ['amount']),
    ...(creditorAccountIndex === claim.creditorAccountIndex ? [] : ['creditor']),
  ]
  return differs.length > 0
    ? refuse('duplicate-differs', { ...original, fields: differs })
    : refuse('duplicate-payment', original)
}

/** The newest one: who has claimed the reference again came after the first. */
const claimOf = (
  firstId: string,
  { first, reference: again, order: apart }: KnownReference,
): Claim | undefined => {
  if (again?.status === 'claimed') return again
  if (first.status !== 'none' && !endedInVain(first)) {
    const { receivedAt, amount, creditorAccountIndex } = first
    return { paymentId: firstId, claimedAt: receivedAt, amount, creditorAccountIndex }
  }
  return apart?.status === 'claimed' ? apart : undefined
}

export const claimed = ({ paymentId, payment }: IncomingPayment): OrderEvent => {
  const { amount, creditorAccountIndex } = payment
  return { type: 'OrderClaimed', data: { paymentId, amount, creditorAccountIndex } }
}
