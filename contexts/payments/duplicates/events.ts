import Type from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../../kernel/event-schema.ts'
import { MoneySchema } from '../../../kernel/money-schema.ts'

const PaymentId = Type.String({ minLength: 36, maxLength: 36 })

/** Of the stream of one reference of one account: `reference-<blind index of both>`, in older logs `order-<...>`. */
export const orderEvents = {
  /** A payment was received under this reference, which is free of earlier ones; another one like it is its duplicate. */
  OrderClaimed: {
    version: 1,
    data: eventData({
      paymentId: PaymentId,
      amount: MoneySchema,
      creditorAccountIndex: Type.String({ minLength: 1, maxLength: 128 }),
    }),
  },
  /** It ended before any rail could have it: the reference may be used again. */
  OrderFreed: { version: 1, data: eventData({ paymentId: PaymentId }) },
} as const satisfies EventSchemas

export type OrderEvent = EventOf<typeof orderEvents>
