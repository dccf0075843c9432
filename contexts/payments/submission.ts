import { formatInstant } from '../../kernel/clock.ts'
import type { DecisionContext } from '../../kernel/decider.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { RecordSubmissionAnswer, StartSubmission, SubmissionAnswer } from './commands.ts'
import type { Rejection } from './contract.ts'
import type { Evidence, PaymentEvent, RailClaim } from './events.ts'
import {
  submissionIdOf,
  type KnownPayment,
  type Rejected,
  type Settled,
  type Submitting,
  type Validated,
  type WithRail,
} from './payment-state.ts'
import { contradiction } from './contradiction.ts'

/** Announces an attempt. Only one whose time has come, and only where none before it may have arrived. */
export const startSubmission = (
  { paymentId, attempt, windowMs }: StartSubmission['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | Refusal<'submission-not-due'> => {
  if (payment.status !== 'validated')
    return refuse('submission-not-due', { status: payment.status })
  if (payment.dueAttempt !== attempt || payment.attempts !== attempt - 1)
    return refuse('submission-not-due', { dueAttempt: payment.dueAttempt })
  const { status: from, amount } = payment
  const submissionId = submissionIdOf(paymentId)
  const submitBefore = formatInstant(now + windowMs)
  return [
    { type: 'SubmissionStarted', data: { from, amount, submissionId, attempt, submitBefore } },
  ]
}

/** Calls for the next attempt; undefined where one is due already. */
export const nextAttempt = (
  payment: Validated,
  because: 'timer' | 'operator',
): PaymentEvent | undefined =>
  payment.dueAttempt > payment.attempts
    ? undefined
    : { type: 'SubmissionDue', data: { attempt: payment.attempts + 1, because } }

/** What came of the call. A callback may have been faster; then the answer can only confirm or contradict. */
export const recordSubmissionAnswer = (
  { attempt, answer }: RecordSubmissionAnswer['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | Refusal<'submission-not-current'> => {
  if (payment.status === 'submitting')
    return payment.attempt === attempt
      ? [firstWord(payment, answer)]
      : refuse('submission-not-current', { attempt: payment.attempt })
  // `submitted` and `unknown` stand for an answer already; there is one to each attempt.
  const { status } = payment
  if (status === 'pending' || status === 'settled' || (status === 'rejected' && payment.handedOver))
    return afterCallback(payment, answer)
  return refuse('submission-not-current', { status })
}

const bySubmission: Evidence = { source: 'submission-answer' }

const firstWord = (
  { status: from, amount, attempt, submitBefore }: Submitting,
  answer: SubmissionAnswer,
): PaymentEvent => {
  switch (answer.kind) {
    case 'accepted': {
      const { railReference } = answer
      return { type: 'PaymentSubmitted', data: { from, amount, railReference } }
    }
    case 'rejected': {
      const rejection = { code: answer.code, reason: answer.reason, by: 'rail' } as const
      return { type: 'PaymentRejected', data: { from, amount, rejection, evidence: bySubmission } }
    }
    case 'erased':
      return { type: 'PaymentRejected', data: { from, amount, rejection: gone[answer.party] } }
    case 'not-sent':
      return { type: 'SubmissionNotSent', data: { from, amount, attempt, reason: answer.reason } }
    case 'ambiguous': {
      const { reason, notFoundFinalAt } = answer
      const promised = notFoundFinalAt ? { notFoundFinalAt } : {}
      return {
        type: 'SubmissionBecameUnknown',
        data: { from, amount, attempt, reason, ...promised },
      }
    }
    case 'lost': {
      const { notFoundFinalAfterMs: afterMs } = answer
      // Counted from the window, not from now: the call may have been made just before its end.
      const promised =
        afterMs === undefined ? {} : { notFoundFinalAt: formatInstant(submitBefore + afterMs) }
      const reason = 'answer-lost'
      return {
        type: 'SubmissionBecameUnknown',
        data: { from, amount, attempt, reason, ...promised },
      }
    }
  }
}

const gone: Readonly<Record<'debtor' | 'creditor', Rejection>> = {
  debtor: { code: 'payer-erased', reason: 'The data of the payer was erased', by: 'millrace' },
  creditor: { code: 'payee-erased', reason: 'The data of the payee was erased', by: 'millrace' },
}

const afterCallback = (
  payment: WithRail | Settled | Rejected,
  answer: SubmissionAnswer,
): readonly PaymentEvent[] => {
  const claimed = impossibleAfter(payment)[answer.kind]
  const code = answer.kind === 'rejected' ? answer.code : undefined
  return claimed ? contradiction(payment, claimed, bySubmission, { code }) : []
}

type Impossible = Readonly<Partial<Record<SubmissionAnswer['kind'], RailClaim>>>

const impossibleAfter = (payment: WithRail | Settled | Rejected): Impossible => {
  if (payment.status !== 'rejected')
    return { rejected: 'rejected', 'not-sent': 'not-sent', erased: 'not-sent' }
  return payment.by === 'rail' ? {} : { accepted: 'accepted' }
}
