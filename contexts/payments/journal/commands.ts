import type { Money } from '../../../kernel/money.ts'
import type { AccountKind, PostingStated } from './events.ts'

export interface OpenAccount {
  readonly type: 'OpenAccount'
  readonly data: {
    readonly accountId: string
    readonly kind: AccountKind
    readonly currencies: readonly string[]
    readonly overdraftLimits?: readonly Money[]
    readonly label?: string
  }
}

export interface SetOverdraftLimit {
  readonly type: 'SetOverdraftLimit'
  readonly data: { readonly accountId: string; readonly limit: Money }
}

export interface CloseAccount {
  readonly type: 'CloseAccount'
  readonly data: { readonly accountId: string }
}

export type AccountCommand = OpenAccount | SetOverdraftLimit | CloseAccount

/**
 * Open accounts that the command touches, and their currencies (`all` for a standing account). Looked up at the edge:
 * neither their kind nor their currencies ever change. Every account that is not among them is read and decided on.
 */
export type OpenAccounts = Readonly<Record<string, readonly string[] | 'all'>>

/** What is posted together. */
export interface TransactionStated {
  readonly postings: readonly PostingStated[]
  /** `YYYY-MM-DD` */
  readonly effectiveDate: string
  readonly reference?: string
  readonly description?: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface PostTransaction {
  readonly type: 'PostTransaction'
  readonly data: TransactionStated & {
    /** Derived from the reference where there is one, so that a reference names one transaction. */
    readonly transactionId: string
    readonly openAccounts: OpenAccounts
  }
}

export interface ReverseTransaction {
  readonly type: 'ReverseTransaction'
  readonly data: {
    readonly transactionId: string
    readonly reversalId: string
    /** What was posted: it never changes, so the edge has read it. */
    readonly postings: readonly PostingStated[]
    readonly effectiveDate: string
    readonly description?: string
    readonly metadata?: Readonly<Record<string, string>>
    readonly openAccounts: OpenAccounts
  }
}

export interface PlaceHold {
  readonly type: 'PlaceHold'
  readonly data: {
    readonly holdId: string
    readonly account: string
    readonly amount: Money
    /** ISO 8601; absent: it stays until it is spent or released. */
    readonly expiresAt?: string
    readonly description?: string
  }
}

/** Posts a transaction from the held amount; what is left stays held unless `releaseRest`. */
export interface SpendHold {
  readonly type: 'SpendHold'
  readonly data: {
    readonly holdId: string
    /** The one that the hold is on, which never changes. */
    readonly account: string
    readonly amount: Money
    readonly to: string
    readonly releaseRest: boolean
    readonly transactionId: string
    readonly effectiveDate: string
    readonly description?: string
    readonly openAccounts: OpenAccounts
  }
}

export interface ReleaseHold {
  readonly type: 'ReleaseHold'
  readonly data: { readonly holdId: string; readonly account: string }
}

/** Sent by its timer. */
export interface ExpireHold {
  readonly type: 'ExpireHold'
  readonly data: { readonly holdId: string; readonly account: string }
}

export type HoldCommand = PlaceHold | SpendHold | ReleaseHold | ExpireHold
