import type { Instant } from '../../kernel/clock.ts'
import { money, subtract, sum, type Money } from '../../kernel/money.ts'
import type { CaptureMode, PaymentStatus, Rejection } from './contract.ts'
import type { Counted } from './limits/events.ts'
import type { RetryRules } from './event-fields.ts'
import type { Routable } from './routing/conditions.ts'
import type { Proposed, Transfer } from './transfers/transfer.ts'

/** Where a payment stands before anything may go to a rail, and how it ended without. */
type Stage =
  | 'received'
  | 'validated'
  | 'awaiting-approval'
  | 'scheduled'
  | 'released'
  | 'rejected'
  | 'denied'
  | 'expired'
  | 'cancelled'

export interface Hold {
  readonly expiresAt: Instant
  /** Absent while what is not captured is held. */
  readonly ended?: 'voided' | 'expired'
}

export interface Dispute {
  readonly number: number
  readonly amount: Money
  readonly status: 'open' | 'won' | 'lost'
  readonly disputeReference?: string
  readonly hasResponse: boolean
  readonly wasAskedFor: boolean
}

/** What a decision needs to remember. No personal data: what is sealed stays in the log. */
export interface KnownPayment {
  /** Follows from everything else: `statusOf`. */
  readonly status: PaymentStatus
  readonly stage: Stage
  readonly receivedAt: Instant
  readonly amount: Money
  readonly creditorAccountIndex: string
  readonly captureMode: CaptureMode
  readonly fundingAccount?: string
  /** Its amount is set aside on the funding account, which is guarded. */
  readonly fundsReserved?: true
  /** In which limits it counts. */
  readonly counted?: readonly Counted[]
  /** In which limits of rails each of its transfers counts, by number. */
  readonly countedOnRail?: Readonly<Record<number, Counted>>
  /** Under which reference it was ordered. */
  readonly orderIndex?: string
  /** Not before this instant. */
  readonly dueAt?: Instant
  readonly holdUntil?: Instant
  /** Who may not approve it. */
  readonly proposedBy?: string
  /** From this instant on nobody can. */
  readonly approvalUntil?: Instant
  readonly hold?: Hold
  readonly retry?: RetryRules
  /** When the rail rejected it for the first time and another transfer was to follow. */
  readonly rejectedSince?: Instant
  /** Present while the next transfer is waited for. */
  readonly retryAt?: Instant | undefined
  /** It follows only if an operator says so, and until then. */
  readonly awaitsOperator?: true | undefined
  /** Of the last transfer that another one was to follow on. */
  readonly lastRejection?: Rejection
  /** Something has happened that somebody should look at, and nobody has said that they did. */
  readonly needsAttention?: true | undefined
  /** The last time that its rail was asked to take it back. */
  readonly cancellation?: {
    readonly number: number
    readonly transfer: number
    readonly cancelledBy: string
    readonly reason?: string
    /** Until the rail has answered. */
    readonly isOpen: boolean
  }
  /** What its rail is chosen by, beside the amount. */
  readonly routable?: Omit<Routable, 'amount'>
  /** In the order of their numbers. */
  readonly transfers: readonly Transfer[]
  readonly disputes: readonly Dispute[]
}

export type Payment = { readonly status: 'none' } | KnownPayment

export const noPayment: Payment = { status: 'none' }

/** An automatic payment's own: the last, where one followed on another. */
export const ownTransferOf = ({
  transfers,
}: KnownPayment): Exclude<Transfer, Proposed> | undefined =>
  transfers.findLast(
    (transfer): transfer is Exclude<Transfer, Proposed> =>
      transfer.kind === 'payment' && transfer.status !== 'proposed',
  )

/** A transfer by its number. */
export const transferOf = (payment: KnownPayment, number: number): Transfer | undefined =>
  payment.transfers[number - 1]

export const capturesOf = ({ transfers }: KnownPayment): readonly Transfer[] =>
  transfers.filter(({ kind }) => kind === 'capture')

export const refundsOf = ({ transfers }: KnownPayment): readonly Transfer[] =>
  transfers.filter(({ kind }) => kind === 'refund')

const amountOf = (payment: KnownPayment, transfers: readonly { readonly amount: Money }[]) =>
  sum(
    transfers.map(({ amount }) => amount),
    payment.amount.currency,
  )

/** Captured so far: what the rail has rejected was not, and what waits for approval is not yet. */
export const capturedOf = (payment: KnownPayment): Money =>
  amountOf(
    payment,
    capturesOf(payment).filter(({ status }) => status !== 'rejected' && status !== 'proposed'),
  )

/** What is still held: nothing once the hold has ended. */
export const heldOf = (payment: KnownPayment): Money =>
  payment.hold && payment.hold.ended === undefined
    ? subtract(payment.amount, capturedOf(payment))
    : money(0n, payment.amount.currency)

/** What is held and nobody has asked for: what waits for approval is set aside for it. */
export const capturableOf = (payment: KnownPayment): Money =>
  subtract(heldOf(payment), amountOf(payment, proposalsOf(payment, 'capture')))

/** What waits for somebody to agree. */
export const proposalsOf = (
  { transfers }: KnownPayment,
  kind?: 'capture' | 'refund',
): readonly Proposed[] =>
  transfers.filter(
    (transfer): transfer is Proposed =>
      transfer.status === 'proposed' && (kind === undefined || transfer.kind === kind),
  )

/** What has arrived and was not sent back by the payee's bank. */
export const settledOf = (payment: KnownPayment): Money =>
  amountOf(
    payment,
    payment.transfers.filter(({ kind, status }) => kind !== 'refund' && status === 'settled'),
  )

/** Refunds that have arrived. */
export const refundedOf = (payment: KnownPayment): Money =>
  amountOf(
    payment,
    refundsOf(payment).filter(({ status }) => status === 'settled'),
  )

/** Refunds that have arrived or may still: those that wait for approval too. */
const refundingOf = (payment: KnownPayment): Money =>
  amountOf(
    payment,
    refundsOf(payment).filter(({ status }) => status !== 'rejected' && status !== 'returned'),
  )

/** Disputed and not won: held, or lost. */
export const disputedOf = (payment: KnownPayment): Money =>
  amountOf(
    payment,
    payment.disputes.filter(({ status }) => status !== 'won'),
  )

/** What may still be given back; below zero where the payee's bank has returned what was refunded already. */
export const refundableOf = (payment: KnownPayment): Money =>
  subtract(subtract(settledOf(payment), refundingOf(payment)), disputedOf(payment))
