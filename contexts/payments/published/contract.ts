import Type, { type Static, type TObject, type TProperties } from 'typebox'
import { messageContract, type MessageContract } from '../../../kernel/message-contract.ts'
import { MoneySchema } from '../../../kernel/money-schema.ts'
import { RejectionSchema } from '../contract.ts'

/** What payments tells on the bus. Add to it; never repurpose. None of it carries personal data. */

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

const paymentFields = { paymentId: Uuid, amount: MoneySchema, at: Instant }
/** Of a capture or refund: `amount` is its own. */
const childFields = { ...paymentFields, transfer: Type.Integer() }
const disputeFields = { ...paymentFields, dispute: Type.Integer() }

const payment = {
  paymentId: '01968f5c-7a00-7000-8000-000000000001',
  amount: { minorUnits: '12345', currency: 'EUR' },
  at: '2026-01-01T12:00:00.000Z',
}
const child = { ...payment, transfer: 1 }
const dispute = { ...payment, dispute: 1 }
const railReference = 'SIM-0000000001'
const rejection = {
  code: 'AC04',
  reason: 'The account is closed',
  by: 'rail',
  standardCode: 'account-closed',
  recommendedAction: 'ask-the-customer',
} as const

const weekMs = 7 * 24 * 3_600_000

/** All facts of one payment are in order, whoever is told how many of them. */
const fact = <const Name extends string, Fields extends typeof paymentFields & TProperties>(
  name: Name,
  summary: string,
  fields: Fields,
  example: Static<TObject<Fields>>,
  version = 1,
): MessageContract<Name, TObject<Fields>> =>
  messageContract({
    name,
    version,
    classification: 'fct',
    domain: 'pmt',
    source: 'payments',
    summary,
    payload: Type.Object<Fields>(fields, strict),
    key: 'paymentId',
    example,
    partitions: 6,
    retentionMs: weekMs,
  })

const paymentFacts = {
  PaymentReceived: fact(
    'PaymentReceived',
    'A payment was taken; it has not been handed to a rail',
    {
      ...paymentFields,
      endToEndId: Type.String(),
      requestedExecutionDate: Type.Optional(Type.String({ format: 'date' })),
      fileId: Type.Optional(Uuid),
    },
    { ...payment, endToEndId: 'INVOICE-2026-117' },
  ),
  PaymentSubmitted: fact(
    'PaymentSubmitted',
    'The rail has the payment',
    { ...paymentFields, railReference: Type.String() },
    { ...payment, railReference },
  ),
  PaymentSettled: fact(
    'PaymentSettled',
    'The money arrived',
    { ...paymentFields, railReference: Type.String() },
    { ...payment, railReference },
  ),
  PaymentRejected: fact(
    'PaymentRejected',
    'The payment was not carried out, and will not be',
    { ...paymentFields, rejection: RejectionSchema },
    { ...payment, rejection },
    2,
  ),
  RetryScheduled: fact(
    'RetryScheduled',
    'The rail rejected it for a reason that may pass; another transfer follows',
    { ...paymentFields, rejection: RejectionSchema, retryAt: Instant },
    {
      ...payment,
      rejection: {
        code: 'AM04',
        reason: 'Insufficient funds',
        by: 'rail',
        standardCode: 'insufficient-funds',
        recommendedAction: 'retry-after',
      },
      retryAt: '2026-01-02T12:00:00.000Z',
    },
  ),
  OperatorAwaited: fact(
    'OperatorAwaited',
    'The rail rejected it for a reason that somebody has to look at; they decide whether another transfer follows',
    { ...paymentFields, rejection: RejectionSchema, until: Instant },
    {
      ...payment,
      rejection: {
        code: 'FRAD',
        reason: 'Fraud is suspected',
        by: 'rail',
        standardCode: 'fraud-suspected',
        recommendedAction: 'ask-an-operator',
      },
      until: '2026-01-04T12:00:00.000Z',
    },
  ),
  PaymentBecameUnknown: fact(
    'PaymentBecameUnknown',
    'Whether the rail has the payment is not known; it is asked',
    { ...paymentFields, reason: Type.String() },
    { ...payment, reason: 'timed-out' },
  ),
  ApprovalRequested: fact(
    'ApprovalRequested',
    'The amount needs a second pair of eyes',
    { ...paymentFields, above: MoneySchema, expiresAt: Type.Optional(Instant) },
    {
      ...payment,
      above: { minorUnits: '10000', currency: 'EUR' },
      expiresAt: '2026-01-08T12:00:00.000Z',
    },
    2,
  ),
  PaymentApproved: fact('PaymentApproved', 'Somebody else approved it', paymentFields, payment),
  PaymentDenied: fact('PaymentDenied', 'Somebody else denied it', paymentFields, payment),
  ApprovalExpired: fact(
    'ApprovalExpired',
    'Nobody approved the payment in time',
    paymentFields,
    payment,
  ),
  PaymentScheduled: fact(
    'PaymentScheduled',
    'It waits for its time',
    { ...paymentFields, dueAt: Instant },
    { ...payment, dueAt: '2026-01-02T07:00:00.000Z' },
  ),
  PaymentCancelled: fact(
    'PaymentCancelled',
    'It was called back, before a rail had it or at the rail',
    paymentFields,
    payment,
  ),
  PaymentAuthorised: fact(
    'PaymentAuthorised',
    'The money is held, to be captured',
    { ...paymentFields, expiresAt: Instant },
    { ...payment, expiresAt: '2026-01-08T12:00:00.000Z' },
  ),
  HoldVoided: fact('HoldVoided', 'The held money was let go', paymentFields, payment),
  HoldExpired: fact(
    'HoldExpired',
    'The held money was let go, because nobody captured it in time',
    paymentFields,
    payment,
  ),
  PaymentReturned: fact(
    'PaymentReturned',
    'The money arrived, and was sent back',
    { ...paymentFields, code: Type.String() },
    { ...payment, code: 'AC04' },
  ),
} as const

const proposalFields = { ...childFields, above: MoneySchema, expiresAt: Instant }
const proposal = {
  ...child,
  above: { minorUnits: '10000', currency: 'EUR' },
  expiresAt: '2026-01-08T12:00:00.000Z',
}
const endedFields = { ...childFields, kind: Type.String({ description: 'capture or refund' }) }
const endedProposal = { ...child, kind: 'refund' }

const childFacts = {
  CaptureProposed: fact(
    'CaptureProposed',
    'A capture waits for somebody to approve it',
    proposalFields,
    proposal,
  ),
  RefundProposed: fact(
    'RefundProposed',
    'A refund waits for somebody to approve it',
    { ...proposalFields, reason: Type.String() },
    { ...proposal, reason: 'mistaken' },
  ),
  ProposalDenied: fact(
    'ProposalDenied',
    'Somebody denied a capture or a refund',
    endedFields,
    endedProposal,
  ),
  ProposalWithdrawn: fact(
    'ProposalWithdrawn',
    'A capture or a refund was taken back before anybody had approved it',
    endedFields,
    endedProposal,
  ),
  ProposalExpired: fact(
    'ProposalExpired',
    'Nobody approved a capture or a refund in time',
    endedFields,
    endedProposal,
  ),
  CaptureRequested: fact('CaptureRequested', 'A part of a hold is taken', childFields, child),
  CaptureSettled: fact(
    'CaptureSettled',
    'A captured part arrived',
    { ...childFields, railReference: Type.String() },
    { ...child, railReference },
  ),
  CaptureRejected: fact(
    'CaptureRejected',
    'A captured part was not carried out; it is held again',
    { ...childFields, rejection: RejectionSchema },
    { ...child, rejection },
    2,
  ),
  CaptureReturned: fact(
    'CaptureReturned',
    'A captured part arrived, and was sent back',
    { ...childFields, code: Type.String() },
    { ...child, code: 'AC04' },
  ),
  RefundRequested: fact(
    'RefundRequested',
    'Money that arrived is to go back',
    { ...childFields, reason: Type.String() },
    { ...child, reason: 'customer-request' },
  ),
  RefundSettled: fact(
    'RefundSettled',
    'The refund arrived',
    { ...childFields, railReference: Type.String() },
    { ...child, railReference },
  ),
  RefundRejected: fact(
    'RefundRejected',
    'The refund was not carried out',
    { ...childFields, rejection: RejectionSchema },
    { ...child, rejection },
    2,
  ),
  RefundReversed: fact(
    'RefundReversed',
    'The refund arrived, and was sent back',
    { ...childFields, code: Type.String() },
    { ...child, code: 'AC04' },
  ),
  DisputeOpened: fact(
    'DisputeOpened',
    'The payer contests the payment',
    { ...disputeFields, reasonCode: Type.String() },
    { ...dispute, reasonCode: 'MD06' },
  ),
  DisputeWon: fact('DisputeWon', 'The contested money stays', disputeFields, dispute),
  DisputeLost: fact('DisputeLost', 'The contested money went back', disputeFields, dispute),
} as const

export const publishedFacts = { ...paymentFacts, ...childFacts } as const

export type PublishedFactName = keyof typeof publishedFacts
export type PublishedFact<Name extends PublishedFactName> = Static<
  (typeof publishedFacts)[Name]['payload']
>
