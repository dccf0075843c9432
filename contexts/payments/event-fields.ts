import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../kernel/money-schema.ts'
import {
  paymentStatuses,
  RecommendedActionSchema,
  StandardCodeSchema,
  type PaymentStatus,
} from './contract.ts'
import { AccountIdSchema } from './journal/events.ts'

/* What events are made of. */

export const Slug = Type.String({ minLength: 1, maxLength: 64 })
export const Instant = Type.String({ minLength: 20, maxLength: 30 })
export const RailReference = Type.String({ minLength: 1, maxLength: 64 })
export const SubmissionId = Type.String({ minLength: 1, maxLength: 64 })
export const Reference = Type.String({ minLength: 1, maxLength: 35 })
export const Attempt = Type.Integer({ minimum: 1 })
export const Question = Type.Integer({ minimum: 1 })
export const Rail = Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$' })
/** A journal account. */
export const FundingAccount = AccountIdSchema
export const TransferNumber = Type.Integer({ minimum: 1, maximum: 10_000 })
export const Reason = Type.String({ minLength: 1, maxLength: 300 })
export const Actor = Type.String({ minLength: 1, maxLength: 128 })
export const DisputeNumber = Type.Integer({ minimum: 1, maximum: 1_000 })

export const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })

export const refundReasons = ['requested-by-payer', 'duplicate', 'fraudulent', 'mistaken'] as const
export type RefundReason = (typeof refundReasons)[number]
export const RefundReasonSchema = oneOf(...refundReasons)

/** How the rail made it known. */
export const EvidenceSchema = Type.Object(
  {
    source: oneOf('submission-answer', 'status-answer', 'callback', 'cancellation-answer'),
    /** By the rail's clock. */
    at: Type.Optional(Instant),
    sequence: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
)
export type Evidence = Static<typeof EvidenceSchema>

/** What can be claimed by the rail that does not fit what is known. */
export const railClaims = [
  'accepted',
  'pending',
  'settled',
  'rejected',
  'cancelled',
  'not-found',
  'not-sent',
  'returned',
  'disputed',
  'at-another-rail',
] as const
export type RailClaim = (typeof railClaims)[number]

export const operatorReasons = [
  'attempts-used-up',
  'waiting-too-long',
  'unknown-too-long',
  'pending-too-long',
] as const
export type OperatorReason = (typeof operatorReasons)[number]

export const questionReasons = ['timer', 'callback', 'operator', 'cancellation'] as const
export type QuestionReason = (typeof questionReasons)[number]

/**
 * Each change of a payment's own transfer says which state of the payment it leaves and of how much money, so that
 * sums by state are a pure fold over events of many payments, and so that a published fact can be made from its
 * event alone.
 */
export const leaving = <From extends PaymentStatus>(...from: readonly From[]) => ({
  from: oneOf(...from),
  amount: MoneySchema,
})

/**
 * What it changes in the payment as a whole; absent where the payment's status stays. `amount` is the payment's: that
 * of a capture, refund or dispute stands beside it.
 */
export const changing = {
  change: Type.Optional(
    Type.Object(
      {
        from: oneOf(...paymentStatuses),
        to: oneOf(...paymentStatuses),
        amount: MoneySchema,
      },
      { additionalProperties: false },
    ),
  ),
}

/** Of a payment from a guarded account: whether its amount is still set aside there after this event. */
export const fundsReserved = Type.Optional(oneOf('kept', 'ended'))

/** What the journal needs of each event that moves money: how much, from where, and over which rail. */
export const moving = {
  amount: MoneySchema,
  fundingAccount: Type.Optional(FundingAccount),
  fundsReserved,
}
export const overRail = {
  rail: Rail,
  fundingAccount: Type.Optional(FundingAccount),
  fundsReserved,
}

/** Which transfer of the payment it is about. Both are absent for the payment's own. */
export const ofTransfer = {
  transfer: Type.Optional(TransferNumber),
  kind: Type.Optional(oneOf('capture', 'refund')),
}

/** A capture or a refund: its number, which state of its own it leaves, how much, over which rail. */
export const child = {
  transfer: TransferNumber,
  leaves: oneOf('waiting', 'submitting', 'submitted', 'pending', 'unknown', 'settled'),
  ...moving,
  rail: Rail,
  ...changing,
}

/** Why a transfer is due, or what else has to happen first. */
export const next = { next: oneOf('submission', 'hold', 'schedule', 'approval') }

/** How often, and for how long, a payment that was rejected for a reason that may pass is tried again. */
export const RetryRulesSchema = Type.Object(
  {
    /** Further transfers; none with 0. */
    triesMax: Type.Integer({ minimum: 0, maximum: 5 }),
    /** Counted from the first rejection. */
    withinMs: Type.Integer({ minimum: 60_000, maximum: 10 * 86_400_000 }),
  },
  { additionalProperties: false },
)
export type RetryRules = Static<typeof RetryRulesSchema>

export const questioned = ['submitted', 'pending', 'unknown'] as const
export const handing = ['validated', 'submitting', 'submitted', 'pending', 'unknown'] as const
/** Rails that were passed over, and why. */
export const PassedOverSchema = Type.Array(
  Type.Object({ rail: Rail, because: Slug }, { additionalProperties: false }),
  { maxItems: 20 },
)

/** By which rule a rail was chosen, and why not the others. */
export const RouteSchema = Type.Object(
  {
    rule: Slug,
    because: Slug,
    /** Minor units of the transfer's currency, rounded up. */
    cost: Type.Optional(Type.String({ maxLength: 24 })),
    passedOver: PassedOverSchema,
  },
  { additionalProperties: false },
)

/** What a code of the rail means; absent in events of earlier releases. */
export const meant = {
  standardCode: Type.Optional(StandardCodeSchema),
  recommendedAction: Type.Optional(RecommendedActionSchema),
}
/** Of a payment's own transfer: absent for the first, a number for each that follows on a rejected one. */
export const ownTransfer = { transfer: Type.Optional(TransferNumber) }
