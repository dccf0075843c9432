import type { Instant } from '../../kernel/clock.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { RecordRailCallback, RecordStatusAnswer } from './commands.ts'
import { contradiction } from './contradiction.ts'
import type { Evidence, PaymentEvent, QuestionReason } from './events.ts'
import {
  isAskable,
  isHandedOver,
  submissionIdOf,
  type Askable,
  type HandedOver,
  type KnownPayment,
  type Moving,
} from './payment-state.ts'
import type { RailState } from './ports.ts'

/*
 * What the rail says, unasked or asked, and what follows:
 *
 *                     pending        settled        rejected, cancelled   not-found
 *   submitting        pending        settled        rejected              (nobody asked)
 *   submitted         pending        settled        rejected              contradiction
 *   pending           known          settled        rejected              contradiction
 *   unknown, asked    pending        settled        rejected              rejected if final, else ask again
 *   unknown, unasked  ask now        ask now        ask now
 *   settled           old news       known          contradiction         contradiction
 *   rejected by rail  old news       contradiction  known                 known
 *   rejected by us    contradiction  contradiction  known                 known
 */

/** What the rail says about one submission. */
interface Report {
  readonly state: RailState
  readonly railReference: string
  readonly code?: string
  readonly reason?: string
  readonly evidence: Evidence
}

/** A callback: believed, except where only an answer may decide. */
export const recordCallback = (
  { paymentId, callback }: RecordRailCallback['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | Refusal<'submission-unknown' | 'rail-reference-differs'> => {
  if (!isHandedOver(payment) || callback.submissionId !== submissionIdOf(paymentId))
    return refuse('submission-unknown')
  if ('railReference' in payment && payment.railReference !== callback.railReference)
    return refuse('rail-reference-differs')
  if (payment.status === 'unknown')
    return payment.questions.openSince === undefined ? [ask(paymentId, payment, 'callback')] : []
  const { at, sequence } = callback
  return report(payment, { ...callback, evidence: { source: 'callback', at, sequence } })
}

/** The answer to a question. One that changes nothing is recorded too: the next question hangs on it. */
export const recordStatusAnswer = (
  { question, answer }: RecordStatusAnswer['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | Refusal<'question-unknown'> => {
  if (!isHandedOver(payment) || payment.status === 'validated') return refuse('question-unknown')
  if ('questions' in payment && question > payment.questions.last) return refuse('question-unknown')
  const askedAt = openSince(payment, question)
  switch (answer.kind) {
    case 'unavailable':
      return unchanged(payment, question, 'unavailable', answer.reason)
    case 'not-found':
      return notFound(payment, question, askedAt)
    case 'found': {
      const evidence: Evidence = { source: 'status-answer', at: answer.at }
      const events = report(payment, { ...answer, evidence })
      return [...events, ...(changes(events) ? [] : unchanged(payment, question, 'pending'))]
    }
  }
}

/** Asks the rail; the outside call follows on the event. */
export const ask = (
  paymentId: string,
  payment: Askable,
  because: QuestionReason,
): PaymentEvent => ({
  type: 'StatusAsked',
  data: {
    question: payment.questions.last + 1,
    submissionId: submissionIdOf(paymentId),
    ...('railReference' in payment ? { railReference: payment.railReference } : {}),
    because,
  },
})

const report = (payment: HandedOver, told: Report): readonly PaymentEvent[] => {
  if (payment.status === 'settled')
    return told.state === 'rejected' || told.state === 'cancelled'
      ? contradiction(payment, told.state, told.evidence, told)
      : []
  if (payment.status === 'rejected') {
    const impossible =
      told.state === 'settled' || (told.state === 'pending' && payment.by !== 'rail')
    return impossible ? contradiction(payment, told.state, told.evidence, told) : []
  }
  return move(payment, told)
}

const move = (
  payment: Moving,
  { state, railReference, code, reason, evidence }: Report,
): readonly PaymentEvent[] => {
  const { status: from, amount } = payment
  switch (state) {
    case 'pending':
      return from === 'pending'
        ? []
        : [{ type: 'PaymentPending', data: { from, amount, railReference, evidence } }]
    case 'settled':
      return [{ type: 'PaymentSettled', data: { from, amount, railReference, evidence } }]
    case 'rejected':
    case 'cancelled': {
      const rejection = { ...spoken(state, code, reason), by: 'rail' } as const
      return [
        { type: 'PaymentRejected', data: { from, amount, rejection, railReference, evidence } },
      ]
    }
  }
}

const spoken = (state: 'rejected' | 'cancelled', code?: string, reason?: string) =>
  state === 'cancelled'
    ? { code: code ?? 'CANC', reason: reason ?? 'Cancelled at the rail' }
    : { code: code ?? 'NARR', reason: reason ?? 'Rejected by the rail' }

const notFound = (
  payment: HandedOver,
  question: number,
  askedAt: Instant | undefined,
): readonly PaymentEvent[] => {
  const evidence: Evidence = { source: 'status-answer' }
  const { status, amount } = payment
  if (status === 'rejected' || status === 'validated' || status === 'submitting') return []
  if (status !== 'unknown')
    return [
      ...contradiction(payment, 'not-found', evidence),
      ...unchanged(payment, question, 'not-found'),
    ]
  const { notFoundFinalAt } = payment
  // Asked before it was final, the rail may have got the request just after it answered.
  if (notFoundFinalAt === undefined || askedAt === undefined || askedAt < notFoundFinalAt)
    return unchanged(payment, question, 'not-found')
  const rejection = { code: 'AG09', reason: 'The rail never received it', by: 'millrace' } as const
  return [{ type: 'PaymentRejected', data: { from: status, amount, rejection, evidence } }]
}

const unchanged = (
  payment: KnownPayment,
  question: number,
  answer: 'pending' | 'not-found' | 'unavailable',
  reason?: string,
): readonly PaymentEvent[] => {
  if (!isAskable(payment)) return []
  // An older question's answer must not count for the one that is open.
  if (openSince(payment, question) === undefined) return []
  const askedInStatus = Math.max(payment.questions.inStatus, 1)
  return [
    {
      type: 'StatusAnswered',
      data: {
        question,
        status: payment.status,
        askedInStatus,
        answer,
        ...(reason ? { reason } : {}),
      },
    },
  ]
}

const openSince = (payment: KnownPayment, question: number): Instant | undefined =>
  'questions' in payment && payment.questions.last === question
    ? payment.questions.openSince
    : undefined

const changes = (events: readonly PaymentEvent[]): boolean =>
  events.some(({ type }) => type !== 'RailContradicted')
