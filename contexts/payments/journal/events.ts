import Type, { type Static } from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../../kernel/event-schema.ts'
import { MetadataSchema } from '../../../kernel/metadata.ts'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import { accountIdLengthMax, accountIdPattern } from './account-id.ts'

/** `guarded` and `open` are explained in README.md. It never changes. */
export type AccountKind = 'guarded' | 'open'

export const AccountIdSchema = Type.String({
  minLength: 1,
  maxLength: accountIdLengthMax,
  pattern: accountIdPattern,
  description: 'Kept in the clear: no IBAN, and nothing that names somebody',
  examples: ['customer:8124:main'],
})

export const refLengthMax = 100

/** What a movement was for: `payment:<id>.1`, `transaction:<id>`, `hold:<id>`. */
const Ref = Type.String({ minLength: 1, maxLength: refLengthMax })
const Currency = Type.String({ pattern: '^[A-Z]{3}$' })
const moved = eventData({ amount: MoneySchema, ref: Ref })

export const accountEvents = {
  AccountOpened: {
    version: 1,
    data: eventData({
      kind: Type.Unsafe<AccountKind>({ type: 'string', enum: ['guarded', 'open'] }),
      currencies: Type.Array(Currency, { minItems: 1, maxItems: 200, uniqueItems: true }),
      /** Of a guarded account; zero for a currency that is not listed. */
      overdraftLimits: Type.Optional(Type.Array(MoneySchema, { maxItems: 200 })),
      /** What it is called on screens; names nobody. */
      label: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    }),
  },
  OverdraftLimitSet: { version: 1, data: eventData({ limit: MoneySchema }) },
  AccountClosed: { version: 1, data: eventData({}) },
  AmountReserved: { version: 1, data: moved },
  ReservationReleased: { version: 1, data: moved },
  ReservationSpent: { version: 1, data: moved },
  AmountReceived: { version: 1, data: moved },
  AmountTaken: { version: 1, data: moved },
} as const satisfies EventSchemas

export type AccountEvent = EventOf<typeof accountEvents>

export const postingsMax = 100

/** One amount on one account; see README.md for its sign. */
export const PostingSchema = Type.Object(
  { account: AccountIdSchema, amount: MoneySchema },
  { additionalProperties: false },
)
export type PostingStated = Static<typeof PostingSchema>

const day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const journalTransactionEvents = {
  TransactionPosted: {
    version: 1,
    data: eventData({
      postings: Type.Array(PostingSchema, { minItems: 2, maxItems: postingsMax }),
      effectiveDate: day,
      reference: Type.Optional(Type.String({ minLength: 1, maxLength: 140 })),
      description: Type.Optional(Type.String({ minLength: 1, maxLength: 140 })),
      metadata: Type.Optional(MetadataSchema),
      /** The hold that it was spent from. */
      holdId: Type.Optional(Type.String({ minLength: 36, maxLength: 36 })),
      /** The transaction that this one takes back. */
      reverses: Type.Optional(Type.String({ minLength: 36, maxLength: 36 })),
    }),
  },
  /** On the stream of what was reversed. */
  TransactionReversed: {
    version: 1,
    data: eventData({ by: Type.String({ minLength: 36, maxLength: 36 }) }),
  },
} as const satisfies EventSchemas

export type JournalTransactionEvent = EventOf<typeof journalTransactionEvents>

export const holdEvents = {
  HoldPlaced: {
    version: 1,
    data: eventData({
      account: AccountIdSchema,
      amount: MoneySchema,
      expiresAt: Type.Optional(Type.String({ minLength: 20, maxLength: 30 })),
      description: Type.Optional(Type.String({ minLength: 1, maxLength: 140 })),
    }),
  },
  /** In part or whole; the transaction that posts it stands beside it. */
  HoldSpent: {
    version: 1,
    data: eventData({
      account: AccountIdSchema,
      amount: MoneySchema,
      transactionId: Type.String({ minLength: 36, maxLength: 36 }),
    }),
  },
  /** All that was left. */
  HoldReleased: {
    version: 1,
    data: eventData({
      account: AccountIdSchema,
      amount: MoneySchema,
      because: Type.Unsafe<'released' | 'expired'>({
        type: 'string',
        enum: ['released', 'expired'],
      }),
    }),
  },
} as const satisfies EventSchemas

export type HoldEvent = EventOf<typeof holdEvents>

/** All events of the journal. */
export const journalEvents = {
  ...holdEvents,
  ...accountEvents,
  ...journalTransactionEvents,
} as const satisfies EventSchemas

export type JournalEvent = EventOf<typeof journalEvents>
