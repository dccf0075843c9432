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
  readonly requestedAt: number
  readonly updatedAt: number
  /** The submission that it gives back. */
  readonly returnOf: string
  readonly railReference?: string
  readonly rejection?: Rejection
}

type Refunding = Extract<
  PaymentEvent,
  {
    type:
      | 'RefundRequested'
      | 'RefundSubmitted'
      | 'RefundPending'
      | 'RefundSettled'
      | 'RefundRejected'
      | 'RefundReversed'
      | 'SubmissionBecameUnknown'
  }
>

export const refunds: View<RefundRow, Refunding> = {
  name: 'refunds',
  version: 1,
  // What happens to every payment is left out: an attempt that is under way is still `requested`.
  events: [
    'RefundRequested',
    'RefundSubmitted',
    'RefundPending',
    'RefundSettled',
    'RefundRejected',
    'RefundReversed',
    'SubmissionBecameUnknown',
  ],
  keys: ({ stream, type, data }) =>
    type === 'SubmissionBecameUnknown' && data.kind !== 'refund'
      ? []
      : [submissionIdOf(paymentIdOfStream(stream), data.transfer)],
  fold: (row, event, refundId) => {
    const { type, data, time } = event
    if (type === 'RefundRequested') {
      const paymentId = paymentIdOfStream(event.stream)
      const { transfer: number, amount, reason, requestedBy } = data
      const returnOf = submissionIdOf(paymentId, data.returnOf)
      const asked = { amount, reason, requestedBy, requestedAt: time, updatedAt: time, returnOf }
      return { refundId, paymentId, number, status: 'requested', ...asked }
    }
    if (!row) throw new Error(`refund ${refundId} went on before it began`)
    return { ...row, ...moved(event), updatedAt: time }
  },
  indexed: { paymentId: 'text', status: 'text', requestedAt: 'instant' },
}

const moved = ({
  type,
  data,
}: Exclude<Refunding, { type: 'RefundRequested' }>): Partial<RefundRow> => {
  switch (type) {
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
