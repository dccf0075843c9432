import type { Instant } from '../../../kernel/clock.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { RecordStatusAnswer } from './commands.ts'
import type { Evidence, QuestionReason } from '../event-fields.ts'
import type { RailChange, RailNotice, RailState } from '../ports.ts'
import { defaultRail } from './default-rail.ts'
import { contradiction } from './contradiction.ts'
import {
  isAskable,
  isHandedOver,
  type Askable,
  type HandedOver,
  type Moving,
  type Transfer,
} from './transfer.ts'
import type { TransferFact } from './transfer-facts.ts'

/*
 * What the rail says, unasked or asked, and what follows:
 *
 *                     pending        settled        rejected, cancelled   returned            not-found
 *   submitting        pending        settled        rejected              settled, returned   (nobody asked)
 *   submitted         pending        settled        rejected              settled, returned   contradiction
 *   pending           known          settled        rejected              settled, returned   contradiction
 *   unknown, asked    pending        settled        rejected              settled, returned   rejected if final, else ask again
 *   unknown, unasked  ask now        ask now        ask now               ask now
 *   settled           old news       known          contradiction         returned            contradiction
 *   returned          old news       old news       contradiction         known               contradiction
 *   rejected by rail  old news       contradiction  known                 contradiction       known
 *   rejected by us    contradiction  contradiction  known                 contradiction       known
 */

/** What the rail says about one submission. */
interface Report {
  readonly state: RailState
  readonly railReference: string
  readonly code?: string
  readonly reason?: string
  readonly evidence: Evidence
}

type CallbackRefusal = Refusal<'submission-unknown' | 'rail-reference-differs'>

/** A callback: believed, except where only an answer may decide. */
export const recordCallback = (
  callback: RailChange,
  transfer: Transfer,
): readonly TransferFact[] | CallbackRefusal => {
  const refusal = cannotBeAbout(transfer, callback.railReference)
  if (refusal) return refusal
  if (transfer.status === 'proposed') return refuse('submission-unknown')
  if (transfer.status === 'unknown')
    return transfer.questions.openSince === undefined ? [ask(transfer, 'callback')] : []
  const { at, sequence } = callback
  return report(transfer, {
    ...callback,
    evidence: { source: 'callback', at, sequence },
  })
}

/** A bank's acknowledgement, a network's confirmation: facts of their own, which change no state. Each once. */
export const recordNotice = (
  { notice, railReference, at }: RailNotice,
  transfer: Transfer,
): readonly TransferFact[] | CallbackRefusal => {
  const refusal = cannotBeAbout(transfer, railReference)
  if (refusal) return refusal
  return transfer.notices.includes(notice) ? [] : [{ fact: notice, railReference, saidAt: at }]
}

const cannotBeAbout = (transfer: Transfer, railReference: string): CallbackRefusal | undefined => {
  if (!isHandedOver(transfer)) return refuse('submission-unknown')
  return 'railReference' in transfer && transfer.railReference !== railReference
    ? refuse('rail-reference-differs')
    : undefined
}

/** The answer to a question. One that changes nothing is recorded too: the next question hangs on it. */
export const recordStatusAnswer = (
  { question, answer }: RecordStatusAnswer['data'],
  transfer: Transfer,
): readonly TransferFact[] | Refusal<'question-unknown'> => {
  if (!isHandedOver(transfer) || transfer.status === 'waiting') return refuse('question-unknown')
  if ('questions' in transfer && question > transfer.questions.last)
    return refuse('question-unknown')
  const askedAt = openSince(transfer, question)
  switch (answer.kind) {
    case 'unavailable':
      return unchanged(transfer, question, 'unavailable', answer.reason)
    case 'not-found':
      return notFound(transfer, question, askedAt)
    case 'found': {
      const evidence: Evidence = { source: 'status-answer', at: answer.at }
      const facts = report(transfer, { ...answer, evidence })
      return [...facts, ...(changes(facts) ? [] : unchanged(transfer, question, 'pending'))]
    }
  }
}

/** Asks the rail; the outside call follows on the event. */
export const ask = (transfer: Askable, because: QuestionReason): TransferFact => ({
  fact: 'asked',
  question: transfer.questions.last + 1,
  ...('railReference' in transfer ? { railReference: transfer.railReference } : {}),
  ...notDefault(transfer),
  because,
})

const notDefault = ({ rail }: Askable): { readonly rail?: string } =>
  rail === undefined || rail === defaultRail ? {} : { rail }

const report = (transfer: HandedOver, told: Report): readonly TransferFact[] => {
  const contradicted = () => contradiction(transfer, told.state, told.evidence, told)
  switch (transfer.status) {
    case 'settled':
      if (told.state === 'returned') return [returned(told)]
      return told.state === 'rejected' || told.state === 'cancelled' ? contradicted() : []
    case 'returned':
      return told.state === 'rejected' || told.state === 'cancelled' ? contradicted() : []
    case 'rejected': {
      const moved = told.state === 'settled' || told.state === 'returned'
      const impossible = moved || (told.state === 'pending' && transfer.by !== 'rail')
      return impossible ? contradicted() : []
    }
    default:
      return move(transfer, told)
  }
}

const move = (transfer: Moving, told: Report): readonly TransferFact[] => {
  const { state, railReference, code, reason, evidence } = told
  switch (state) {
    case 'pending':
      return transfer.status === 'pending' ? [] : [{ fact: 'pending', railReference, evidence }]
    case 'settled':
      return [{ fact: 'settled', railReference, evidence }]
    case 'returned':
      // What comes back had arrived, even where nobody told us so.
      return [{ fact: 'settled', railReference, evidence }, returned(told)]
    case 'rejected':
    case 'cancelled': {
      const rejection = { ...spoken(state, code, reason), by: 'rail' } as const
      const how = state === 'cancelled' ? ({ isCancellation: true } as const) : {}
      return [{ fact: 'rejected', rejection, ...how, railReference, evidence }]
    }
  }
}

const returned = ({ railReference, code, reason, evidence }: Report): TransferFact => ({
  fact: 'returned',
  railReference,
  code: code ?? 'NARR',
  reason: reason ?? 'Returned by the rail',
  evidence,
})

const spoken = (state: 'rejected' | 'cancelled', code?: string, reason?: string) =>
  state === 'cancelled'
    ? { code: code ?? 'CANC', reason: reason ?? 'Cancelled at the rail' }
    : { code: code ?? 'NARR', reason: reason ?? 'Rejected by the rail' }

const notFound = (
  transfer: HandedOver,
  question: number,
  askedAt: Instant | undefined,
): readonly TransferFact[] => {
  const evidence: Evidence = { source: 'status-answer' }
  const { status } = transfer
  if (status === 'rejected' || status === 'waiting' || status === 'submitting') return []
  if (status !== 'unknown')
    return [
      ...contradiction(transfer, 'not-found', evidence),
      ...unchanged(transfer, question, 'not-found'),
    ]
  const { notFoundFinalAt } = transfer
  // Asked before it was final, the rail may have got the request just after it answered.
  if (notFoundFinalAt === undefined || askedAt === undefined || askedAt < notFoundFinalAt)
    return unchanged(transfer, question, 'not-found')
  const rejection = { code: 'AG09', reason: 'The rail never received it', by: 'millrace' } as const
  return [{ fact: 'rejected', rejection, evidence }]
}

const unchanged = (
  transfer: Transfer,
  question: number,
  answer: 'pending' | 'not-found' | 'unavailable',
  reason?: string,
): readonly TransferFact[] => {
  if (!isAskable(transfer)) return []
  // An older question's answer must not count for the one that is open.
  if (openSince(transfer, question) === undefined) return []
  return [
    {
      fact: 'answered',
      question,
      status: transfer.status,
      askedInStatus: Math.max(transfer.questions.inStatus, 1),
      answer,
      ...(reason ? { reason } : {}),
      ...notDefault(transfer),
    },
  ]
}

const openSince = (transfer: Transfer, question: number): Instant | undefined =>
  'questions' in transfer && transfer.questions.last === question
    ? transfer.questions.openSince
    : undefined

const changes = (facts: readonly TransferFact[]): boolean =>
  facts.some(({ fact }) => fact !== 'contradicted')
