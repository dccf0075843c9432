import type { Sealed } from '../../kernel/personal-data.ts'
import type { Money } from '../../kernel/money.ts'
import type { FileProblem, Rejection } from './contract.ts'
import type { AskedOrder } from './duplicates/asked-order.ts'
import type { RefundReason } from './event-fields.ts'
import type { NewPayment } from './events.ts'
import type { Limited } from './limits/count-use.ts'
import type {
  CancelTransfer,
  DeferSubmission,
  RailCancels,
  StartSubmission,
  RecordSubmissionAnswer,
  GiveUpPayment,
  ResolveAttention,
  RetryPayment,
  RecordCancellationAnswer,
  RetrySubmission,
  RecordRailCallback,
  AskForStatus,
  RecordStatusAnswer,
  AskOperator,
  ResumePayment,
} from './transfers/commands.ts'

/** A payment on its way in. */
export interface IncomingPayment {
  /** Where it is not the first one under its reference. */
  readonly paymentId: string
  readonly payment: NewPayment
  /** What the edge found wrong in what is sealed by now; the payment is received and rejected. */
  readonly unfit?: Rejection
  /** Of a file: where it stands there. */
  readonly at?: { readonly path: string; readonly line: number }
  /**
   * Present where its amount is above what may be paid without a second pair of eyes. Without `withinMs`, as commands
   * had it once, one is waited for without end.
   */
  readonly approval?: {
    readonly above: Money
    readonly proposedBy: string
    readonly withinMs?: number
  }
  /** Absent: the same order again is no duplicate. */
  readonly order?: AskedOrder
  /** Whose limits it is held against; those without a limit are left out. */
  readonly limited?: readonly Limited[]
  /** Its funding account is not known to be open, so it is decided on. */
  readonly decidesFunding?: true
}

export interface ReceivePayment {
  readonly type: 'ReceivePayment'
  readonly data: IncomingPayment
}

/** The file, and its payments where they are few: one command, all or nothing. */
export interface ReceivePaymentFile {
  readonly type: 'ReceivePaymentFile'
  readonly data: {
    readonly fileId: string
    readonly messageId: string
    readonly format: `pain.001.001.${string}`
    readonly createdAt: string
    readonly initiatingParty?: Sealed<string>
    readonly digest: string
    readonly payments: readonly IncomingPayment[]
    /** Transactions that could not be read as payments, and why. */
    readonly unreadable: number
    readonly problems: readonly FileProblem[]
    readonly problemsTotal: number
    readonly controlSum?: string
    readonly warnings?: readonly FileProblem[]
    /** Where the payments follow in slices: how many, where they are kept, and what is not to be taken of them. */
    readonly following?: {
      readonly upload: string
      readonly of: number
      readonly transactions: number
      readonly refusedBlocks: readonly number[]
    }
  }
}

/** The next slice of a file: all its payments, or none. */
export interface ReceiveFileSlice {
  readonly type: 'ReceiveFileSlice'
  readonly data: {
    readonly fileId: string
    readonly upload: string
    readonly slice: number
    readonly payments: readonly IncomingPayment[]
    readonly unreadable: number
    readonly problems: readonly FileProblem[]
    readonly problemsTotal: number
  }
}

/** The next slice cannot be had. */
export interface StallFile {
  readonly type: 'StallFile'
  readonly data: {
    readonly fileId: string
    readonly upload: string
    readonly slice: number
    readonly reason: string
  }
}

/** An operator asks for another attempt. */
export interface ResumeFile {
  readonly type: 'ResumeFile'
  readonly data: { readonly fileId: string }
}

/** What was kept of the file has been removed. */
export interface RecordFileForgotten {
  readonly type: 'RecordFileForgotten'
  readonly data: { readonly fileId: string; readonly upload: string }
}

/** Who approves is not who proposed. */
export interface ApprovePayment {
  readonly type: 'ApprovePayment'
  readonly data: { readonly paymentId: string; readonly approvedBy: string }
}

export interface DenyPayment {
  readonly type: 'DenyPayment'
  readonly data: { readonly paymentId: string; readonly deniedBy: string; readonly reason: string }
}

/** Nobody has looked at the payment in time. */
export interface ExpireApproval {
  readonly type: 'ExpireApproval'
  readonly data: { readonly paymentId: string }
}

/** Its time has come. */
export interface ReleasePayment {
  readonly type: 'ReleasePayment'
  readonly data: { readonly paymentId: string }
}

/** Takes a payment back: at once where no rail has it, else by asking the rail. */
export interface CancelPayment {
  readonly type: 'CancelPayment'
  readonly data: {
    readonly paymentId: string
    readonly cancelledBy: string
    readonly reason?: string
    readonly cancels?: RailCancels
  }
}

export interface CapturePayment {
  readonly type: 'CapturePayment'
  readonly data: {
    readonly paymentId: string
    /** Absent: all that is held. */
    readonly amount?: Money
    /** Nothing more will be captured: what is left is given back. */
    readonly final?: boolean
    /** Absent: it needs nobody else, however large it is. */
    readonly fourEyes?: FourEyes
  }
}

/** Above which amounts somebody else has to agree, who may not, and how long is waited. */
export interface FourEyes {
  /** Minor units by currency. */
  readonly above: Readonly<Record<string, string>>
  readonly proposedBy: string
  readonly withinMs: number
}

/** Gives back what is held. */
export interface VoidPayment {
  readonly type: 'VoidPayment'
  readonly data: { readonly paymentId: string }
}

/** Sent by its timer; `ExpireHold` is the journal's. */
export interface ExpirePaymentHold {
  readonly type: 'ExpirePaymentHold'
  readonly data: { readonly paymentId: string }
}

export interface RefundPayment {
  readonly type: 'RefundPayment'
  readonly data: {
    readonly paymentId: string
    /** Absent: all that can be given back. */
    readonly amount?: Money
    readonly reason: RefundReason
    readonly requestedBy: string
    readonly fourEyes?: FourEyes
  }
}

/** A capture or refund that waits for somebody, by its number. */
interface OfProposal {
  readonly paymentId: string
  readonly transfer: number
}

/** Who agrees is not who proposed. */
export interface ApproveProposal {
  readonly type: 'ApproveProposal'
  readonly data: OfProposal & { readonly approvedBy: string }
}

export interface DenyProposal {
  readonly type: 'DenyProposal'
  readonly data: OfProposal & { readonly deniedBy: string; readonly reason: string }
}

export interface WithdrawProposal {
  readonly type: 'WithdrawProposal'
  readonly data: OfProposal & { readonly withdrawnBy: string }
}

/** Nobody has looked in time. */
export interface ExpireProposal {
  readonly type: 'ExpireProposal'
  readonly data: OfProposal
}

export interface OpenDispute {
  readonly type: 'OpenDispute'
  readonly data: {
    readonly paymentId: string
    /** Absent: all that has settled and was not given back. */
    readonly amount?: Money
    readonly reasonCode: string
    readonly responseDue?: string
    readonly openedBy: string
  }
}

export interface SubmitDisputeEvidence {
  readonly type: 'SubmitDisputeEvidence'
  readonly data: {
    readonly paymentId: string
    readonly dispute: number
    readonly evidence: Sealed<string>
    readonly submittedBy: string
  }
}

export interface DecideDispute {
  readonly type: 'DecideDispute'
  readonly data: {
    readonly paymentId: string
    readonly dispute: number
    readonly outcome: 'won' | 'lost'
    readonly decidedBy: string
  }
}

/** Evidence is due soon and nobody has sent any. */
export interface RemindOfDispute {
  readonly type: 'RemindOfDispute'
  readonly data: { readonly paymentId: string; readonly dispute: number }
}

export type PaymentCommand =
  | ReceivePayment
  | ApprovePayment
  | DenyPayment
  | ExpireApproval
  | ReleasePayment
  | CancelPayment
  | CancelTransfer
  | CapturePayment
  | VoidPayment
  | ExpirePaymentHold
  | RefundPayment
  | ApproveProposal
  | DenyProposal
  | WithdrawProposal
  | ExpireProposal
  | OpenDispute
  | SubmitDisputeEvidence
  | DecideDispute
  | RemindOfDispute
  | StartSubmission
  | DeferSubmission
  | RecordSubmissionAnswer
  | RetrySubmission
  | RetryPayment
  | GiveUpPayment
  | ResolveAttention
  | RecordCancellationAnswer
  | RecordRailCallback
  | AskForStatus
  | RecordStatusAnswer
  | AskOperator
  | ResumePayment
