import { formatInstant } from '../../../kernel/clock.ts'
import type { DecisionContext } from '../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { RecordSubmissionAnswer, StartSubmission, SubmissionAnswer } from './commands.ts'
import type { Rejection } from '../contract.ts'
import type { Evidence, RailClaim } from '../event-fields.ts'
import type { KnownPayment } from '../payment-parts.ts'
import { routeTransfer } from '../routing/route-transfer.ts'
import { defaultRail } from './default-rail.ts'
import { contradiction } from './contradiction.ts'
import type { Rejected, Settled, Submitting, Transfer, Waiting, WithRail } from './transfer.ts'
import type { TransferFact } from './transfer-facts.ts'

/** Announces an attempt. Only one whose time has come, and only where none before it may have arrived. */
export const startSubmission = (
  { attempt, windowMs, rail = defaultRail, routing }: StartSubmission['data'],
  transfer: Transfer,
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly TransferFact[] | Refusal<'submission-not-due'> => {
  const { status } = transfer
  if (status !== 'waiting') return refuse('submission-not-due', { status })
  if (transfer.dueAttempt !== attempt || transfer.attempts !== attempt - 1)
    return refuse('submission-not-due', { dueAttempt: transfer.dueAttempt })
  const submitBefore = formatInstant(now + windowMs)
  const routed = routing && routeTransfer(routing, transfer, payment, now)
  switch (routed?.kind) {
    case undefined:
      return [{ fact: 'started', attempt, submitBefore, rail }]
    case 'chosen':
      return [{ fact: 'started', attempt, submitBefore, rail: routed.rail, route: routed.route }]
    case 'closed': {
      const { until, passedOver } = routed
      return [{ fact: 'deferred', attempt, until: formatInstant(until), passedOver }]
    }
    case 'none':
      return [{ fact: 'rejected', rejection: noRail }]
  }
}

const noRail: Rejection = { code: 'no-rail', reason: 'No rail takes it', by: 'millrace' }

/** Calls for the next attempt; undefined where one is due already. */
export const nextAttempt = (
  transfer: Waiting,
  because: 'timer' | 'operator',
): Extract<TransferFact, { fact: 'due' }> | undefined =>
  transfer.dueAttempt > transfer.attempts
    ? undefined
    : { fact: 'due', attempt: transfer.attempts + 1, because }

/** What came of the call. A callback may have been faster; then the answer can only confirm or contradict. */
export const recordSubmissionAnswer = (
  { attempt, answer }: RecordSubmissionAnswer['data'],
  transfer: Transfer,
): readonly TransferFact[] | Refusal<'submission-not-current'> => {
  if (transfer.status === 'submitting')
    return transfer.attempt === attempt
      ? [firstWord(transfer, answer)]
      : refuse('submission-not-current', { attempt: transfer.attempt })
  // `submitted` and `unknown` stand for an answer already; there is one to each attempt.
  return isAfterCallback(transfer)
    ? afterCallback(transfer, answer)
    : refuse('submission-not-current', { status: transfer.status })
}

const isAfterCallback = (transfer: Transfer): transfer is WithRail | Settled | Rejected => {
  const { status } = transfer
  if (status === 'rejected') return transfer.handedOver
  return status === 'pending' || status === 'settled' || status === 'returned'
}

const bySubmission: Evidence = { source: 'submission-answer' }

const firstWord = (
  { attempt, submitBefore, rail }: Submitting,
  answer: SubmissionAnswer,
): TransferFact => {
  switch (answer.kind) {
    case 'accepted':
      return { fact: 'submitted', railReference: answer.railReference }
    case 'rejected': {
      const rejection = { code: answer.code, reason: answer.reason, by: 'rail' } as const
      return { fact: 'rejected', rejection, evidence: bySubmission }
    }
    case 'erased':
      return { fact: 'rejected', rejection: gone[answer.party] }
    case 'not-sent':
      return { fact: 'not-sent', attempt, reason: answer.reason }
    case 'ambiguous': {
      const { reason, notFoundFinalAt } = answer
      const promised = notFoundFinalAt ? { notFoundFinalAt } : {}
      return { fact: 'became-unknown', attempt, reason, ...promised }
    }
    case 'lost': {
      const { notFoundFinalAfterMs, finalAfterMsByRail = {} } = answer
      const afterMs = notFoundFinalAfterMs ?? finalAfterMsByRail[rail ?? defaultRail]
      // Counted from the window, not from now: the call may have been made just before its end.
      const promised =
        afterMs === undefined ? {} : { notFoundFinalAt: formatInstant(submitBefore + afterMs) }
      return { fact: 'became-unknown', attempt, reason: 'answer-lost', ...promised }
    }
  }
}

const gone: Readonly<Record<'debtor' | 'creditor', Rejection>> = {
  debtor: { code: 'payer-erased', reason: 'The data of the payer was erased', by: 'millrace' },
  creditor: { code: 'payee-erased', reason: 'The data of the payee was erased', by: 'millrace' },
}

const afterCallback = (
  transfer: WithRail | Settled | Rejected,
  answer: SubmissionAnswer,
): readonly TransferFact[] => {
  const claimed = impossibleAfter(transfer)[answer.kind]
  const code = answer.kind === 'rejected' ? answer.code : undefined
  return claimed ? contradiction(transfer, claimed, bySubmission, { code }) : []
}

type Impossible = Readonly<Partial<Record<SubmissionAnswer['kind'], RailClaim>>>

const impossibleAfter = (transfer: WithRail | Settled | Rejected): Impossible => {
  if (transfer.status !== 'rejected')
    return { rejected: 'rejected', 'not-sent': 'not-sent', erased: 'not-sent' }
  return transfer.by === 'rail' ? {} : { accepted: 'accepted' }
}
