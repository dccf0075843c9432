import Type, { type Static } from 'typebox'
import { eventData, type EventOf, type EventSchemas } from '../../kernel/event-schema.ts'
import { MetadataSchema } from '../../kernel/metadata.ts'
import { MoneySchema } from '../../kernel/money-schema.ts'
import { Personal } from '../../kernel/personal-data.ts'
import { answerEvents } from '../../kernel/request-reply/answering.ts'
import { childEvents } from './child-events.ts'
import { captureModes, CurrencySum, FileProblemSchema } from './contract.ts'
import {
  Actor,
  EvidenceSchema,
  ownTransfer,
  Rail,
  RailReference,
  FundingAccount,
  Instant,
  Reason,
  changing,
  fundsReserved,
  leaving,
  moving,
  next,
  oneOf,
  Reference,
  RetryRulesSchema,
} from './event-fields.ts'
import { orderEvents } from './duplicates/events.ts'
import { CountedSchema, limitEvents } from './limits/events.ts'
import { statementEvents } from './statements/events.ts'
import { journalEvents } from './journal/events.ts'
import { outageEvents } from './outages/events.ts'
import type { RailDetails, RailParty } from './ports.ts'
import { transferEvents } from './transfer-event-schemas.ts'
import * as upcast from './upcasts.ts'

const Country = Type.String({ pattern: '^[A-Z]{2}$' })

/** A party as the platform seals it. */
export type Party = Pick<RailParty, keyof RailParty> & { readonly country?: string }

/** `cross-border`: to another country without a service level of its own. */
export const serviceLevels = ['sepa', 'instant', 'urgent', 'same-day', 'cross-border'] as const
export type ServiceLevel = (typeof serviceLevels)[number]

/** Personal, or about persons: sealed with the payer's key. Every text is as it was sent. */
export type PaymentDetails = Pick<RailDetails, keyof RailDetails>

/** The parts of a new payment that its events keep. */
export const newPaymentFields = {
  amount: MoneySchema,
  debtor: Personal<Party>('debtor'),
  creditor: Personal<Party>('creditor'),
  remittance: Type.Optional(Personal<string>('remittance')),
  debtorAccountIndex: Type.String({ minLength: 1, maxLength: 128 }),
  creditorAccountIndex: Type.String({ minLength: 1, maxLength: 128 }),
  /** Of the accounts, where they tell: routing decides by them. */
  debtorCountry: Type.Optional(Country),
  creditorCountry: Type.Optional(Country),
  endToEndId: Type.String({ minLength: 1, maxLength: 35 }),
  /** Blind index of debtor account and end-to-end id: by it duplicates are found. Absent where there is no reference. */
  orderIndex: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  requestedExecutionDate: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  /** When its day begins, where days do not begin at midnight UTC. */
  dayBegins: Type.Optional(Instant),
  /** Not before this instant; ISO 8601, UTC. */
  scheduledFor: Type.Optional(Instant),
  /** Absent: `automatic`. */
  captureMode: Type.Optional(oneOf(...captureModes)),
  /** Until when a manual payment's money is held; absent: a week. */
  holdUntil: Type.Optional(Instant),
  /** What to do once a rail has rejected it; absent: as the installation says. */
  retry: Type.Optional(RetryRulesSchema),
  /** The journal account that it is paid from. */
  fundingAccount: Type.Optional(FundingAccount),
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

export const paymentEvents = {
  PaymentReceived: { version: 1, data: NewPaymentSchema },
  PaymentValidated: {
    version: 2,
    data: eventData({
      ...leaving('received'),
      ...next,
      /** In which limits it counts, until it ends without having moved anything. */
      counted: Type.Optional(Type.Array(CountedSchema, { maxItems: 8 })),
      /** Present where it is paid from a guarded account: its amount is set aside there. */
      fundingAccount: Type.Optional(FundingAccount),
      fundsReserved,
    }),
    upcasts: [upcast.validated1],
  },
  /** Four eyes: the amount is above `above`, and somebody other than `proposedBy` has to look. */
  ApprovalRequested: {
    version: 1,
    data: eventData({
      amount: MoneySchema,
      above: MoneySchema,
      proposedBy: Actor,
      /** Nobody can approve it from then on. Absent in those that were asked for without an end. */
      expiresAt: Type.Optional(Instant),
      ...changing,
    }),
  },
  PaymentApproved: {
    version: 1,
    data: eventData({ amount: MoneySchema, approvedBy: Actor, ...next, ...changing }),
  },
  PaymentDenied: {
    version: 1,
    data: eventData({ ...moving, deniedBy: Actor, reason: Reason, ...changing }),
  },
  /** Nobody has approved or denied it in time. */
  ApprovalExpired: { version: 1, data: eventData({ ...moving, ...changing }) },
  PaymentScheduled: {
    version: 1,
    data: eventData({ amount: MoneySchema, dueAt: Instant, ...changing }),
  },
  /** The time for which it was scheduled has come. */
  PaymentReleased: {
    version: 1,
    data: eventData({ amount: MoneySchema, next: oneOf('submission', 'hold'), ...changing }),
  },
  PaymentCancelled: {
    version: 1,
    data: eventData({
      ...moving,
      cancelledBy: Actor,
      reason: Type.Optional(Reason),
      /** What follows is there where a rail had it, and has stopped it. */
      ...ownTransfer,
      rail: Type.Optional(Rail),
      railReference: Type.Optional(RailReference),
      evidence: Type.Optional(EvidenceSchema),
      ...changing,
    }),
  },
  ...transferEvents,
  ...childEvents,
} as const satisfies EventSchemas

/** Problems that a file's event keeps; the rest are counted. */
export const problemsKeptMax = 1_000

const UploadId = Type.String({ minLength: 36, maxLength: 36 })
const Count = Type.Integer({ minimum: 0 })
const Slices = Type.Integer({ minimum: 2 })

/** How far a file has come that is taken slice by slice. */
const progress = { upload: UploadId, slice: Count, of: Slices }

export const paymentFileEvents = {
  PaymentFileReceived: {
    version: 1,
    data: eventData({
      messageId: Type.String({ minLength: 1, maxLength: 35 }),
      format: Type.Unsafe<`pain.001.001.${string}`>({
        type: 'string',
        pattern: '^pain\\.001\\.001\\.\\d{2}$',
      }),
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
      /** What hinders nothing, and may still surprise. */
      warnings: Type.Optional(Type.Array(FileProblemSchema, { maxItems: 10 })),
      /** The sender's control sum, as a decimal. */
      controlSum: Type.Optional(Type.String({ maxLength: 40 })),
      /** Present where the payments did not come along: they follow from so many parts of this upload. */
      upload: Type.Optional(UploadId),
      of: Type.Optional(Slices),
      /** Payment information blocks that disagree with themselves; nothing of them is taken. */
      refusedBlocks: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 10_000 })),
    }),
  },
  /** The payments of one more slice were received, in the same append. */
  PaymentFileAdvanced: {
    version: 1,
    data: eventData({
      ...progress,
      accepted: Count,
      rejected: Count,
      sums: Type.Array(CurrencySum),
      problems: Type.Array(FileProblemSchema, { maxItems: problemsKeptMax }),
      problemsTotal: Count,
    }),
  },
  PaymentFileCompleted: {
    version: 1,
    data: eventData({ upload: UploadId, accepted: Count, rejected: Count }),
  },
  /** Its next slice cannot be had; an operator, or the sender with the same file again, gets it going. */
  PaymentFileStalled: {
    version: 1,
    data: eventData({ ...progress, reason: Type.String({ maxLength: 64 }) }),
  },
  PaymentFileResumed: { version: 1, data: eventData(progress) },
  /** Nothing is kept of what was sent but what became of it. */
  PaymentFileForgotten: { version: 1, data: eventData({ upload: UploadId }) },
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
  ...statementEvents,
  ...answerEvents,
  ...orderEvents,
  ...limitEvents,
  ...outageEvents,
} as const satisfies EventSchemas
