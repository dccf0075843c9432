import type { Money } from '../../kernel/money.ts'
import type { View } from '../../kernel/view.ts'
import { rejectionOfReturn } from './attempts.ts'
import type { RefundStatus } from './transfers/contract.ts'
import type { Rejection } from './contract.ts'
import type { RefundReason } from './event-fields.ts'
import type { PaymentEvent } from './events.ts'
import { paymentIdOfStream } from './payment.ts'
import { submissionIdOf } from './transfers/transfer-events.ts'

/** Money on its way back to a payer. */
export interface RefundRow {
  /** The id of its submission. */
  readonly refundId: string
  readonly paymentId: string
  readonly number: number
  readonly status: RefundStatus
  readonly amount: Money
  readonly reason: RefundReason
  readonly requestedBy: string
  /** Who agreed, where somebody had to. */
  readonly approvedBy?: string
  readonly requestedAt: number
  readonly updatedAt: number
  /** The submission that it gives back. */
  readonly returnOf: string
  readonly railReference?: string
  readonly rejection?: Rejection
  /** Whether its rail was asked to take it back, and why it did not. */
  readonly cancellation?: { readonly state: 'asked' | 'failed'; readonly because?: string }
}

type Refunding = Extract<
  PaymentEvent,
  {
    type:
      | 'RefundProposed'
      | 'ProposalDenied'
      | 'ProposalWithdrawn'
      | 'ProposalExpired'
      | 'RefundRequested'
      | 'RefundSubmitted'
      | 'RefundPending'
      | 'RefundSettled'
      | 'RefundRejected'
      | 'RefundReversed'
      | 'SubmissionBecameUnknown'
      | 'CancellationAsked'
      | 'CancellationFailed'
  }
>

/** What may be about a capture as well, or about the payment's own transfer, says what it is about. */
const ofEither: ReadonlySet<string> = new Set([
  'SubmissionBecameUnknown',
  'CancellationAsked',
  'CancellationFailed',
  'ProposalDenied',
  'ProposalWithdrawn',
  'ProposalExpired',
])

const isOfAnother = (type: string, data: object): boolean =>
  ofEither.has(type) && !('kind' in data && data.kind === 'refund')

export const refunds: View<RefundRow, Refunding> = {
  name: 'refunds',
  version: 2,
  // What happens to every payment is left out: an attempt that is under way is still `requested`.
  events: [
    'RefundProposed',
    'ProposalDenied',
    'ProposalWithdrawn',
    'ProposalExpired',
    'RefundRequested',
    'RefundSubmitted',
    'RefundPending',
    'RefundSettled',
    'RefundRejected',
    'RefundReversed',
    'SubmissionBecameUnknown',
    'CancellationAsked',
    'CancellationFailed',
  ],
  keys: ({ stream, type, data }) =>
    isOfAnother(type, data) ? [] : [submissionIdOf(paymentIdOfStream(stream), data.transfer)],
  fold: (row, event, refundId) => {
    const { type, data, time } = event
    if (type === 'RefundRequested' || type === 'RefundProposed') {
      const paymentId = paymentIdOfStream(event.stream)
      const { transfer: number, amount, reason } = data
      const returnOf = submissionIdOf(paymentId, data.returnOf)
      const requestedAt = row?.requestedAt ?? time
      const asked = { amount, reason, requestedAt, updatedAt: time, returnOf }
      return { refundId, paymentId, number, ...asked, ...begun(event) }
    }
    if (!row) throw new Error(`refund ${refundId} went on before it began`)
    return { ...row, ...moved(event), updatedAt: time }
  },
  indexed: { paymentId: 'text', status: 'text', requestedAt: 'instant' },
}

type Beginning = Extract<Refunding, { type: 'RefundRequested' | 'RefundProposed' }>

const begun = ({
  type,
  data,
}: Beginning): Pick<RefundRow, 'status' | 'requestedBy' | 'approvedBy'> => {
  if (type === 'RefundProposed')
    return { status: 'awaiting-approval', requestedBy: data.proposedBy }
  const { requestedBy, approvedBy } = data
  return { status: 'requested', requestedBy, ...(approvedBy ? { approvedBy } : {}) }
}

const moved = ({ type, data }: Exclude<Refunding, Beginning>): Partial<RefundRow> => {
  switch (type) {
    case 'ProposalDenied':
      return { status: 'denied' }
    case 'ProposalWithdrawn':
      return { status: 'withdrawn' }
    case 'ProposalExpired':
      return { status: 'expired' }
    case 'CancellationAsked':
      return { cancellation: { state: 'asked' } }
    case 'CancellationFailed':
      return { cancellation: { state: 'failed', because: data.because } }
    case 'SubmissionBecameUnknown':
      return { status: 'unknown' }
    case 'RefundSubmitted':
      return { status: 'submitted', railReference: data.railReference }
    case 'RefundPending':
      return { status: 'pending', railReference: data.railReference }
    case 'RefundSettled':
      return { status: 'settled', railReference: data.railReference }
    case 'RefundRejected':
      return { status: 'rejected', rejection: data.rejection }
    case 'RefundReversed':
      return { status: 'reversed', rejection: rejectionOfReturn(data) }
  }
}
