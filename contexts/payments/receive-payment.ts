import type { CommandDefinition } from '../../kernel/decider.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { ReceivePayment } from './commands.ts'
import {
  claimed,
  duplicateOf,
  orderReadOf,
  type DuplicateRefusal,
  type Order,
} from './duplicates/order.ts'
import type { PaymentDecider } from './payment-definition.ts'
import type { Payment } from './payment-parts.ts'

/** Receives a payment, and claims what it needs elsewhere; all of it or nothing. */
export const receivePayment = <R extends Refusal>(
  decider: PaymentDecider<R>,
  streamOf: (paymentId: string) => string,
): CommandDefinition<ReceivePayment, DomainEvent, R | DuplicateRefusal> => ({
  type: 'ReceivePayment',
  reads: ({ data }) => [
    { stream: streamOf(data.paymentId), entity: decider, presumedNew: true },
    ...orderReadOf(data),
  ],
  decide: (command, [payment, ...others], context) => {
    const { data } = command
    const [order] = orderReadOf(data)
    const events = decider.decide(command, payment as Payment, context)
    if (isRefusal(events)) return events
    const duplicate = order && duplicateOf(data, others[0] as Order, context)
    if (duplicate) return duplicate
    const own = { stream: streamOf(data.paymentId), events: events as readonly DomainEvent[] }
    const isRejected = own.events.some(({ type }) => type === 'PaymentRejected')
    // What is rejected on receipt claims nothing: its correction comes under the same reference.
    return order && !isRejected ? [own, { stream: order.stream, events: [claimed(data)] }] : [own]
  },
})
