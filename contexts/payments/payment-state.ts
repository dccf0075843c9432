import type { Instant } from '../../kernel/clock.ts'
import { attentionIn } from './attention.ts'
import type { PaymentEvent, PaymentEventData } from './events.ts'
import {
  transferOf,
  type Dispute,
  type Hold,
  type KnownPayment,
  type Payment,
} from './payment-parts.ts'
import { statusOf } from './payment-status.ts'
import { received } from './received-payment.ts'
import { neverAgreed, proposalIn } from './transfers/proposed.ts'
import {
  evolveTransfer,
  newTransfer,
  stoppedByRail,
  withdrawn,
  type Transfer,
} from './transfers/transfer.ts'
import {
  factOf,
  isTransferEvent,
  transferNumberOf,
  type TransferEvent,
} from './transfers/transfer-events.ts'

/** Records what happened. Trusts the log: whatever stands there was decided once. */
export const evolve = (
  payment: Payment,
  event: PaymentEvent & { readonly time: Instant },
): Payment => {
  if (event.type === 'PaymentReceived') return withStatus(received(event.data, event.time))
  if (payment.status === 'none') return payment
  const moved = isTransferEvent(event) ? transferMoved(payment, event) : evolveKnown(payment, event)
  return withStatus(
    payment.needsAttention || attentionIn(event) === undefined
      ? moved
      : { ...moved, needsAttention: true },
  )
}

const withStatus = (payment: Omit<KnownPayment, 'status'>): KnownPayment => ({
  ...payment,
  status: statusOf(payment),
})

const transferMoved = (
  payment: KnownPayment,
  event: TransferEvent & { readonly time: Instant },
): KnownPayment => {
  const number = transferNumberOf(event.data)
  const transfer = transferOf(payment, number)
  if (!transfer)
    // Refused before it was due: on receipt.
    return event.type === 'PaymentRejected' ? { ...payment, stage: 'rejected' } : payment
  const moved = withTransfer(
    isOver(payment, event) ? cancellationAnswered(payment) : payment,
    evolveTransfer(transfer, factOf(event), event.time),
  )
  if (event.type === 'SubmissionStarted') return countedOver(moved, number, event.data)
  if (event.type === 'SubmissionRejected') return awaitingRetry(moved, event)
  // Given up: what the rail said of the transfer stays.
  return event.type === 'PaymentRejected' && payment.retryAt !== undefined
    ? { ...payment, retryAt: undefined }
    : moved
}

/** A capture or refund that was to be taken back was, or was rejected anyway: nothing is asked any more. */
const isOver = ({ cancellation }: KnownPayment, { type, data }: TransferEvent): boolean =>
  (type === 'CaptureRejected' || type === 'RefundRejected') &&
  cancellation?.transfer === data.transfer

/** Attempts over one rail count once; over another one, there. */
const countedOver = (
  payment: KnownPayment,
  number: number,
  { rail, counted }: PaymentEventData<'SubmissionStarted'>,
): KnownPayment => {
  const { countedOnRail = {}, ...rest } = payment
  const { [number]: before, ...others } = countedOnRail
  const now = counted ?? (before?.subject === rail ? before : undefined)
  if (!now && !before) return payment
  return { ...rest, countedOnRail: now ? { ...others, [number]: now } : others }
}

const awaitingRetry = (
  payment: KnownPayment,
  { data, time }: Extract<TransferEvent, { type: 'SubmissionRejected' }> & { time: Instant },
): KnownPayment => ({
  ...payment,
  retryAt: Date.parse(data.retryAt),
  awaitsOperator: data.awaits === 'operator' ? true : undefined,
  lastRejection: data.rejection,
  rejectedSince: payment.rejectedSince ?? time,
})

const withTransfer = (payment: KnownPayment, transfer: Transfer): KnownPayment => {
  const transfers = [...payment.transfers]
  transfers[transfer.number - 1] = transfer
  return { ...payment, transfers }
}

type Other = Exclude<PaymentEvent, TransferEvent | { type: 'PaymentReceived' }>

const evolveKnown = (payment: KnownPayment, { type, data }: Other): KnownPayment => {
  switch (type) {
    case 'PaymentValidated':
      return goingOn({ ...payment, ...claimsIn(data) }, data.next)
    case 'PaymentApproved':
    case 'PaymentReleased':
      return goingOn(payment, data.next)
    case 'PaymentRetried':
      return withTransfer(
        { ...payment, retryAt: undefined, awaitsOperator: undefined },
        newTransfer(data.transfer, 'payment', payment.amount),
      )
    case 'ApprovalRequested':
      return approvalAsked(payment, data)
    case 'PaymentDenied':
      return { ...payment, stage: 'denied' }
    case 'ApprovalExpired':
      return { ...payment, stage: 'expired' }
    case 'PaymentScheduled':
      return { ...payment, stage: 'scheduled' }
    case 'PaymentCancelled':
      return {
        ...cancellationAnswered(payment),
        stage: 'cancelled',
        retryAt: undefined,
        transfers: payment.transfers.map((transfer) => takenBack(transfer, data)),
      }
    case 'CancellationAsked':
      return cancellationAsked(payment, data)
    case 'CancellationFailed':
      return cancellationAnswered(payment)
    case 'AttentionResolved':
      return { ...payment, needsAttention: undefined }
    case 'PaymentAuthorised':
      return { ...payment, stage: 'released', hold: { expiresAt: Date.parse(data.expiresAt) } }
    case 'HoldVoided':
      return { ...payment, hold: ended(payment, 'voided') }
    case 'HoldExpired':
      return { ...payment, hold: ended(payment, 'expired') }
    default:
      return evolveChildren(payment, { type, data } as Children)
  }
}

type Children = Extract<
  Other,
  { type: `${'Capture' | 'Refund' | 'Proposal' | 'Dispute'}${string}` }
>

/** Its captures, refunds and disputes. */
const evolveChildren = (payment: KnownPayment, { type, data }: Children): KnownPayment => {
  switch (type) {
    case 'CaptureRequested':
      return withTransfer(payment, {
        ...newTransfer(data.transfer, 'capture', data.amount),
        ...agreed(data),
      })
    case 'RefundRequested':
      return withTransfer(payment, {
        ...newTransfer(data.transfer, 'refund', data.amount, data.returnOf),
        ...agreed(data),
      })
    case 'CaptureProposed':
    case 'RefundProposed':
      return withTransfer(payment, proposalIn(type, data))
    case 'ProposalDenied':
    case 'ProposalWithdrawn':
    case 'ProposalExpired': {
      const transfer = transferOf(payment, data.transfer)
      return transfer ? withTransfer(payment, neverAgreed(transfer)) : payment
    }
    case 'DisputeOpened': {
      const { dispute: number, amount, disputeReference } = data
      const opened: Dispute = {
        number,
        amount,
        status: 'open',
        ...(disputeReference ? { disputeReference } : {}),
        hasResponse: false,
        wasAskedFor: false,
      }
      return { ...payment, disputes: [...payment.disputes, opened] }
    }
    case 'DisputeEvidenceSubmitted':
      return withDispute(payment, data.dispute, { hasResponse: true })
    case 'DisputeResponseDue':
      return withDispute(payment, data.dispute, { wasAskedFor: true })
    case 'DisputeWon':
      return withDispute(payment, data.dispute, { status: 'won' })
    case 'DisputeLost':
      return withDispute(payment, data.dispute, { status: 'lost' })
  }
}

const approvalAsked = (
  payment: KnownPayment,
  { proposedBy, expiresAt }: PaymentEventData<'ApprovalRequested'>,
): KnownPayment => {
  const until = expiresAt === undefined ? {} : { approvalUntil: Date.parse(expiresAt) }
  return { ...payment, stage: 'awaiting-approval', proposedBy, ...until }
}

const agreed = ({ approvedBy }: { readonly approvedBy?: string }) =>
  approvedBy === undefined ? {} : ({ wasAgreed: true } as const)

/** What it has claimed elsewhere. */
const claimsIn = ({ counted, fundsReserved }: PaymentEventData<'PaymentValidated'>) => ({
  ...(counted ? { counted } : {}),
  ...(fundsReserved ? ({ fundsReserved: true } as const) : {}),
})

const goingOn = (payment: KnownPayment, next: string): KnownPayment =>
  next === 'submission'
    ? withTransfer({ ...payment, stage: 'released' }, newTransfer(1, 'payment', payment.amount))
    : { ...payment, stage: 'validated' }

const cancellationAsked = (
  payment: KnownPayment,
  data: PaymentEventData<'CancellationAsked'>,
): KnownPayment => {
  const { cancellation: number, cancelledBy, reason } = data
  const told = { cancelledBy, ...(reason ? { reason } : {}) }
  const cancellation = { number, transfer: transferNumberOf(data), ...told, isOpen: true }
  return { ...payment, cancellation }
}

const cancellationAnswered = (payment: KnownPayment): KnownPayment =>
  payment.cancellation
    ? { ...payment, cancellation: { ...payment.cancellation, isOpen: false } }
    : payment

/** What no rail has is withdrawn; what a rail has stopped is over by its word. */
const takenBack = (transfer: Transfer, data: PaymentEventData<'PaymentCancelled'>): Transfer => {
  if (transfer.status === 'waiting') return withdrawn(transfer)
  return data.railReference !== undefined && transfer.number === transferNumberOf(data)
    ? stoppedByRail(transfer)
    : transfer
}

const ended = ({ hold }: KnownPayment, how: 'voided' | 'expired'): Hold => ({
  expiresAt: hold?.expiresAt ?? 0,
  ended: how,
})

const withDispute = (
  payment: KnownPayment,
  number: number,
  change: Partial<Dispute>,
): KnownPayment => ({
  ...payment,
  disputes: payment.disputes.map((dispute) =>
    dispute.number === number ? { ...dispute, ...change } : dispute,
  ),
})
