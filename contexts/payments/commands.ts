import type { Sealed } from '../../kernel/personal-data.ts'
import type { FileProblem, Rejection } from './contract.ts'
import type { NewPayment, OperatorReason } from './events.ts'
import type { RailCallback, RailStatus, RailSubmission } from './ports.ts'

/** A payment on its way in. */
export interface IncomingPayment {
  readonly paymentId: string
  readonly payment: NewPayment
  /** What the edge found wrong in what is sealed by now; the payment is received and rejected. */
  readonly unfit?: Rejection
}

export interface ReceivePayment {
  readonly type: 'ReceivePayment'
  readonly data: IncomingPayment
}

/** The file and all its payments: one command, all or nothing. */
export interface ReceivePaymentFile {
  readonly type: 'ReceivePaymentFile'
  readonly data: {
    readonly fileId: string
    readonly messageId: string
    readonly format: 'pain.001.001.03' | 'pain.001.001.09'
    readonly createdAt: string
    readonly initiatingParty?: Sealed<string>
    readonly digest: string
    readonly payments: readonly IncomingPayment[]
    /** Transactions that could not be read as payments, and why. */
    readonly unreadable: number
    readonly problems: readonly FileProblem[]
    readonly problemsTotal: number
  }
}

/** Announces the call that hands the payment over. */
export interface StartSubmission {
  readonly type: 'StartSubmission'
  readonly data: {
    readonly paymentId: string
    readonly attempt: number
    /** How long from now on the rail may take it. */
    readonly windowMs: number
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
    }
  | { readonly kind: 'erased'; readonly party: 'debtor' | 'creditor' }

export interface RecordSubmissionAnswer {
  readonly type: 'RecordSubmissionAnswer'
  readonly data: {
    readonly paymentId: string
    readonly attempt: number
    readonly answer: SubmissionAnswer
  }
}

export interface RetrySubmission {
  readonly type: 'RetrySubmission'
  readonly data: { readonly paymentId: string; readonly attempt: number }
}

export interface RecordRailCallback {
  readonly type: 'RecordRailCallback'
  readonly data: { readonly paymentId: string; readonly callback: RailCallback }
}

export interface AskForStatus {
  readonly type: 'AskForStatus'
  readonly data: { readonly paymentId: string }
}

export interface RecordStatusAnswer {
  readonly type: 'RecordStatusAnswer'
  readonly data: {
    readonly paymentId: string
    /** Which question it answers. */
    readonly question: number
    readonly answer: RailStatus
  }
}

export interface AskOperator {
  readonly type: 'AskOperator'
  readonly data: { readonly paymentId: string; readonly because: OperatorReason }
}

/** An operator asks for the next step now: another attempt where that is safe, else a question. */
export interface ResumePayment {
  readonly type: 'ResumePayment'
  readonly data: { readonly paymentId: string }
}

export type PaymentCommand =
  | ReceivePayment
  | StartSubmission
  | RecordSubmissionAnswer
  | RetrySubmission
  | RecordRailCallback
  | AskForStatus
  | RecordStatusAnswer
  | AskOperator
  | ResumePayment
