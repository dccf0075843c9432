import Type, { type Static } from 'typebox'
import { MetadataSchema } from '../../kernel/metadata.ts'
import { MoneySchema } from '../../kernel/money-schema.ts'
import type { Money } from '../../kernel/money.ts'

/** What others may rely on: shapes over HTTP; what is on the bus stands in published/. Add to it; never repurpose. */

export const paymentStatuses = [
  'received',
  'validated',
  'awaiting-approval',
  'scheduled',
  'authorised',
  'partially-captured',
  'captured',
  'submitting',
  'submitted',
  'pending',
  'unknown',
  'awaiting-retry',
  'settled',
  'partially-refunded',
  'refunded',
  'disputed',
  'dispute-lost',
  'returned',
  'rejected',
  'denied',
  'cancelled',
  'voided',
  'expired',
  'failed',
] as const

export type PaymentStatus = (typeof paymentStatuses)[number]

/** `automatic`: handed to a rail by itself, once. `manual`: the money is held, and captured in one or several parts. */
export const captureModes = ['automatic', 'manual'] as const
export type CaptureMode = (typeof captureModes)[number]

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

export const StatusSchema = Type.Unsafe<PaymentStatus>({
  type: 'string',
  enum: [...paymentStatuses],
})

export const PositionToken = Type.String({
  description: 'Opaque. Give it as `after` to a read that must show this change.',
})

/** What to do about an error: by the table in `rail-errors/`. */
export const recommendedActions = [
  'retry-after',
  'do-not-retry',
  'ask-the-customer',
  'ask-an-operator',
] as const
export type RecommendedAction = (typeof recommendedActions)[number]

/** What an operator may do about a payment that needs one. */
export const operatorActions = ['resume', 'cancel', 'give-up', 'mark-handled'] as const
export type OperatorAction = (typeof operatorActions)[number]

export const RecommendedActionSchema = Type.Unsafe<RecommendedAction>({
  type: 'string',
  enum: [...recommendedActions],
  description: 'What to do about it',
})
export const StandardCodeSchema = Type.String({
  description: 'What the code means, whichever rail it came from: insufficient-funds',
  maxLength: 64,
})

export const RejectionSchema = Type.Object(
  {
    code: Type.String({
      description: 'An ISO 20022 reason such as AC04, or a slug where there is none',
      maxLength: 64,
    }),
    reason: Type.String({ description: 'In words; names nobody', maxLength: 300 }),
    by: Type.Unsafe<'validation' | 'rail' | 'millrace'>({
      type: 'string',
      enum: ['validation', 'rail', 'millrace'],
    }),
    standardCode: Type.Optional(StandardCodeSchema),
    recommendedAction: Type.Optional(RecommendedActionSchema),
  },
  { ...strict, title: 'Rejection' },
)

/** Of a payment: where it was beyond a limit, which one. Messages on the bus tell the reason alone. */
export const ExplainedRejectionSchema = Type.Object(
  {
    ...RejectionSchema.properties,
    limit: Type.Optional(
      Type.Object(
        {
          limitId: Type.String(),
          left: Type.Optional(Type.String({ description: 'Minor units' })),
          countLeft: Type.Optional(Type.Integer()),
          freesAt: Type.Optional(
            Type.String({
              format: 'date-time',
              description: 'When it would fit if nothing else came; absent: never',
            }),
          ),
        },
        { ...strict, description: 'The limit that it is above' },
      ),
    ),
  },
  { ...strict, title: 'PaymentRejection' },
)
export type Rejection = Static<typeof ExplainedRejectionSchema>

export const PartyShown = Type.Object(
  {
    name: Type.Union([Type.String(), Type.Null()], { description: 'Masked; null once erased' }),
    account: Type.Union([Type.String(), Type.Null()], { description: 'Masked; null once erased' }),
    subject: Type.String({ description: 'Whose data it is: what an erasure is asked for with' }),
    erased: Type.Optional(Type.Literal(true)),
  },
  { ...strict, title: 'Party' },
)
export type PartyShown = Static<typeof PartyShown>

export const PaymentShown = Type.Object(
  {
    paymentId: Uuid,
    status: StatusSchema,
    amount: MoneySchema,
    debtor: PartyShown,
    creditor: PartyShown,
    endToEndId: Type.String(),
    requestedExecutionDate: Type.Optional(Type.String({ format: 'date' })),
    fileId: Type.Optional(Uuid),
    uetr: Type.Optional(Uuid),
    serviceLevel: Type.Optional(
      Type.String({ description: 'sepa, instant, urgent, same-day or cross-border' }),
    ),
    chargeBearer: Type.Optional(
      Type.Unsafe<'DEBT' | 'CRED' | 'SHAR' | 'SLEV'>({
        type: 'string',
        enum: ['DEBT', 'CRED', 'SHAR', 'SLEV'],
        description: 'Who bears the charges, as ISO 20022 names it',
      }),
    ),
    purpose: Type.Optional(
      Type.String({ description: 'An ISO 20022 code such as SALA, or the payer’s own' }),
    ),
    metadata: Type.Optional(MetadataSchema),
    railReference: Type.Optional(Type.String()),
    rejection: Type.Optional(ExplainedRejectionSchema),
    captureMode: Type.Unsafe<CaptureMode>({ type: 'string', enum: [...captureModes] }),
    fundingAccount: Type.Optional(Type.String()),
    rail: Type.Optional(Type.String({ description: 'The one that has it' })),
    dueAt: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'Not before this instant' }),
    ),
    holdExpiresAt: Type.Optional(Instant),
    held: Type.Optional(
      Type.Unsafe<Money>({ ...MoneySchema, description: 'Of a hold: what may still be captured' }),
    ),
    captured: Type.Optional(MoneySchema),
    settled: Type.Optional(
      Type.Unsafe<Money>({ ...MoneySchema, description: 'What arrived and was not sent back' }),
    ),
    refunding: Type.Optional(
      Type.Unsafe<Money>({ ...MoneySchema, description: 'Refunds that are on their way' }),
    ),
    refunded: Type.Optional(MoneySchema),
    disputed: Type.Optional(
      Type.Unsafe<Money>({ ...MoneySchema, description: 'Under dispute, or lost in one' }),
    ),
    capturesAwaitingApproval: Type.Optional(
      Type.Unsafe<Money>({ ...MoneySchema, description: 'Of what is held: spoken for' }),
    ),
    refundsAwaitingApproval: Type.Optional(
      Type.Unsafe<Money>({ ...MoneySchema, description: 'Nobody else can refund it meanwhile' }),
    ),
    acknowledgedAt: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'A bank on the way said that it has it' }),
    ),
    confirmedAt: Type.Optional(
      Type.Unsafe<string>({ ...Instant, description: 'The network said that it went through' }),
    ),
    cancellation: Type.Optional(
      Type.Object(
        {
          state: Type.Unsafe<'asked' | 'failed'>({ type: 'string', enum: ['asked', 'failed'] }),
          because: Type.Optional(
            Type.String({
              description: 'too-late, not-found, or unanswered: its status will tell',
            }),
          ),
        },
        { ...strict, description: 'That the rail was asked to take it back' },
      ),
    ),
    endedBecause: Type.Optional(
      Type.String({ description: 'Why somebody denied or cancelled it' }),
    ),
    waiting: Type.Optional(
      Type.String({ description: 'Why the rail does not have it yet; it is tried again' }),
    ),
    nextTryAt: Type.Optional(
      Type.Unsafe<string>({
        ...Instant,
        description: 'When another transfer follows on one that was rejected, or when a rail opens',
      }),
    ),
    recommendedAction: Type.Optional(RecommendedActionSchema),
    needsOperator: Type.Optional(
      Type.String({ description: 'Why somebody should look at it, for example unknown-too-long' }),
    ),
    operatorActions: Type.Optional(
      Type.Array(Type.Unsafe<OperatorAction>({ type: 'string', enum: [...operatorActions] }), {
        description: 'What an operator may do about it: the routes of this name',
      }),
    ),
    handled: Type.Optional(
      Type.String({ description: 'What an operator who looked at it last has written' }),
    ),
    receivedAt: Instant,
    updatedAt: Instant,
    version: Type.Integer({ description: 'Of the payment when it changed last; also its ETag' }),
    position: PositionToken,
  },
  { ...strict, title: 'Payment' },
)
export type PaymentShown = Static<typeof PaymentShown>

export const SummaryShown = Type.Object(
  {
    status: StatusSchema,
    currency: Type.String(),
    count: Type.Integer(),
    sum: MoneySchema,
    position: PositionToken,
  },
  { ...strict, title: 'PaymentSummary' },
)
export type SummaryShown = Static<typeof SummaryShown>

export const FileProblemSchema = Type.Object(
  {
    path: Type.Optional(Type.String({ maxLength: 1000 })),
    line: Type.Optional(Type.Integer()),
    transaction: Type.Optional(Type.Integer({ description: 'Its place in the file, from 1' })),
    paymentInformationId: Type.Optional(Type.String({ maxLength: 140 })),
    instructionId: Type.Optional(Type.String({ maxLength: 140 })),
    paymentId: Type.Optional(Uuid),
    endToEndId: Type.Optional(Type.String({ maxLength: 140 })),
    code: Type.String({ maxLength: 64 }),
    reason: Type.String({ maxLength: 1000 }),
  },
  { ...strict, title: 'FileProblem' },
)
export type FileProblem = Static<typeof FileProblemSchema>

export const CurrencySum = Type.Object({ count: Type.Integer(), sum: MoneySchema }, strict)
export type CurrencySum = Static<typeof CurrencySum>

export const fileStatuses = ['receiving', 'completed', 'stalled'] as const
export type FileStatus = (typeof fileStatuses)[number]

export const FileStatusSchema = Type.Unsafe<FileStatus>({ type: 'string', enum: [...fileStatuses] })

export const PaymentFileShown = Type.Object(
  {
    fileId: Uuid,
    format: Type.String({ examples: ['pain.001.001.09'] }),
    status: FileStatusSchema,
    stalledBecause: Type.Optional(Type.String()),
    completedAt: Type.Optional(Instant),
    messageId: Type.String(),
    initiatingParty: Type.Union([Type.String(), Type.Null()], { description: 'Masked' }),
    createdAt: Type.String({ description: 'As the sender wrote it' }),
    receivedAt: Instant,
    transactions: Type.Integer(),
    accepted: Type.Integer(),
    rejected: Type.Integer(),
    sums: Type.Array(CurrencySum, { description: 'Of the accepted payments, by currency' }),
    problems: Type.Array(FileProblemSchema, { description: 'The first of them' }),
    problemsTotal: Type.Integer(),
    warnings: Type.Optional(
      Type.Array(FileProblemSchema, {
        description: 'What hindered nothing, and may still surprise',
      }),
    ),
    position: PositionToken,
  },
  { ...strict, title: 'PaymentFile' },
)
export type PaymentFileShown = Static<typeof PaymentFileShown>
