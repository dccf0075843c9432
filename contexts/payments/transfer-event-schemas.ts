import Type from 'typebox'
import { eventData, type EventSchemas } from '../../kernel/event-schema.ts'
import { MoneySchema } from '../../kernel/money-schema.ts'
import { ExplainedRejectionSchema } from './contract.ts'
import {
  Actor,
  Attempt,
  EvidenceSchema,
  FundingAccount,
  Instant,
  Question,
  Rail,
  RailReference,
  PassedOverSchema,
  Reason,
  RouteSchema,
  Slug,
  SubmissionId,
  TransferNumber,
  changing,
  fundsReserved,
  handing,
  leaving,
  meant,
  moving,
  ofTransfer,
  oneOf,
  operatorReasons,
  overRail,
  ownTransfer,
  questioned,
  questionReasons,
  railClaims,
} from './event-fields.ts'
import { CountedSchema } from './limits/events.ts'
import * as upcast from './upcasts.ts'

/** Handing over to a rail, what it says, and what becomes of the payment's own transfer. */
export const transferEvents = {
  PaymentRejected: {
    version: 2,
    data: eventData({
      ...leaving('received', 'awaiting-retry', ...handing),
      ...ownTransfer,
      /** Absent where it was never handed over. */
      rail: Type.Optional(Rail),
      fundingAccount: Type.Optional(FundingAccount),
      fundsReserved,
      rejection: ExplainedRejectionSchema,
      railReference: Type.Optional(RailReference),
      /** Absent where the rail was not asked. */
      evidence: Type.Optional(EvidenceSchema),
    }),
    upcasts: [upcast.rejected1],
  },
  /** The rail rejected this transfer, for a reason that may pass: the payment goes on with another. */
  SubmissionRejected: {
    version: 1,
    data: eventData({
      ...leaving(...handing),
      ...ownTransfer,
      ...overRail,
      rejection: ExplainedRejectionSchema,
      railReference: Type.Optional(RailReference),
      evidence: Type.Optional(EvidenceSchema),
      /** When the next one follows; where an operator decides on it: until when. */
      retryAt: Instant,
      awaits: Type.Optional(Type.Literal('operator')),
    }),
  },
  /** The time has come for it: a new transfer, with an id of its own. */
  PaymentRetried: {
    version: 1,
    data: eventData({
      ...leaving('awaiting-retry'),
      transfer: TransferNumber,
      because: oneOf('timer', 'operator'),
    }),
  },
  /** The time has come for another attempt; the first is due with what makes the transfer. */
  SubmissionDue: {
    version: 1,
    data: eventData({ ...ofTransfer, attempt: Attempt, because: oneOf('timer', 'operator') }),
  },
  /** The intent, recorded before the call. */
  SubmissionStarted: {
    version: 2,
    data: eventData({
      /** Present for the payment's own transfer; a capture or refund leaves the payment as it is. */
      from: Type.Optional(oneOf('validated')),
      ...ofTransfer,
      amount: MoneySchema,
      ...overRail,
      submissionId: SubmissionId,
      attempt: Attempt,
      /** In which of the rail's limits it counts, until it ends without having moved anything. */
      counted: Type.Optional(CountedSchema),
      /** The rail is told to refuse what reaches it later. */
      submitBefore: Instant,
      /** Where there are several rails: why it is this one. */
      route: Type.Optional(RouteSchema),
    }),
    upcasts: [upcast.overTheOnlyRail],
  },
  /** No rail takes it now, and one will then: nothing was handed over. */
  SubmissionDeferred: {
    version: 1,
    data: eventData({
      ...ofTransfer,
      attempt: Attempt,
      until: Instant,
      passedOver: PassedOverSchema,
    }),
  },
  /** The rail certainly does not have it. */
  SubmissionNotSent: {
    version: 2,
    data: eventData({
      from: Type.Optional(oneOf('submitting')),
      ...ofTransfer,
      amount: MoneySchema,
      ...overRail,
      attempt: Attempt,
      reason: Slug,
    }),
    upcasts: [upcast.overTheOnlyRail],
  },
  SubmissionBecameUnknown: {
    version: 1,
    data: eventData({
      from: Type.Optional(oneOf('submitting')),
      ...ofTransfer,
      amount: MoneySchema,
      attempt: Attempt,
      reason: Slug,
      /** From then on the rail's `not-found` is final. */
      notFoundFinalAt: Type.Optional(Instant),
    }),
  },
  /** A bank on the way says that it has it. No state: nothing is decided by it. */
  SubmissionAcknowledged: {
    version: 1,
    data: eventData({ ...ofTransfer, railReference: RailReference, saidAt: Instant }),
  },
  /** The network says that it went through. No state either: only the rail's own word settles. */
  SubmissionConfirmed: {
    version: 1,
    data: eventData({ ...ofTransfer, railReference: RailReference, saidAt: Instant }),
  },
  /** The rail has it. */
  PaymentSubmitted: {
    version: 2,
    data: eventData({
      ...leaving('submitting'),
      ...ownTransfer,
      ...overRail,
      railReference: RailReference,
    }),
    upcasts: [upcast.overTheOnlyRail],
  },
  PaymentPending: {
    version: 2,
    data: eventData({
      ...leaving('validated', 'submitting', 'submitted', 'unknown'),
      ...ownTransfer,
      ...overRail,
      railReference: RailReference,
      evidence: EvidenceSchema,
    }),
    upcasts: [upcast.overTheOnlyRail],
  },
  PaymentSettled: {
    version: 2,
    data: eventData({
      ...leaving(...handing),
      ...ownTransfer,
      ...overRail,
      railReference: RailReference,
      evidence: EvidenceSchema,
      /** Only where it is not simply settled from then on: a dispute may be told of before the settlement. */
      ...changing,
    }),
    upcasts: [upcast.overTheOnlyRail],
  },
  /** The payee's bank sent back what had settled. */
  PaymentReturned: {
    version: 1,
    data: eventData({
      ...ownTransfer,
      ...moving,
      rail: Rail,
      railReference: RailReference,
      code: Slug,
      reason: Reason,
      ...meant,
      evidence: EvidenceSchema,
      ...changing,
    }),
  },
  StatusAsked: {
    version: 1,
    data: eventData({
      ...ofTransfer,
      question: Question,
      submissionId: SubmissionId,
      railReference: Type.Optional(RailReference),
      /** Which is asked; absent: `simulated`, the first there was. */
      rail: Type.Optional(Rail),
      because: oneOf(...questionReasons),
    }),
  },
  /** An answer that changed nothing; when to ask next follows from how often was asked in this state. */
  StatusAnswered: {
    version: 1,
    data: eventData({
      ...ofTransfer,
      question: Question,
      status: oneOf(...questioned),
      askedInStatus: Type.Integer({ minimum: 1 }),
      answer: oneOf('pending', 'not-found', 'unavailable'),
      reason: Type.Optional(Slug),
      /** Which was asked; absent: `simulated`. */
      rail: Type.Optional(Rail),
    }),
  },
  /** Somebody wants it back from the rail, which is asked. */
  CancellationAsked: {
    version: 1,
    data: eventData({
      ...ofTransfer,
      cancellation: Question,
      submissionId: SubmissionId,
      rail: Type.Optional(Rail),
      cancelledBy: Actor,
      reason: Type.Optional(Reason),
    }),
  },
  /** The rail did not say that it is cancelled; after `unanswered` it may be, and its status will tell. */
  CancellationFailed: {
    version: 1,
    data: eventData({
      ...ofTransfer,
      cancellation: Question,
      because: oneOf('too-late', 'not-found', 'unanswered'),
    }),
  },
  OperatorAsked: {
    version: 1,
    data: eventData({ ...ofTransfer, because: oneOf(...operatorReasons) }),
  },
  /** Somebody has looked at what needed looking at, and says what they did. */
  AttentionResolved: { version: 1, data: eventData({ note: Reason, resolvedBy: Actor }) },
  /** The rail said what cannot be; nothing was changed because of it. */
  RailContradicted: {
    version: 1,
    data: eventData({
      ...ofTransfer,
      status: oneOf(
        'submitted',
        'pending',
        'settled',
        'returned',
        'rejected',
        'waiting',
        'submitting',
        'unknown',
      ),
      claimed: oneOf(...railClaims),
      /** Who claims it, where it is another than the one that it was handed to. */
      rail: Type.Optional(Rail),
      railReference: Type.Optional(RailReference),
      code: Type.Optional(Slug),
      evidence: EvidenceSchema,
    }),
  },
} as const satisfies EventSchemas
