import type { Instant } from '../../kernel/clock.ts'
import type { Money } from '../../kernel/money.ts'
import type { PaymentStatus, Rejection } from './contract.ts'
import type { OperatorReason, PaymentEvent, RailClaim } from './events.ts'

/** What a decision needs to remember in every state. No personal data: what is sealed stays in the log. */
interface Known {
  readonly amount: Money
  readonly contradictions: readonly RailClaim[]
}

/** Questions to the rail; numbered over the payment's life, counted anew in each status. */
export interface Questions {
  readonly last: number
  readonly inStatus: number
  /** Absent once the last one was answered. */
  readonly openSince?: Instant
}

interface Handed extends Known {
  readonly attempt: number
  readonly questions: Questions
  readonly operatorAsked?: OperatorReason
}

export interface Validated extends Known {
  readonly status: 'validated'
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
  readonly status: 'settled'
  readonly railReference: string
}
export interface Rejected extends Known {
  readonly status: 'rejected'
  readonly by: Rejection['by']
  /** False where the rail has never been given it. */
  readonly handedOver: boolean
}

export type Payment =
  | { readonly status: 'none' }
  | (Known & { readonly status: 'received' })
  | Validated
  | Submitting
  | WithRail
  | Unknown
  | Settled
  | Rejected

/** The rail may have it, and has not said how it ended: it can be asked. */
export type Askable = WithRail | Unknown

export const isAskable = (payment: Payment): payment is Askable =>
  payment.status === 'submitted' || payment.status === 'pending' || payment.status === 'unknown'

export type KnownPayment = Exclude<Payment, { status: 'none' }>

/** The rail's next word moves it. */
export type Moving = Validated | Submitting | Askable

/** At least one attempt was announced, so the rail may speak of it. */
export type HandedOver = Moving | Settled | Rejected

export const isHandedOver = (payment: KnownPayment): payment is HandedOver => {
  if (payment.status === 'received') return false
  if (payment.status === 'validated') return payment.attempts > 0
  return payment.status !== 'rejected' || payment.handedOver
}

// Every status but `none` is one that others see; a new one must be added to the contract first.
type SameStatuses = KnownPayment['status'] extends PaymentStatus
  ? PaymentStatus extends KnownPayment['status']
    ? true
    : never
  : never
export const statusesArePublished: SameStatuses = true

export const noPayment: Payment = { status: 'none' }

/** One submission id per payment: every attempt carries it, so a rail that has it already says so. */
export const submissionIdOf = (paymentId: string): string => `${paymentId}.1`

/** The inverse of `submissionIdOf`; undefined for an id that is none of ours. */
export const paymentIdOf = (submissionId: string): string | undefined =>
  /^([0-9a-f-]{36})\.1$/.exec(submissionId)?.[1]

const noQuestions: Questions = { last: 0, inStatus: 0 }

const questionsOf = (payment: KnownPayment): Questions =>
  'questions' in payment ? { ...payment.questions, inStatus: 0 } : noQuestions

const attemptOf = (payment: KnownPayment): number =>
  'attempt' in payment ? payment.attempt : payment.status === 'validated' ? payment.attempts : 0

const handed = (payment: KnownPayment): Handed => ({
  ...known(payment),
  attempt: attemptOf(payment),
  questions: questionsOf(payment),
})

const known = ({ amount, contradictions }: KnownPayment): Known => ({ amount, contradictions })

/** Records what happened. Trusts the log: whatever stands there was decided once. */
export const evolve = (
  payment: Payment,
  event: PaymentEvent & { readonly time: Instant },
): Payment => {
  if (event.type === 'PaymentReceived')
    return { status: 'received', amount: event.data.amount, contradictions: [] }
  return payment.status === 'none' ? payment : evolveKnown(payment, event, event.time)
}

type Later = Exclude<PaymentEvent, { type: 'PaymentReceived' }>

const evolveKnown = (payment: KnownPayment, { type, data }: Later, time: Instant): Payment => {
  switch (type) {
    case 'PaymentValidated':
      return { ...known(payment), status: 'validated', attempts: 0, dueAttempt: 1 }
    case 'PaymentRejected':
      return {
        ...known(payment),
        status: 'rejected',
        by: data.rejection.by,
        handedOver: attemptOf(payment) > 0,
      }
    case 'SubmissionDue':
      return payment.status === 'validated' ? { ...payment, dueAttempt: data.attempt } : payment
    case 'SubmissionStarted':
      return {
        ...handed(payment),
        status: 'submitting',
        attempt: data.attempt,
        submitBefore: Date.parse(data.submitBefore),
      }
    case 'SubmissionNotSent':
      return {
        ...known(payment),
        status: 'validated',
        attempts: data.attempt,
        dueAttempt: data.attempt,
      }
    case 'SubmissionBecameUnknown':
      return {
        ...handed(payment),
        status: 'unknown',
        ...(data.notFoundFinalAt ? { notFoundFinalAt: Date.parse(data.notFoundFinalAt) } : {}),
      }
    case 'PaymentSubmitted':
      return { ...handed(payment), status: 'submitted', railReference: data.railReference }
    case 'PaymentPending':
      return { ...handed(payment), status: 'pending', railReference: data.railReference }
    case 'PaymentSettled':
      return { ...known(payment), status: 'settled', railReference: data.railReference }
    case 'StatusAsked':
      return asked(payment, data.question, time)
    case 'StatusAnswered':
      return 'questions' in payment
        ? { ...payment, questions: answered(payment.questions) }
        : payment
    case 'OperatorAsked':
      return payment.status === 'validated' || 'questions' in payment
        ? { ...payment, operatorAsked: data.because }
        : payment
    case 'RailContradicted':
      return { ...payment, contradictions: [...payment.contradictions, data.claimed] }
  }
}

const asked = (payment: KnownPayment, question: number, time: Instant): KnownPayment =>
  'questions' in payment
    ? {
        ...payment,
        questions: {
          last: question,
          inStatus: payment.questions.inStatus + 1,
          openSince: time,
        },
      }
    : payment

const answered = ({ last, inStatus }: Questions): Questions => ({ last, inStatus })
