import Type from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../kernel/event-schema.ts'
import { questionEvents } from '../../kernel/request-reply/question.ts'
import { Transaction, TransactionId } from '../payments/questions/contract.ts'
import { Expectation, verdicts } from './contract.ts'

const Id = Type.String({ format: 'uuid' })

const suspenderEvents = {
  SuspenderOpened: {
    version: 1,
    data: eventData({
      suspenderId: Id,
      source: Type.String({ maxLength: 16 }),
      transactionId: TransactionId,
      expected: Expectation,
      deadline: Type.Integer({ minimum: 0 }),
    }),
  },
  SuspenderSettled: {
    version: 1,
    data: eventData({
      suspenderId: Id,
      verdict: Type.Unsafe<(typeof verdicts)[number]>({ type: 'string', enum: [...verdicts] }),
      /** What the source said; absent where it said nothing. */
      reported: Type.Optional(Transaction),
      /** Fields of the expectation that the source contradicts. */
      differences: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 5 }),
      attempts: Type.Integer({ minimum: 1 }),
    }),
  },
} as const satisfies EventSchemas

export const events = { ...suspenderEvents, ...questionEvents } as const satisfies EventSchemas

export type SuspenderEvent = EventOf<typeof suspenderEvents>
export type IntegrityEvent = EventOf<typeof events>
