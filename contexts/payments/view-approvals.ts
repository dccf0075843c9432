import type { Money } from '../../kernel/money.ts'
import type { View } from '../../kernel/view.ts'
import type { ApprovalKind, ApprovalState } from './transfers/contract.ts'
import type { PaymentEvent } from './events.ts'
import { paymentIdOfStream } from './payment.ts'
import { submissionIdOf } from './transfers/transfer-events.ts'

/** A payment, a capture or a refund that needs, or needed, a second pair of eyes. */
export interface ApprovalRow {
  /** The payment's id, or that of the capture's or refund's submission. */
  readonly approvalId: string
  readonly paymentId: string
  readonly kind: ApprovalKind
  /** Of a capture or refund: among the transfers of its payment. */
  readonly number?: number
  readonly state: ApprovalState
  readonly amount: Money
  readonly above: Money
  readonly proposedBy: string
  readonly requestedAt: number
  readonly expiresAt?: number
  readonly decidedAt?: number
  readonly decidedBy?: string
  readonly reason?: string
}

const approving = [
  'ApprovalRequested',
  'PaymentApproved',
  'PaymentDenied',
  'ApprovalExpired',
  'PaymentCancelled',
  'CaptureProposed',
  'RefundProposed',
  'CaptureRequested',
  'RefundRequested',
  'ProposalDenied',
  'ProposalWithdrawn',
  'ProposalExpired',
] as const

type Approving = Extract<PaymentEvent, { type: (typeof approving)[number] }>

export const approvals: View<ApprovalRow, Approving> = {
  name: 'approvals',
  version: 2,
  events: approving,
  keys: ({ stream, type, data }) => {
    const paymentId = paymentIdOfStream(stream)
    switch (type) {
      case 'PaymentCancelled':
        return data.change?.from === 'awaiting-approval' ? [paymentId] : []
      case 'CaptureRequested':
      case 'RefundRequested':
        return data.approvedBy === undefined ? [] : [submissionIdOf(paymentId, data.transfer)]
      default:
        return [submissionIdIn(paymentId, data)]
    }
  },
  fold: (row, event, approvalId) => {
    const { type, data, time } = event
    const paymentId = paymentIdOfStream(event.stream)
    switch (type) {
      case 'ApprovalRequested': {
        const { amount, above, proposedBy } = data
        const asked = { amount, above, proposedBy, requestedAt: time }
        const until = data.expiresAt === undefined ? {} : { expiresAt: Date.parse(data.expiresAt) }
        return { approvalId, paymentId, kind: 'payment', state: 'waiting', ...asked, ...until }
      }
      case 'CaptureProposed':
      case 'RefundProposed': {
        const { transfer: number, amount, above, proposedBy } = data
        const kind = type === 'CaptureProposed' ? 'capture' : 'refund'
        const asked = { amount, above, proposedBy, requestedAt: time }
        const expiresAt = Date.parse(data.expiresAt)
        return { approvalId, paymentId, kind, number, state: 'waiting', ...asked, expiresAt }
      }
      default:
        if (!row) throw new Error(`${approvalId} was decided on before anybody asked`)
        return { ...row, ...decided(event), decidedAt: time }
    }
  },
  indexed: { state: 'text', requestedAt: 'instant' },
}

const submissionIdIn = (paymentId: string, data: object): string =>
  'transfer' in data ? submissionIdOf(paymentId, data.transfer as number) : paymentId

type Deciding = Exclude<
  Approving,
  { type: 'ApprovalRequested' | 'CaptureProposed' | 'RefundProposed' }
>

const decided = ({ type, data }: Deciding): Pick<ApprovalRow, 'state' | 'decidedBy' | 'reason'> => {
  switch (type) {
    case 'PaymentApproved':
      return { state: 'approved', decidedBy: data.approvedBy }
    case 'CaptureRequested':
    case 'RefundRequested':
      return { state: 'approved', ...(data.approvedBy ? { decidedBy: data.approvedBy } : {}) }
    case 'PaymentDenied':
    case 'ProposalDenied':
      return { state: 'denied', decidedBy: data.deniedBy, reason: data.reason }
    case 'PaymentCancelled':
      return { state: 'withdrawn', decidedBy: data.cancelledBy }
    case 'ProposalWithdrawn':
      return data.withdrawnBy === undefined
        ? { state: 'withdrawn', reason: 'The hold has ended' }
        : { state: 'withdrawn', decidedBy: data.withdrawnBy }
    case 'ApprovalExpired':
    case 'ProposalExpired':
      return { state: 'expired' }
  }
}
