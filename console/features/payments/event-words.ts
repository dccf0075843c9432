import type { Tone } from '../../ui/tone.ts'
import { spaced } from '../../ui/words.ts'

interface EventWords {
  readonly title: string
  readonly tone: Tone
  /** Fields of the event that hold personal data: the log keeps them sealed and the API leaves them out. */
  readonly sealed?: string
}

const words: Readonly<Record<string, EventWords>> = {
  PaymentReceived: { title: 'Payment received', tone: 'grey', sealed: 'parties and remittance' },
  PaymentValidated: { title: 'Payment validated', tone: 'slate' },
  PaymentRejected: { title: 'Payment rejected', tone: 'red' },
  SubmissionDue: { title: 'Submission due', tone: 'grey' },
  SubmissionStarted: { title: 'Submission started', tone: 'teal' },
  SubmissionNotSent: { title: 'Submission not sent', tone: 'amber' },
  SubmissionBecameUnknown: { title: 'Submission became unknown', tone: 'violet' },
  SubmissionRejected: { title: 'Rejected, another transfer follows', tone: 'amber' },
  PaymentRetried: { title: 'Tried again', tone: 'slate' },
  PaymentSubmitted: { title: 'Payment submitted', tone: 'blue' },
  PaymentPending: { title: 'Payment pending', tone: 'amber' },
  PaymentSettled: { title: 'Payment settled', tone: 'green' },
  PaymentReturned: { title: 'Payment returned', tone: 'red' },
  ApprovalRequested: { title: 'Approval asked for', tone: 'amber' },
  PaymentApproved: { title: 'Payment approved', tone: 'green' },
  PaymentDenied: { title: 'Payment denied', tone: 'red' },
  ApprovalExpired: { title: 'Nobody approved it in time', tone: 'grey' },
  PaymentScheduled: { title: 'Payment scheduled', tone: 'slate' },
  PaymentReleased: { title: 'Its time has come', tone: 'slate' },
  PaymentCancelled: { title: 'Payment cancelled', tone: 'grey' },
  PaymentAuthorised: { title: 'Money held', tone: 'blue' },
  HoldVoided: { title: 'Hold given back', tone: 'grey' },
  HoldExpired: { title: 'Hold expired', tone: 'grey' },
  CaptureProposed: { title: 'Capture waits for approval', tone: 'amber' },
  RefundProposed: { title: 'Refund waits for approval', tone: 'amber' },
  ProposalDenied: { title: 'Denied', tone: 'red' },
  ProposalWithdrawn: { title: 'Withdrawn before it was approved', tone: 'grey' },
  ProposalExpired: { title: 'Approval expired', tone: 'grey' },
  CaptureRequested: { title: 'Capture asked for', tone: 'slate' },
  CaptureSubmitted: { title: 'Capture submitted', tone: 'blue' },
  CapturePending: { title: 'Capture pending', tone: 'amber' },
  CaptureSettled: { title: 'Capture settled', tone: 'green' },
  CaptureRejected: { title: 'Capture rejected', tone: 'red' },
  CaptureReturned: { title: 'Capture returned', tone: 'red' },
  RefundRequested: { title: 'Refund asked for', tone: 'slate' },
  RefundSubmitted: { title: 'Refund submitted', tone: 'blue' },
  RefundPending: { title: 'Refund pending', tone: 'amber' },
  RefundSettled: { title: 'Refund settled', tone: 'green' },
  RefundRejected: { title: 'Refund rejected', tone: 'red' },
  RefundReversed: { title: 'Refund reversed', tone: 'red' },
  DisputeOpened: { title: 'Dispute opened', tone: 'amber' },
  DisputeEvidenceSubmitted: { title: 'Evidence sent', tone: 'slate', sealed: 'evidence' },
  DisputeResponseDue: { title: 'Evidence is due', tone: 'amber' },
  DisputeWon: { title: 'Dispute won', tone: 'green' },
  DisputeLost: { title: 'Dispute lost', tone: 'red' },
  SubmissionAcknowledged: { title: 'Acknowledged by a bank', tone: 'slate' },
  SubmissionConfirmed: { title: 'Confirmed by the network', tone: 'slate' },
  StatusAsked: { title: 'Status asked', tone: 'grey' },
  StatusAnswered: { title: 'Status answered', tone: 'grey' },
  CancellationAsked: { title: 'Cancellation asked of the rail', tone: 'slate' },
  CancellationFailed: { title: 'Not cancelled by the rail', tone: 'amber' },
  SubmissionDeferred: { title: 'Waits for a rail to take it', tone: 'grey' },
  AttentionResolved: { title: 'Somebody has looked', tone: 'slate' },
  OperatorAsked: { title: 'Operator asked', tone: 'amber' },
  RailContradicted: { title: 'Rail contradicted itself', tone: 'red' },
}

/** How an event is called; one of a later version by its own name. */
export const wordsOf = (type: string): EventWords =>
  words[type] ?? { title: spaced(type), tone: 'grey' }
