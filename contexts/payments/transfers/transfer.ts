import type { Instant } from '../../../kernel/clock.ts'
import type { Money } from '../../../kernel/money.ts'
import type { Rejection } from '../contract.ts'
import type { OperatorReason, RailClaim, RefundReason } from '../event-fields.ts'
import type { TriedInVain } from '../routing/choose.ts'
import type { Notice, TransferFact } from './transfer-facts.ts'

/*
 * A transfer is what goes to the rail: the one of an automatic payment, each capture, each refund. The same
 * machine for all three, so that its guarantees are proved once:
 *
 *   waiting ----> submitting ----> submitted ----> pending ----> settled ----> returned
 *    |  ^          |  |               |              |
 *    |  +-not sent-+  | ambiguous     |              |
 *    |                v               |              |
 *    |             unknown -- asked: pending, settled or rejected
 *    |                |               |              |
 *    +-- withdrawn -> +-------> rejected <-----------+
 *
 * A payment's own transfer that was rejected may be followed by another one (`retry.ts`).
 */

export const transferKinds = ['payment', 'capture', 'refund'] as const
export type TransferKind = (typeof transferKinds)[number]

/** What a decision needs to remember in every state. No personal data: what is sealed stays in the log. */
interface Known {
  /** Counted within its payment, from 1; the second part of the submission's id. */
  readonly number: number
  readonly kind: TransferKind
  readonly amount: Money
  readonly contradictions: readonly RailClaim[]
  /** The one of the last attempt; absent until there was one. */
  readonly rail?: string
  /** Attempts that certainly did not arrive, by rail. */
  readonly triedInVain?: TriedInVain
  /** A refund: the transfer that it gives back. */
  readonly returnOf?: number
  /** It was above what may go without a second person, and one agreed. */
  readonly wasAgreed?: true
  /** What banks and networks have told beside the state. */
  readonly notices: readonly Notice[]
}

/** Questions to the rail; numbered over the transfer's life, counted anew in each status. */
export interface Questions {
  readonly last: number
  readonly inStatus: number
  /** Absent once the last one was answered. */
  readonly openSince?: Instant
}

interface Handed extends Known {
  readonly attempt: number
  /** Its outcome was unknown once: nothing follows on it by itself, whatever was found out. */
  readonly wasUnknown?: true
  readonly questions: Questions
  readonly operatorAsked?: OperatorReason
}

export interface Waiting extends Known {
  readonly status: 'waiting'
  /** Attempts that were made; none of them arrived. */
  readonly attempts: number
  /** The attempt whose time has come; one more than `attempts`, or equal while waiting. */
  readonly dueAttempt: number
  readonly operatorAsked?: OperatorReason
}
export interface Submitting extends Handed {
  readonly status: 'submitting'
  readonly submitBefore: Instant
}
export interface Unknown extends Handed {
  readonly status: 'unknown'
  readonly notFoundFinalAt?: Instant
}
export interface WithRail extends Handed {
  readonly status: 'submitted' | 'pending'
  readonly railReference: string
}
export interface Settled extends Known {
  readonly status: 'settled' | 'returned'
  readonly railReference: string
}
export interface Rejected extends Known {
  readonly status: 'rejected'
  readonly by: Rejection['by']
  /** False where the rail has never been given it. */
  readonly handedOver: boolean
  /** It was proposed, and nobody agreed. */
  readonly wasNeverAgreed?: true
}

/** Waits for somebody other than who asked for it; it is a transfer only once they agree. */
export interface Proposed extends Known {
  readonly status: 'proposed'
  readonly proposedBy: string
  readonly expiresAt: Instant
  /** Of a capture: nothing more is to be captured after it. */
  readonly isFinal?: true
  /** Of a refund. */
  readonly reason?: RefundReason
}

export type Transfer = Proposed | Waiting | Submitting | WithRail | Unknown | Settled | Rejected

/** The rail may have it, and has not said how it ended: it can be asked. */
export type Askable = WithRail | Unknown

export const isAskable = (transfer: Transfer): transfer is Askable =>
  transfer.status === 'submitted' || transfer.status === 'pending' || transfer.status === 'unknown'

/** The rail's next word moves it. */
export type Moving = Waiting | Submitting | Askable

/** At least one attempt was announced, so the rail may speak of it. */
export type HandedOver = Moving | Settled | Rejected

export const isHandedOver = (transfer: Transfer): transfer is HandedOver => {
  if (transfer.status === 'proposed') return false
  if (transfer.status === 'waiting') return transfer.attempts > 0
  return transfer.status !== 'rejected' || transfer.handedOver
}

/** It has moved its money, or it never will. */
export const hasEnded = ({ status }: Transfer): boolean =>
  status === 'settled' || status === 'returned' || status === 'rejected'

/** A transfer whose first attempt is due. */
export const newTransfer = (
  number: number,
  kind: TransferKind,
  amount: Money,
  returnOf?: number,
): Waiting => ({
  number,
  kind,
  amount,
  contradictions: [],
  notices: [],
  status: 'waiting',
  attempts: 0,
  dueAttempt: 1,
  ...(returnOf === undefined ? {} : { returnOf }),
})

const noQuestions: Questions = { last: 0, inStatus: 0 }

const questionsOf = (transfer: Transfer): Questions =>
  'questions' in transfer ? { ...transfer.questions, inStatus: 0 } : noQuestions

const attemptOf = (transfer: Transfer): number =>
  'attempt' in transfer ? transfer.attempt : transfer.status === 'waiting' ? transfer.attempts : 0

/** What is remembered in every state. */
export const known = ({
  number,
  kind,
  amount,
  contradictions,
  notices,
  rail,
  triedInVain,
  returnOf,
  wasAgreed,
}: Transfer): Known => ({
  number,
  kind,
  amount,
  contradictions,
  notices,
  ...(rail === undefined ? {} : { rail }),
  ...(triedInVain === undefined ? {} : { triedInVain }),
  ...(returnOf === undefined ? {} : { returnOf }),
  ...(wasAgreed === undefined ? {} : { wasAgreed }),
})

const handed = (transfer: Transfer): Handed => ({
  ...known(transfer),
  attempt: attemptOf(transfer),
  questions: questionsOf(transfer),
  ...('wasUnknown' in transfer ? { wasUnknown: true } : {}),
})

/** Records what happened to it. Trusts the log: whatever stands there was decided once. */
export const evolveTransfer = (transfer: Transfer, fact: TransferFact, time: Instant): Transfer => {
  switch (fact.fact) {
    case 'due':
      return transfer.status === 'waiting' ? { ...transfer, dueAttempt: fact.attempt } : transfer
    case 'started':
      return {
        ...handed(transfer),
        status: 'submitting',
        rail: fact.rail,
        attempt: fact.attempt,
        submitBefore: Date.parse(fact.submitBefore),
      }
    case 'not-sent': {
      const { attempt } = fact
      const triedInVain = oneMore(transfer)
      const waiting = { status: 'waiting', attempts: attempt, dueAttempt: attempt } as const
      return { ...known(transfer), ...(triedInVain ? { triedInVain } : {}), ...waiting }
    }
    case 'deferred':
      return transfer.status === 'waiting'
        ? { ...transfer, dueAttempt: transfer.attempts }
        : transfer
    case 'became-unknown':
      return {
        ...handed(transfer),
        wasUnknown: true,
        status: 'unknown',
        ...(fact.notFoundFinalAt ? { notFoundFinalAt: Date.parse(fact.notFoundFinalAt) } : {}),
      }
    case 'submitted':
      return { ...handed(transfer), status: 'submitted', railReference: fact.railReference }
    case 'pending': {
      const { railReference, evidence } = fact
      const { questions, ...rest } = handed(overRail(transfer, fact))
      // Open for ever otherwise, and no timer would ask again.
      const left = evidence.source === 'status-answer' ? answered(questions) : questions
      return { ...rest, questions: left, status: 'pending', railReference }
    }
    case 'settled':
    case 'returned':
      return {
        ...known(overRail(transfer, fact)),
        status: fact.fact,
        railReference: fact.railReference,
      }
    case 'rejected': {
      const handedOver = attemptOf(transfer) > 0
      const { by } = fact.rejection
      return { ...known(overRail(transfer, fact)), status: 'rejected', by, handedOver }
    }
    case 'asked':
      return asked(transfer, fact.question, time)
    case 'answered':
      return 'questions' in transfer
        ? { ...transfer, questions: answered(transfer.questions) }
        : transfer
    case 'operator-asked':
      return transfer.status === 'waiting' || 'questions' in transfer
        ? { ...transfer, operatorAsked: fact.because }
        : transfer
    case 'contradicted':
      return { ...transfer, contradictions: [...transfer.contradictions, fact.claimed] }
    case 'acknowledged':
    case 'confirmed':
      return { ...transfer, notices: [...transfer.notices, fact.fact] }
  }
}

/** The rail that says so, which may be an earlier one than that of the last attempt. */
const overRail = (transfer: Transfer, { rail }: { readonly rail?: string }): Transfer =>
  rail === undefined ? transfer : { ...transfer, rail }

const oneMore = ({ rail, triedInVain = {} }: Transfer): TriedInVain | undefined =>
  rail === undefined ? undefined : { ...triedInVain, [rail]: (triedInVain[rail] ?? 0) + 1 }

/** Taken back at the rail, by its own word. */
export const stoppedByRail = (transfer: Transfer): Rejected => ({
  ...known(transfer),
  status: 'rejected',
  by: 'rail',
  handedOver: true,
})

/** Taken back by us before the rail had it. Should the rail speak of it nevertheless, that is a contradiction. */
export const withdrawn = (transfer: Waiting): Rejected => ({
  ...known(transfer),
  status: 'rejected',
  by: 'millrace',
  handedOver: transfer.attempts > 0,
})

const asked = (transfer: Transfer, question: number, time: Instant): Transfer =>
  'questions' in transfer
    ? {
        ...transfer,
        questions: {
          last: question,
          inStatus: transfer.questions.inStatus + 1,
          openSince: time,
        },
      }
    : transfer

const answered = ({ last, inStatus }: Questions): Questions => ({ last, inStatus })
