import Type from 'typebox'
import { ExplainedRejectionSchema } from './contract.ts'
import { eventData, type EventSchemas } from '../../kernel/event-schema.ts'
import { MoneySchema } from '../../kernel/money-schema.ts'
import { Personal } from '../../kernel/personal-data.ts'
import {
  Actor,
  DisputeNumber,
  EvidenceSchema,
  Instant,
  Rail,
  RailReference,
  Reason,
  RefundReasonSchema,
  Slug,
  TransferNumber,
  changing,
  child,
  meant,
  moving,
  oneOf,
} from './event-fields.ts'

/** Above `above`, so it waits until somebody other than `proposedBy` agrees; no rail hears of it before. */
const proposal = {
  transfer: TransferNumber,
  amount: MoneySchema,
  above: MoneySchema,
  proposedBy: Actor,
  expiresAt: Instant,
}

/** Nothing of it has moved, and nothing will. */
const proposalEnded = {
  transfer: TransferNumber,
  kind: oneOf('capture', 'refund'),
  amount: MoneySchema,
}

/** Who agreed, where somebody had to. */
const agreed = { approvedBy: Type.Optional(Actor) }

/** A payment's holds, captures, refunds and disputes. */
export const childEvents = {
  /** The money is held for captures. */
  PaymentAuthorised: {
    version: 1,
    data: eventData({ ...moving, expiresAt: Instant, ...changing }),
  },
  /** What is left of the hold is given back: `amount`. */
  HoldVoided: {
    version: 1,
    data: eventData({ ...moving, because: oneOf('asked', 'final-capture'), ...changing }),
  },
  HoldExpired: { version: 1, data: eventData({ ...moving, ...changing }) },
  /** A part of the hold becomes a transfer, whose first attempt is due. */
  CaptureRequested: {
    version: 1,
    data: eventData({ transfer: TransferNumber, ...moving, ...agreed, ...changing }),
  },
  CaptureProposed: {
    version: 1,
    data: eventData({ ...proposal, final: Type.Optional(Type.Literal(true)) }),
  },
  RefundProposed: {
    version: 1,
    data: eventData({ ...proposal, returnOf: TransferNumber, reason: RefundReasonSchema }),
  },
  ProposalDenied: {
    version: 1,
    data: eventData({ ...proposalEnded, deniedBy: Actor, reason: Reason }),
  },
  /** By who proposed it, by another of the firm, or because the hold has ended. */
  ProposalWithdrawn: {
    version: 1,
    data: eventData({
      ...proposalEnded,
      because: oneOf('asked', 'hold-ended'),
      withdrawnBy: Type.Optional(Actor),
    }),
  },
  ProposalExpired: { version: 1, data: eventData(proposalEnded) },
  CaptureSubmitted: { version: 1, data: eventData({ ...child, railReference: RailReference }) },
  CapturePending: {
    version: 1,
    data: eventData({ ...child, railReference: RailReference, evidence: EvidenceSchema }),
  },
  CaptureSettled: {
    version: 1,
    data: eventData({ ...child, railReference: RailReference, evidence: EvidenceSchema }),
  },
  CaptureRejected: {
    version: 1,
    data: eventData({
      ...child,
      rail: Type.Optional(Rail),
      rejection: ExplainedRejectionSchema,
      railReference: Type.Optional(RailReference),
      evidence: Type.Optional(EvidenceSchema),
      /** Whether the hold is still open, so that the amount is held again. */
      heldAgain: Type.Boolean(),
    }),
  },
  CaptureReturned: {
    version: 1,
    data: eventData({
      ...child,
      railReference: RailReference,
      code: Slug,
      reason: Reason,
      ...meant,
      evidence: EvidenceSchema,
    }),
  },
  /** Money that has settled is to go back to the payer; the first attempt is due. */
  RefundRequested: {
    version: 1,
    data: eventData({
      transfer: TransferNumber,
      ...moving,
      /** The transfer that is given back. */
      returnOf: TransferNumber,
      reason: RefundReasonSchema,
      requestedBy: Actor,
      ...agreed,
      ...changing,
    }),
  },
  RefundSubmitted: { version: 1, data: eventData({ ...child, railReference: RailReference }) },
  RefundPending: {
    version: 1,
    data: eventData({ ...child, railReference: RailReference, evidence: EvidenceSchema }),
  },
  RefundSettled: {
    version: 1,
    data: eventData({ ...child, railReference: RailReference, evidence: EvidenceSchema }),
  },
  RefundRejected: {
    version: 1,
    data: eventData({
      ...child,
      rail: Type.Optional(Rail),
      rejection: ExplainedRejectionSchema,
      railReference: Type.Optional(RailReference),
      evidence: Type.Optional(EvidenceSchema),
    }),
  },
  /** A refund that had settled came back: the payer's bank would not have it. */
  RefundReversed: {
    version: 1,
    data: eventData({
      ...child,
      railReference: RailReference,
      code: Slug,
      reason: Reason,
      ...meant,
      evidence: EvidenceSchema,
    }),
  },
  /** The payer says that it should not have been taken; the amount is held until that is decided. */
  DisputeOpened: {
    version: 1,
    data: eventData({
      dispute: DisputeNumber,
      ...moving,
      reasonCode: Slug,
      /** The rail's own id of it. */
      disputeReference: Type.Optional(RailReference),
      responseDue: Type.Optional(Instant),
      openedBy: Actor,
      ...changing,
    }),
  },
  DisputeEvidenceSubmitted: {
    version: 1,
    data: eventData({
      dispute: DisputeNumber,
      evidence: Personal<string>('dispute-evidence'),
      submittedBy: Actor,
    }),
  },
  DisputeResponseDue: { version: 1, data: eventData({ dispute: DisputeNumber }) },
  DisputeWon: {
    version: 1,
    data: eventData({ dispute: DisputeNumber, ...moving, decidedBy: Actor, ...changing }),
  },
  DisputeLost: {
    version: 1,
    data: eventData({ dispute: DisputeNumber, ...moving, decidedBy: Actor, ...changing }),
  },
} as const satisfies EventSchemas
