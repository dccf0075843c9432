import type { OperatorAction, PaymentStatus, Rejection } from './contract.ts'
import type { OperatorReason } from './event-fields.ts'
import type { PaymentEvent } from './events.ts'

/** Why somebody should look at a payment. */
export type AttentionReason =
  | OperatorReason
  | 'rail-contradicted'
  | 'rail-asks-operator'
  | 'refund-rejected'
  | 'capture-rejected'
  | 'dispute-response-due'

/** Why somebody should look after this event; undefined where it asks for nobody. */
export const attentionIn = ({ type, data }: PaymentEvent): AttentionReason | undefined => {
  switch (type) {
    case 'OperatorAsked':
      return data.because
    case 'RailContradicted':
      return 'rail-contradicted'
    case 'PaymentRejected':
      return asksOperator(data.rejection) ? 'rail-asks-operator' : undefined
    case 'SubmissionRejected':
      return data.awaits === 'operator' ? 'rail-asks-operator' : undefined
    case 'PaymentReturned':
    case 'CaptureReturned':
      return data.recommendedAction === 'ask-an-operator' ? 'rail-asks-operator' : undefined
    case 'CaptureRejected':
      return wasCancelled(data.rejection) ? undefined : 'capture-rejected'
    case 'RefundRejected':
      return wasCancelled(data.rejection) ? undefined : 'refund-rejected'
    case 'RefundReversed':
      return 'refund-rejected'
    case 'DisputeResponseDue':
      return 'dispute-response-due'
    default:
      return undefined
  }
}

/** Somebody wanted it back. */
const wasCancelled = ({ standardCode }: Rejection): boolean => standardCode === 'cancelled'

/** By the table of the rail's codes. What we have ended ourselves was seen, or is said in words of its own. */
const asksOperator = ({ by, recommendedAction }: Rejection): boolean =>
  by === 'rail' && recommendedAction === 'ask-an-operator'

const cancellableBefore: ReadonlySet<PaymentStatus> = new Set([
  'awaiting-approval',
  'scheduled',
  'validated',
  'awaiting-retry',
  'submitted',
  'pending',
])
const resumable: ReadonlySet<PaymentStatus> = new Set([
  'validated',
  'awaiting-retry',
  'submitted',
  'pending',
  'unknown',
])

/** What may be done about a payment that somebody should look at. */
export const actionsFor = (status: PaymentStatus): readonly OperatorAction[] => [
  ...(resumable.has(status) ? (['resume'] as const) : []),
  ...(cancellableBefore.has(status) ? (['cancel'] as const) : []),
  ...(status === 'awaiting-retry' ? (['give-up'] as const) : []),
  'mark-handled',
]
