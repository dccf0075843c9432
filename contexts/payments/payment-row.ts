import type { Metadata } from '../../kernel/metadata.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import type { CaptureMode, PaymentStatus, Rejection } from './contract.ts'
import { attentionIn, type AttentionReason } from './attention.ts'
import { rejectionOfReturn } from './attempts.ts'
import type { NewPayment, Party, PaymentEvent, ServiceLevel, PaymentEventData } from './events.ts'
import { statusChangeOf } from './status-change.ts'

/** A payment as it stands. The parties stay sealed. */
export interface PaymentRow {
  readonly paymentId: string
  readonly status: PaymentStatus
  readonly currency: string
  /** Minor units. */
  readonly amount: string
  readonly debtor: Sealed<Party>
  readonly creditor: Sealed<Party>
  readonly debtorAccountIndex: string
  readonly creditorAccountIndex: string
  readonly endToEndId: string
  readonly requestedExecutionDate?: string
  readonly fileId?: string
  readonly placeInFile?: number
  readonly paymentInformationId?: string
  readonly instructionId?: string
  readonly uetr?: string
  readonly serviceLevel?: ServiceLevel
  readonly chargeBearer?: NonNullable<NewPayment['chargeBearer']>
  readonly purpose?: string
  readonly metadata?: Metadata
  readonly railReference?: string
  readonly rejection?: Rejection
  readonly captureMode?: CaptureMode
  readonly fundingAccount?: string
  readonly rail?: string
  /** Of a scheduled payment. */
  readonly dueAt?: number
  readonly holdExpiresAt?: number
  /** Minor units; each absent where there never was any. */
  readonly held?: string
  readonly captured?: string
  readonly settled?: string
  readonly refunding?: string
  readonly refunded?: string
  /** Under dispute, or lost in one. */
  readonly disputed?: string
  /** Captures and refunds that wait for somebody to agree. */
  readonly capturesProposed?: string
  readonly refundsProposed?: string
  /** When a bank said that it has it, and the network that it went through. */
  readonly acknowledgedAt?: number
  readonly confirmedAt?: number
  /** Why it was denied or cancelled. */
  readonly endedBecause?: string
  /** Whether its rail was asked to take it back, and why it did not. */
  readonly cancellation?: Cancellation
  /** Why the rail does not have it yet. */
  readonly waiting: string | null
  /** When another transfer follows on one that was rejected. */
  readonly nextTryAt?: number | null
  /** Why somebody should look at it. */
  readonly operatorReason: AttentionReason | null
  readonly needsOperator: boolean
  /** What whoever looked at it last has written. */
  readonly handled?: string
  readonly receivedAt: number
  readonly updatedAt: number
  readonly version: number
}

export interface Cancellation {
  readonly state: 'asked' | 'failed'
  readonly because?: string
}

/** The new status; why somebody was asked to look passes with the old one, that the rail cannot be believed does not. */
export const statusIn = (row: PaymentRow, event: PaymentEvent): Partial<PaymentRow> => {
  const change = statusChangeOf(event)
  if (!change) return {}
  const waits = row.nextTryAt === undefined ? {} : { nextTryAt: null }
  return { status: change.to, waiting: null, ...waits, ...lookedAfter(row) }
}

const lookedAfter = ({ operatorReason }: PaymentRow) =>
  operatorReason === 'rail-contradicted' ? {} : { operatorReason: null, needsOperator: false }

export const changeOf = (row: PaymentRow, event: PaymentEvent): Partial<PaymentRow> => {
  const operatorReason = attentionIn(event)
  const changed = ownChangeOf(row, event)
  return operatorReason === undefined
    ? changed
    : { ...changed, needsOperator: true, operatorReason }
}

const ownChangeOf = (row: PaymentRow, event: PaymentEvent): Partial<PaymentRow> => {
  const { type, data } = event
  switch (type) {
    case 'PaymentRejected':
      return {
        rejection: data.rejection,
        ...(data.railReference === undefined ? {} : { railReference: data.railReference }),
        ...(data.rail === undefined ? {} : { rail: data.rail }),
      }
    case 'SubmissionRejected':
      return {
        waiting: data.rejection.code,
        nextTryAt: data.awaits ? null : Date.parse(data.retryAt),
        rail: data.rail,
      }
    case 'SubmissionDeferred':
      return data.kind ? {} : { waiting: whyDeferred(data), nextTryAt: Date.parse(data.until) }
    case 'SubmissionNotSent':
      return data.from ? { waiting: data.reason } : {}
    case 'PaymentSubmitted':
    case 'PaymentPending':
      return { railReference: data.railReference, rail: data.rail }
    case 'PaymentSettled': {
      const { railReference, rail, amount } = data
      return { railReference, rail, settled: amount.minorUnits }
    }
    case 'CancellationAsked':
      return data.kind ? {} : { cancellation: { state: 'asked' } }
    case 'CancellationFailed':
      return data.kind ? {} : { cancellation: { state: 'failed', because: data.because } }
    case 'AttentionResolved':
      return { operatorReason: null, needsOperator: false, handled: data.note }
    case 'SubmissionAcknowledged':
      return { acknowledgedAt: Date.parse(data.saidAt) }
    case 'SubmissionConfirmed':
      return { confirmedAt: Date.parse(data.saidAt) }
    default:
      return childChangeOf(row, event)
  }
}

const childChangeOf = (row: PaymentRow, { type, data }: PaymentEvent): Partial<PaymentRow> => {
  switch (type) {
    case 'PaymentScheduled':
      return { dueAt: Date.parse(data.dueAt) }
    case 'PaymentDenied':
    case 'PaymentCancelled':
      return data.reason === undefined ? {} : { endedBecause: data.reason }
    case 'ApprovalExpired':
      return { endedBecause: 'Nobody approved it in time' }
    case 'PaymentAuthorised':
      return { holdExpiresAt: Date.parse(data.expiresAt), held: data.amount.minorUnits }
    case 'HoldVoided':
    case 'HoldExpired':
      return moved(row, data, { held: -1n })
    case 'CaptureProposed':
      return moved(row, data, { capturesProposed: 1n })
    case 'RefundProposed':
      return moved(row, data, { refundsProposed: 1n })
    case 'ProposalDenied':
    case 'ProposalWithdrawn':
    case 'ProposalExpired':
      return moved(row, data, { [proposedSums[data.kind]]: -1n })
    case 'CaptureRequested': {
      const agreed = data.approvedBy === undefined ? {} : { capturesProposed: -1n as const }
      return { ...moved(row, data, { held: -1n, captured: 1n, ...agreed }), ...lookedAfter(row) }
    }
    case 'CaptureSubmitted':
    case 'CapturePending':
    case 'RefundSubmitted':
    case 'RefundPending':
      return { rail: data.rail, ...lookedAfter(row) }
    case 'CaptureSettled':
      return { rail: data.rail, ...moved(row, data, { settled: 1n }), ...lookedAfter(row) }
    case 'CaptureRejected':
      return {
        ...moved(row, data, { captured: -1n, ...(data.heldAgain ? { held: 1n } : {}) }),
        rejection: data.rejection,
      }
    case 'PaymentReturned':
    case 'CaptureReturned':
      return {
        ...moved(row, data, { settled: -1n }),
        rejection: rejectionOfReturn(data),
      }
    case 'RefundRequested': {
      const agreed = data.approvedBy === undefined ? {} : { refundsProposed: -1n as const }
      return { ...moved(row, data, { refunding: 1n, ...agreed }), ...lookedAfter(row) }
    }
    case 'RefundSettled':
      return { ...moved(row, data, { refunding: -1n, refunded: 1n }), ...lookedAfter(row) }
    case 'RefundRejected':
      return moved(row, data, { refunding: -1n })
    case 'RefundReversed':
      return moved(row, data, { refunded: -1n })
    case 'DisputeOpened':
      return moved(row, data, { disputed: 1n })
    case 'DisputeWon':
      return { ...moved(row, data, { disputed: -1n }), ...lookedAfter(row) }
    case 'DisputeLost':
    case 'DisputeEvidenceSubmitted':
      return lookedAfter(row)
    default:
      return {}
  }
}

type Sum =
  | 'held'
  | 'captured'
  | 'settled'
  | 'refunding'
  | 'refunded'
  | 'disputed'
  | 'capturesProposed'
  | 'refundsProposed'

const proposedSums = { capture: 'capturesProposed', refund: 'refundsProposed' } as const

/** Adds the event's amount to some sums and takes it from others. */
const moved = (
  row: PaymentRow,
  { amount }: { readonly amount: { readonly minorUnits: string } },
  signs: Readonly<Partial<Record<Sum, 1n | -1n>>>,
): Partial<Record<Sum, string>> =>
  Object.fromEntries(
    Object.entries(signs).map(([sum, sign]) => [
      sum,
      (BigInt(row[sum as Sum] ?? 0) + sign * BigInt(amount.minorUnits)).toString(),
    ]),
  )

const whyDeferred = ({ passedOver }: PaymentEventData<'SubmissionDeferred'>): string =>
  passedOver.some(({ because }) => because === 'rail-limit') ? 'rail-limit' : 'rails-closed'
