import Type from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../../kernel/event-schema.ts'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import { Actor, Instant, oneOf, Reason, TransferNumber } from '../event-fields.ts'
import { limitFields, limitScopes } from './contract.ts'

const PaymentId = Type.String({ minLength: 36, maxLength: 36 })
const LimitId = Type.String({ minLength: 1, maxLength: 64 })
const SubjectKey = Type.String({ minLength: 1, maxLength: 128 })

/** Whose limit: the subject's stream is `limit-<scope>-<subject>`. */
export const ofSubject = { scope: oneOf(...limitScopes), subject: SubjectKey }

/** Which part of which limit a use went into. */
const Use = Type.Object({ limitId: LimitId, from: Instant }, { additionalProperties: false })

/** What was counted where, as the payment's own events keep it: it is given back by this. */
export const CountedSchema = Type.Object(
  { ...ofSubject, uses: Type.Array(Use, { maxItems: 20 }) },
  { additionalProperties: false },
)

export const limitEvents = {
  /** A new limit, or other bounds for one that there is; what was used of it stays used. */
  LimitSet: {
    version: 1,
    data: eventData({
      ...ofSubject,
      limitId: LimitId,
      ...limitFields,
      setBy: Actor,
      /** Who agreed, where somebody had to. */
      approvedBy: Type.Optional(Actor),
      /** It is a default of the installation, not somebody's decision about this subject. */
      byDefault: Type.Optional(Type.Literal(true)),
    }),
  },
  LimitRemoved: {
    version: 1,
    data: eventData({
      limitId: LimitId,
      removedBy: Actor,
      approvedBy: Type.Optional(Actor),
    }),
  },
  /** Of a proposal's own stream: the limit as it would be, or as it is where it would be removed. */
  LimitChangeProposed: {
    version: 1,
    data: eventData({
      ...ofSubject,
      change: oneOf('set', 'change', 'remove'),
      limitId: LimitId,
      ...limitFields,
      /** Its bounds as they are. */
      before: Type.Optional(
        Type.Object(
          { amount: limitFields.amount, count: limitFields.count },
          { additionalProperties: false },
        ),
      ),
      proposedBy: Actor,
      expiresAt: Instant,
    }),
  },
  LimitChangeApproved: { version: 1, data: eventData({ limitId: LimitId, approvedBy: Actor }) },
  LimitChangeDenied: {
    version: 1,
    data: eventData({ limitId: LimitId, deniedBy: Actor, reason: Reason }),
  },
  LimitChangeWithdrawn: { version: 1, data: eventData({ limitId: LimitId, withdrawnBy: Actor }) },
  LimitChangeExpired: { version: 1, data: eventData({ limitId: LimitId }) },
  /** A payment, or a transfer over a rail, counts from now on. */
  LimitUsed: {
    version: 1,
    data: eventData({
      paymentId: PaymentId,
      transfer: Type.Optional(TransferNumber),
      amount: MoneySchema,
      uses: Type.Array(
        Type.Object(
          { limitId: LimitId, from: Instant, until: Instant },
          { additionalProperties: false },
        ),
        { minItems: 1, maxItems: 20 },
      ),
    }),
  },
  /** It ended, or a part of it, without having moved anything. */
  LimitUseGivenBack: {
    version: 1,
    data: eventData({
      paymentId: PaymentId,
      transfer: Type.Optional(TransferNumber),
      amount: MoneySchema,
      count: Type.Integer({ minimum: 0, maximum: 1 }),
      uses: Type.Array(Use, { minItems: 1, maxItems: 20 }),
    }),
  },
  /** Of the stream `limited-subjects`: from now on payments look at the subject's own stream. */
  SubjectLimited: { version: 1, data: eventData(ofSubject) },
  SubjectUnlimited: { version: 1, data: eventData(ofSubject) },
} as const satisfies EventSchemas

export type LimitEvent = EventOf<typeof limitEvents>
export type Counted = Type.Static<typeof CountedSchema>
