import type { Rejection } from '../contract.ts'
import type { Limited } from '../limits/count-use.ts'
import type { OperatorReason, RetryRules } from '../event-fields.ts'
import type { RailErrors } from '../rail-errors/meaning.ts'
import type { TransferKind } from './transfer.ts'
import type { RailOffer, RoutingRule } from '../routing/choose.ts'
import type { RailCallback, RailCancellation, RailStatus, RailSubmission } from '../ports.ts'

/* What is asked of the transfers of a payment. */

/** Commands about one transfer name it; the payment's own, and commands of earlier releases, need no number. */
interface OfTransfer {
  readonly paymentId: string
  readonly transfer?: number
}

export interface Routing {
  readonly offers: readonly RailOffer[]
  readonly rules: readonly RoutingRule[]
}

/** Announces the call that hands a transfer over. */
export interface StartSubmission {
  readonly type: 'StartSubmission'
  readonly data: OfTransfer & {
    readonly attempt: number
    /** How long from now on the rail may take it. */
    readonly windowMs: number
    /** Where there is only one. */
    readonly rail?: string
    /** Where there are several: how they are at this moment, and the rules between them. */
    readonly routing?: Routing
    /** Those of the rails that have limits: beyond its limits a rail is passed over. */
    readonly limited?: readonly Limited[]
  }
}

/** The limits of rails have no room for a transfer that is due: it waits, or never fits. */
export interface DeferSubmission {
  readonly type: 'DeferSubmission'
  readonly data: OfTransfer & {
    readonly attempt: number
    readonly rejection: Rejection
    readonly rails: readonly string[]
    /** When it would fit; absent: never. */
    readonly until?: string
  }
}

/**
 * What came of the call. `lost`: whoever announced it never told, so nobody knows whether it was made.
 * `erased`: it was not made, because a party's data is gone.
 */
export type SubmissionAnswer =
  | RailSubmission
  | {
      readonly kind: 'lost'
      /** How long after the window `not-found` is final; absent where the rail promises nothing. */
      readonly notFoundFinalAfterMs?: number
      /** The same where there are several rails, by rail: whoever tells does not know which one it was. */
      readonly finalAfterMsByRail?: Readonly<Record<string, number>>
    }
  | { readonly kind: 'erased'; readonly party: 'debtor' | 'creditor' }

/** What this installation makes of a rejection: settings, told with the rail's word. */
export interface RejectionTerms {
  /** Codes of rails that mean something else than the product's table says, by rail. */
  readonly errors?: Readonly<Record<string, RailErrors>>
  /** For payments that do not say themselves; absent: they are not tried again. */
  readonly retry?: RetryRules
}

export interface RecordSubmissionAnswer {
  readonly type: 'RecordSubmissionAnswer'
  readonly data: OfTransfer & {
    readonly attempt: number
    readonly answer: SubmissionAnswer
    readonly terms?: RejectionTerms
  }
}

/** Takes a capture or a refund back: at once where no rail has it, else by asking the rail. */
export interface CancelTransfer {
  readonly type: 'CancelTransfer'
  readonly data: {
    readonly paymentId: string
    readonly transfer: number
    readonly kind: 'capture' | 'refund'
    readonly cancelledBy: string
    readonly reason?: string
    readonly cancels?: RailCancels
  }
}

/** What rails take back that do not take back everything; a rail that is not named does. */
export type RailCancels = Readonly<Record<string, readonly TransferKind[]>>

/** What the rail said about taking it back. */
export interface RecordCancellationAnswer {
  readonly type: 'RecordCancellationAnswer'
  readonly data: {
    readonly paymentId: string
    /** Which one it answers. */
    readonly cancellation: number
    readonly answer: RailCancellation
  }
}

/** The time for another transfer has come. */
export interface RetryPayment {
  readonly type: 'RetryPayment'
  readonly data: { readonly paymentId: string; readonly transfer: number }
}

/** No further transfer follows on a rejected one. */
export interface GiveUpPayment {
  readonly type: 'GiveUpPayment'
  readonly data: {
    readonly paymentId: string
    /** Of an operator; absent: the time in which one could decide is over. */
    readonly reason?: { readonly note: string; readonly resolvedBy: string }
  }
}

/** Somebody has looked at what needed it. */
export interface ResolveAttention {
  readonly type: 'ResolveAttention'
  readonly data: { readonly paymentId: string; readonly note: string; readonly resolvedBy: string }
}

export interface RetrySubmission {
  readonly type: 'RetrySubmission'
  readonly data: OfTransfer & { readonly attempt: number }
}

export interface RecordRailCallback {
  readonly type: 'RecordRailCallback'
  readonly data: {
    readonly paymentId: string
    /** Who calls; absent: the one that has it. */
    readonly rail?: string
    readonly callback: RailCallback
    readonly terms?: RejectionTerms
  }
}

export interface AskForStatus {
  readonly type: 'AskForStatus'
  readonly data: OfTransfer
}

export interface RecordStatusAnswer {
  readonly type: 'RecordStatusAnswer'
  readonly data: OfTransfer & {
    /** Which question it answers. */
    readonly question: number
    readonly answer: RailStatus
    readonly terms?: RejectionTerms
  }
}

export interface AskOperator {
  readonly type: 'AskOperator'
  readonly data: OfTransfer & { readonly because: OperatorReason }
}

/**
 * An operator asks for the next step now, of each transfer that waits: another attempt where that is safe, else a
 * question.
 */
export interface ResumePayment {
  readonly type: 'ResumePayment'
  readonly data: { readonly paymentId: string }
}
