import Type, { type Static } from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../kernel/event-schema.ts'
import { MetadataSchema } from '../../kernel/metadata.ts'
import { MoneySchema } from '../../kernel/money-schema.ts'
import { Personal } from '../../kernel/personal-data.ts'
import { CurrencySum, FileProblemSchema, RejectionSchema, type PaymentStatus } from './contract.ts'
import { journalEvents } from './journal/events.ts'
import type { RailParty } from './ports.ts'

/** A party as the platform seals it. */
export type Party = Pick<RailParty, keyof RailParty> & { readonly country?: string }

/** `cross-border`: to another country without a service level of its own. */
export const serviceLevels = ['sepa', 'instant', 'urgent', 'same-day', 'cross-border'] as const
export type ServiceLevel = (typeof serviceLevels)[number]

/** Personal, or about persons: sealed with the payer's key. Every text is as it was sent. */
export type PaymentDetails = Readonly<{
  ultimateDebtor?: string
  ultimateCreditor?: string
  /** A creditor's reference (ISO 11649), and the numbers of the documents that are paid. */
  creditorReference?: string
  documents?: readonly string[]
  /** Lines for authorities. */
  regulatory?: readonly string[]
  debtorLei?: string
  creditorLei?: string
  /** `street 1, 12345 Town, DE`, joined in the order of the elements. */
  debtorAddress?: string
  creditorAddress?: string
}>

const Slug = Type.String({ minLength: 1, maxLength: 64 })
const Instant = Type.String({ minLength: 20, maxLength: 30 })
const RailReference = Type.String({ minLength: 1, maxLength: 64 })
const SubmissionId = Type.String({ minLength: 1, maxLength: 64 })
const Reference = Type.String({ minLength: 1, maxLength: 35 })
const Attempt = Type.Integer({ minimum: 1 })
const Question = Type.Integer({ minimum: 1 })

const oneOf = <Text extends string>(...texts: readonly Text[]) =>
  Type.Unsafe<Text>({ type: 'string', enum: [...texts] })

/**
 * Each change says which state it leaves and of how much money, so that sums by state are a pure fold
 * over events of many payments, and so that a published fact can be made from its event alone.
 */
const leaving = <From extends PaymentStatus>(...from: readonly From[]) => ({
  from: oneOf(...from),
  amount: MoneySchema,
})

/** How the rail made it known. */
export const EvidenceSchema = Type.Object(
  {
    source: oneOf('submission-answer', 'status-answer', 'callback'),
    /** By the rail's clock. */
    at: Type.Optional(Instant),
    sequence: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
)
export type Evidence = Static<typeof EvidenceSchema>

/** The parts of a new payment that its events keep. */
export const newPaymentFields = {
  amount: MoneySchema,
  debtor: Personal<Party>('debtor'),
  creditor: Personal<Party>('creditor'),
  remittance: Type.Optional(Personal<string>('remittance')),
  debtorAccountIndex: Type.String({ minLength: 1, maxLength: 128 }),
  creditorAccountIndex: Type.String({ minLength: 1, maxLength: 128 }),
  endToEndId: Type.String({ minLength: 1, maxLength: 35 }),
  requestedExecutionDate: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  fileId: Type.Optional(Type.String({ minLength: 36, maxLength: 36 })),
  /** Its place among all transactions of its file, those that could not be read included, from 1. */
  placeInFile: Type.Optional(Type.Integer({ minimum: 1 })),
  /** The sender's references beside the end-to-end id; the first two are not carried to the payee. */
  paymentInformationId: Type.Optional(Reference),
  instructionId: Type.Optional(Reference),
  /** The sender's own UUIDv4, which every bank on the way keeps. */
  uetr: Type.Optional(Type.String({ minLength: 36, maxLength: 36 })),
  /** What the sender asked for; routing decides by it. */
  serviceLevel: Type.Optional(oneOf(...serviceLevels)),
  chargeBearer: Type.Optional(oneOf('DEBT', 'CRED', 'SHAR', 'SLEV')),
  /** An ISO 20022 code such as `SALA`, or the sender's own. */
  purpose: Type.Optional(Type.String({ minLength: 1, maxLength: 35 })),
  /** The integrator's own, never personal. */
  metadata: Type.Optional(MetadataSchema),
  /** What was read beyond that, for the rails that carry it. */
  details: Type.Optional(Personal<PaymentDetails>('details')),
}
const NewPaymentSchema = eventData(newPaymentFields)
export type NewPayment = Static<typeof NewPaymentSchema>

/** What can be claimed by the rail that does not fit what is known. */
export const railClaims = [
  'accepted',
  'pending',
  'settled',
  'rejected',
  'cancelled',
  'not-found',
  'not-sent',
] as const
export type RailClaim = (typeof railClaims)[number]

export const operatorReasons = [
  'attempts-used-up',
  'waiting-too-long',
  'unknown-too-long',
  'pending-too-long',
] as const
export type OperatorReason = (typeof operatorReasons)[number]

const questionReasons = ['timer', 'callback', 'operator'] as const
export type QuestionReason = (typeof questionReasons)[number]

const questioned = ['submitted', 'pending', 'unknown'] as const

export const paymentEvents = {
  PaymentReceived: { version: 1, data: NewPaymentSchema },
  PaymentValidated: { version: 1, data: eventData(leaving('received')) },
  PaymentRejected: {
    version: 1,
    data: eventData({
      ...leaving('received', 'validated', 'submitting', 'submitted', 'pending', 'unknown'),
      rejection: RejectionSchema,
      railReference: Type.Optional(RailReference),
      /** Absent where the rail was not asked. */
      evidence: Type.Optional(EvidenceSchema),
    }),
  },
  /** The time has come for another attempt; the first is due with PaymentValidated. */
  SubmissionDue: {
    version: 1,
    data: eventData({ attempt: Attempt, because: oneOf('timer', 'operator') }),
  },
  /** The intent, recorded before the call. */
  SubmissionStarted: {
    version: 1,
    data: eventData({
      ...leaving('validated'),
      submissionId: SubmissionId,
      attempt: Attempt,
      /** The rail is told to refuse what reaches it later. */
      submitBefore: Instant,
    }),
  },
  /** The rail certainly does not have it. */
  SubmissionNotSent: {
    version: 1,
    data: eventData({ ...leaving('submitting'), attempt: Attempt, reason: Slug }),
  },
  SubmissionBecameUnknown: {
    version: 1,
    data: eventData({
      ...leaving('submitting'),
      attempt: Attempt,
      reason: Slug,
      /** From then on the rail's `not-found` is final. */
      notFoundFinalAt: Type.Optional(Instant),
    }),
  },
  /** The rail has it. */
  PaymentSubmitted: {
    version: 1,
    data: eventData({ ...leaving('submitting'), railReference: RailReference }),
  },
  PaymentPending: {
    version: 1,
    data: eventData({
      ...leaving('validated', 'submitting', 'submitted', 'unknown'),
      railReference: RailReference,
      evidence: EvidenceSchema,
    }),
  },
  PaymentSettled: {
    version: 1,
    data: eventData({
      ...leaving('validated', 'submitting', 'submitted', 'pending', 'unknown'),
      railReference: RailReference,
      evidence: EvidenceSchema,
    }),
  },
  StatusAsked: {
    version: 1,
    data: eventData({
      question: Question,
      submissionId: SubmissionId,
      railReference: Type.Optional(RailReference),
      because: oneOf(...questionReasons),
    }),
  },
  /** An answer that changed nothing; when to ask next follows from how often was asked in this state. */
  StatusAnswered: {
    version: 1,
    data: eventData({
      question: Question,
      status: oneOf(...questioned),
      askedInStatus: Type.Integer({ minimum: 1 }),
      answer: oneOf('pending', 'not-found', 'unavailable'),
      reason: Type.Optional(Slug),
    }),
  },
  OperatorAsked: { version: 1, data: eventData({ because: oneOf(...operatorReasons) }) },
  /** The rail said what cannot be; nothing was changed because of it. */
  RailContradicted: {
    version: 1,
    data: eventData({
      status: oneOf('submitted', 'pending', 'settled', 'rejected'),
      claimed: oneOf(...railClaims),
      railReference: Type.Optional(RailReference),
      code: Type.Optional(Slug),
      evidence: EvidenceSchema,
    }),
  },
} as const satisfies EventSchemas

/** Problems that a file's event keeps; the rest are counted. */
export const problemsKeptMax = 100

export const paymentFileEvents = {
  PaymentFileReceived: {
    version: 1,
    data: eventData({
      messageId: Type.String({ minLength: 1, maxLength: 35 }),
      format: oneOf('pain.001.001.03', 'pain.001.001.09'),
      /** As the sender wrote it. */
      createdAt: Type.String({ maxLength: 64 }),
      initiatingParty: Type.Optional(Personal<string>('initiating-party')),
      /** Keyed digest of the transactions: tells the same file from another one with its message id. */
      digest: Type.String({ minLength: 1, maxLength: 128 }),
      transactions: Type.Integer({ minimum: 0 }),
      accepted: Type.Integer({ minimum: 0 }),
      rejected: Type.Integer({ minimum: 0 }),
      sums: Type.Array(CurrencySum),
      problems: Type.Array(FileProblemSchema, { maxItems: problemsKeptMax }),
      problemsTotal: Type.Integer({ minimum: 0 }),
    }),
  },
} as const satisfies EventSchemas

export type PaymentEvent = EventOf<typeof paymentEvents>
export type PaymentFileEvent = EventOf<typeof paymentFileEvents>
export type PaymentEventData<Name extends PaymentEvent['type']> = Extract<
  PaymentEvent,
  { type: Name }
>['data']

/** All events of the context. */
export const events = {
  ...paymentEvents,
  ...paymentFileEvents,
  ...journalEvents,
} as const satisfies EventSchemas
