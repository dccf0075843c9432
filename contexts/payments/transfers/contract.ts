import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import type { Money } from '../../../kernel/money.ts'
import {
  PositionToken,
  RecommendedActionSchema,
  ExplainedRejectionSchema,
  StandardCodeSchema,
} from '../contract.ts'

/** What belongs to a payment, as callers see it: approvals, captures, refunds, disputes, attempts. */

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

const oneOf = <Text extends string>(texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })

export const approvalStates = ['waiting', 'approved', 'denied', 'withdrawn', 'expired'] as const
export type ApprovalState = (typeof approvalStates)[number]

export const approvalKinds = ['payment', 'capture', 'refund'] as const
export type ApprovalKind = (typeof approvalKinds)[number]

export const ApprovalShown = Type.Object(
  {
    approvalId: Type.String({
      description: "A payment's id, or that of a capture or refund: `<paymentId>.<number>`",
    }),
    paymentId: Uuid,
    kind: oneOf(approvalKinds),
    number: Type.Optional(
      Type.Integer({ description: 'Of a capture or refund: among the transfers of its payment' }),
    ),
    state: oneOf(approvalStates),
    amount: MoneySchema,
    above: Type.Unsafe<Money>({ ...MoneySchema, description: 'What may be paid without' }),
    proposedBy: Type.String({ description: 'Who may not approve it' }),
    requestedAt: Instant,
    expiresAt: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'Nobody can approve it from then on' }),
    ),
    decidedAt: Type.Optional(Instant),
    decidedBy: Type.Optional(Type.String()),
    reason: Type.Optional(Type.String()),
    position: PositionToken,
  },
  strict,
)
export type ApprovalShown = Static<typeof ApprovalShown>

const ApprovedBy = Type.String({ description: 'Who agreed, where somebody had to' })

/** Of a capture or refund that is above what may go without a second person, until one has agreed. */
const proposedStatuses = ['awaiting-approval', 'denied', 'withdrawn', 'expired'] as const

/** That the rail was asked to take it back. */
const CancellationSchema = Type.Object(
  {
    state: oneOf(['asked', 'failed'] as const),
    because: Type.Optional(Type.String({ description: 'too-late, not-found, or unanswered' })),
  },
  { ...strict, description: 'That the rail was asked to take it back' },
)

export const refundStatuses = [
  ...proposedStatuses,
  'requested',
  'submitted',
  'pending',
  'unknown',
  'settled',
  'rejected',
  'reversed',
] as const
export type RefundStatus = (typeof refundStatuses)[number]

export const RefundShown = Type.Object(
  {
    refundId: Type.String(),
    paymentId: Uuid,
    number: Type.Integer({ description: 'Among the transfers of its payment' }),
    status: oneOf(refundStatuses),
    amount: MoneySchema,
    reason: Type.String(),
    requestedBy: Type.String(),
    requestedAt: Instant,
    updatedAt: Instant,
    returnOf: Type.String({ description: 'The submission that it gives back' }),
    approvedBy: Type.Optional(ApprovedBy),
    cancellation: Type.Optional(CancellationSchema),
    railReference: Type.Optional(Type.String()),
    rejection: Type.Optional(ExplainedRejectionSchema),
  },
  strict,
)
export type RefundShown = Static<typeof RefundShown>

export const disputeStatuses = ['open', 'won', 'lost'] as const
export type DisputeStatus = (typeof disputeStatuses)[number]

export const DisputeShown = Type.Object(
  {
    disputeId: Type.String(),
    paymentId: Uuid,
    number: Type.Integer(),
    status: oneOf(disputeStatuses),
    amount: MoneySchema,
    reasonCode: Type.String({ description: "The network's" }),
    disputeReference: Type.Optional(Type.String({ description: "The rail's own id of it" })),
    openedBy: Type.String(),
    openedAt: Instant,
    responseDue: Type.Optional(Instant),
    evidenceAt: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'When evidence was sent last' }),
    ),
    decidedAt: Type.Optional(Instant),
    decidedBy: Type.Optional(Type.String()),
  },
  strict,
)
export type DisputeShown = Static<typeof DisputeShown>

export const CaptureShown = Type.Object(
  {
    captureId: Type.String(),
    number: Type.Integer({ description: 'Among the transfers of its payment' }),
    status: oneOf([
      ...proposedStatuses,
      'requested',
      'submitted',
      'pending',
      'unknown',
      'settled',
      'rejected',
      'returned',
    ]),
    amount: MoneySchema,
    requestedAt: Instant,
    updatedAt: Instant,
    approvedBy: Type.Optional(ApprovedBy),
    cancellation: Type.Optional(CancellationSchema),
    railReference: Type.Optional(Type.String()),
    rejection: Type.Optional(ExplainedRejectionSchema),
  },
  strict,
)
export type CaptureShown = Static<typeof CaptureShown>

export const AttemptShown = Type.Object(
  {
    transfer: Type.Integer(),
    kind: oneOf(['payment', 'capture', 'refund']),
    attempt: Type.Integer(),
    submissionId: Type.String({ description: 'The same at every attempt of a transfer' }),
    rail: Type.String(),
    amount: MoneySchema,
    outcome: oneOf([
      'under-way',
      'not-sent',
      'unknown',
      'submitted',
      'pending',
      'settled',
      'rejected',
      'cancelled',
      'returned',
    ]),
    route: Type.Optional(
      Type.Object(
        {
          rule: Type.String(),
          because: Type.String(),
          cost: Type.Optional(Type.String({ description: 'Minor units' })),
          passedOver: Type.Array(
            Type.Object({ rail: Type.String(), because: Type.String() }, strict),
          ),
        },
        { ...strict, description: 'Of several rails: why it went over this one' },
      ),
    ),
    reason: Type.Optional(Type.String()),
    railCode: Type.Optional(Type.String({ description: 'As the rail said it' })),
    standardCode: Type.Optional(StandardCodeSchema),
    recommendedAction: Type.Optional(RecommendedActionSchema),
    nextTryAt: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'When another transfer follows on it' }),
    ),
    railReference: Type.Optional(Type.String()),
    startedAt: Instant,
    submitBefore: Instant,
    updatedAt: Type.Optional(Instant),
  },
  strict,
)
export type AttemptShown = Static<typeof AttemptShown>
