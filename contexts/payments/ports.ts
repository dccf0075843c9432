import type { Money } from '../../kernel/money.ts'

/**
 * What a payment rail must be able to do. Personal data is plaintext here, because the rail needs it.
 *
 *   submit --> accepted    the rail has it; callbacks or `status` tell how it ends
 *          --> rejected    final; nothing will move
 *          --> not-sent    certainly not accepted; may be submitted again under the same id
 *          --> ambiguous   may have been accepted; only `status` may resolve it, never another submit
 *
 * What can be expected of another system is a value. An exception out of a rail is a bug.
 */
export interface PaymentRail {
  /** Hands over one instruction, once. An implementation never repeats a submit by itself. */
  submit(instruction: RailInstruction, options: RailSubmitOptions): Promise<RailSubmission>
  /** Asks what became of a submission. Changes nothing, so it may be asked at any time and repeated. */
  status(query: RailStatusQuery, options: RailCallOptions): Promise<RailStatus>
  /** Asks the rail to stop a submission that is still pending. Asking twice gives the same answer. */
  cancel(submissionId: string, options: RailCallOptions): Promise<RailCancellation>
  /**
   * Present where the rail refuses what reaches it after `submitBefore`. So long after that instant a status
   * of `not-found` is final, whoever made the call and whatever became of them.
   */
  readonly notFoundFinalAfterMs?: number
  /** Of its circuit breaker, where it has one. */
  readonly state?: () => 'closed' | 'open' | 'half-open'
  /**
   * Resolves when it is worth calling: at once unless its breaker is open, and a few seconds after it has opened at the
   * latest. Present where the breaker closes without anybody's call.
   */
  readonly ready?: () => Promise<void>
  /**
   * Asks a question of nobody's, again and again, and resolves when the rail has answered: its breaker is closed then.
   * Rejects once there is no line to it any more. Absent where a rail has no such question.
   */
  readonly answers?: () => Promise<void>
  /** Calls of the last minute, and those of them that got no answer, where somebody counts them. */
  readonly recent?: () => { readonly calls: number; readonly failures: number }
}

export interface RailCallOptions {
  /** How long the caller waits for the answer, queueing and repeats included. */
  readonly timeoutMs: number
}

export interface RailSubmitOptions extends RailCallOptions {
  /** When the rail may take it at the latest; ISO 8601, UTC. Absent: as long as the caller waits. */
  readonly submitBefore?: string
}

export interface RailInstruction {
  /** Ours, one per attempt, at most 64 of `A-Z a-z 0-9 . _ : -`. The rail accepts each id at most once. */
  readonly submissionId: string
  /** What the creditor gets; more than zero. */
  readonly amount: Money
  readonly debtor: RailParty
  readonly creditor: RailParty
  /** The payer's own reference, carried unchanged to the payee; at most 35 characters. */
  readonly endToEndId: string
  /** What the payment is for, in the payer's words; at most 140 characters. */
  readonly remittance?: string
  /** The day on which the debtor wants it done, `2026-11-23`; absent: as soon as possible. */
  readonly requestedExecutionDate?: string
  /** What the payer asked for, as it was asked. None of these is of a refund. */
  readonly asked?: RailAsked
  /** What the payer has said beyond that; a rail takes of it what it can carry. Not of refunds. */
  readonly details?: RailDetails
  /** A refund: the submission that it gives back, in part or whole. Debtor is who pays now. */
  readonly returnOf?: { readonly submissionId: string; readonly railReference: string }
}

/** How a payment is to be carried. A rail that cannot carry it so rejects it, or does without what it does not know. */
export interface RailAsked {
  readonly serviceLevel?: 'sepa' | 'instant' | 'urgent' | 'same-day' | 'cross-border'
  /** Who bears the charges, as ISO 20022 names it. */
  readonly chargeBearer?: 'DEBT' | 'CRED' | 'SHAR' | 'SLEV'
  /** An ISO 20022 code such as `SALA`, or the payer's own; at most 35 characters. */
  readonly purpose?: string
  /** The payer's own UUIDv4, which every bank on the way keeps. */
  readonly uetr?: string
}

/** Each text as the payer wrote it. */
export interface RailDetails {
  readonly ultimateDebtor?: string
  readonly ultimateCreditor?: string
  /** A creditor's reference (ISO 11649), and the numbers of the documents that are paid. */
  readonly creditorReference?: string
  readonly documents?: readonly string[]
  /** Lines for authorities. */
  readonly regulatory?: readonly string[]
  readonly debtorLei?: string
  readonly creditorLei?: string
  readonly debtorAddress?: string
  readonly creditorAddress?: string
}

/** One end of a payment. */
export interface RailParty {
  /** At most 140 characters. */
  readonly name: string
  readonly account: RailAccount
  /** The BIC of the bank that holds the account, where the rail does not find it by itself. */
  readonly agentBic?: string
}

/** `other` is an account number of a country without IBANs; at most 34 characters. */
export type RailAccount = { readonly iban: string } | { readonly other: string }

export type RailSubmission =
  | {
      readonly kind: 'accepted'
      /** The rail's own id of the submission. */
      readonly railReference: string
    }
  | {
      readonly kind: 'rejected'
      /** An ISO 20022 reason such as `AC04` (account closed) or `AM04` (insufficient funds). */
      readonly code: string
      /** The reason in words; never personal data. */
      readonly reason: string
    }
  | {
      /** Refused before it began, no connection, breaker open: the rail certainly does not have it. */
      readonly kind: 'not-sent'
      /** A slug such as `connection-refused` or `breaker-open`. */
      readonly reason: string
    }
  | {
      /** Bytes may have left and no answer that can be believed came back. */
      readonly kind: 'ambiguous'
      /** A slug such as `timed-out`, `connection-lost` or `already-submitted`. */
      readonly reason: string
      /**
       * From this instant (ISO 8601, UTC) on a status of `not-found` is final: the rail refuses the
       * request should it still be under way. Before it, or where a rail promises none, it is not.
       */
      readonly notFoundFinalAt?: string
    }

export interface RailStatusQuery {
  readonly submissionId: string
  /** Where known, the rail looks it up by this; both must then belong to one submission. */
  readonly railReference?: string
}

/** `pending` is followed by another, `settled` by `returned` at most: the payee's bank sent it back. */
export type RailState = 'pending' | 'settled' | 'rejected' | 'cancelled' | 'returned'

export type RailStatus =
  | {
      readonly kind: 'found'
      readonly state: RailState
      readonly railReference: string
      /** With `rejected` and `returned`, as in `RailSubmission`. */
      readonly code?: string
      readonly reason?: string
      /** When the submission came into this state, by the rail's clock; ISO 8601, UTC. */
      readonly at: string
    }
  | {
      /** The rail does not have it now; see `notFoundFinalAt` for when it never will. */
      readonly kind: 'not-found'
    }
  | {
      /** Nothing was learnt; ask again later. */
      readonly kind: 'unavailable'
      readonly reason: string
    }

export type RailCancellation =
  | { readonly kind: 'cancelled'; readonly railReference: string }
  | {
      /** Already settled, returned or rejected. */
      readonly kind: 'too-late'
      readonly state: 'settled' | 'returned' | 'rejected'
    }
  | { readonly kind: 'not-found' }
  | {
      /** Nothing was learnt; the cancellation may have happened. Ask again, or ask for the status. */
      readonly kind: 'unavailable'
      readonly reason: string
    }

interface RailTold {
  /** The same for every delivery of one piece of news: whoever has recorded it ignores the next. */
  readonly eventId: string
  readonly submissionId: string
  readonly railReference: string
  /** When it happened, by the rail's clock; ISO 8601, UTC. */
  readonly at: string
}

/** A submission came into another state. */
export interface RailChange extends RailTold {
  /** Counts the changes of one submission from 1; a lower one than known is old news. */
  readonly sequence: number
  readonly state: RailState
  /** With `rejected` and `returned`, as in `RailSubmission`. */
  readonly code?: string
  readonly reason?: string
}

/** Somebody on the way said that they have it (a bank) or that it went through (the network). No state. */
export interface RailNotice extends RailTold {
  readonly notice: 'acknowledged' | 'confirmed'
}

/** The payer disputes what was settled, or the dispute was decided. */
export interface RailDispute extends RailTold {
  readonly dispute: 'opened' | 'won' | 'lost'
  /** The rail's own id of the dispute. */
  readonly disputeReference: string
  readonly amount: Money
  /** The network's reason code. */
  readonly reasonCode: string
  /** Until when evidence is taken. */
  readonly responseDue?: string
}

/**
 * What the rail tells unasked, after its signature was checked. It may arrive twice, late, out of
 * order or never, and before the answer to the submit that it is about.
 */
export type RailCallback = RailChange | RailNotice | RailDispute

/**
 * Files on their way in, cut into parts. What is kept is sealed: an implementation never meets plaintext.
 * A part is durable once `put` resolves; nothing of an upload stays once it was removed.
 */
export interface IncomingParts {
  /** `file` is what the upload turned out to be. The same part again replaces itself. */
  put(part: IncomingPart): Promise<void>
  get(upload: string, part: number): Promise<string | undefined>
  remove(upload: string): Promise<void>
  /** Uploads that began before an instant in milliseconds, at most a hundred. */
  begunBefore(instant: number): Promise<readonly Pick<IncomingPart, 'upload' | 'file'>[]>
}

export interface IncomingPart {
  readonly upload: string
  readonly file: string
  /** From 1. */
  readonly part: number
  readonly sealed: string
}
