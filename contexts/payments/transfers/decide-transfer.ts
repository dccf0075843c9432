import type { DecisionContext } from '../../../kernel/decider.ts'
import { isRefusal, refuse, type Refusal } from '../../../kernel/refusal.ts'
import type {
  AskForStatus,
  AskOperator,
  DeferSubmission,
  RecordRailCallback,
  RecordStatusAnswer,
  RecordSubmissionAnswer,
  RejectionTerms,
  ResumePayment,
  RetrySubmission,
  StartSubmission,
} from './commands.ts'
import { recordRailDispute } from '../dispute.ts'
import type { PaymentEvent } from '../events.ts'
import { expireWhatIsHeldAgain } from '../hold.ts'
import { ownTransferOf, transferOf, type KnownPayment } from '../payment-parts.ts'
import { evolve } from '../payment-state.ts'
import { cancelledBy } from './cancellation.ts'
import { atAnotherRail } from './contradiction.ts'
import { ask, recordCallback, recordNotice, recordStatusAnswer } from './rail-report.ts'
import { givenUp, retried, withMeaning } from './retry.ts'
import { nextAttempt, recordSubmissionAnswer, startSubmission } from './submission.ts'
import { eventOf, parseSubmissionId, transferNumberOf } from './transfer-events.ts'
import { isAskable, type Transfer } from './transfer.ts'
import type { TransferFact } from './transfer-facts.ts'

/** What concerns one transfer, and is decided by its machine alone. */
export type TransferCommand =
  | StartSubmission
  | DeferSubmission
  | RecordSubmissionAnswer
  | RetrySubmission
  | RecordRailCallback
  | AskForStatus
  | RecordStatusAnswer
  | AskOperator

type TransferRefusal = Refusal<
  | 'submission-not-due'
  | 'submission-not-current'
  | 'submission-unknown'
  | 'rail-reference-differs'
  | 'question-unknown'
  | 'question-open'
  | 'nothing-to-ask'
>

type Decided = readonly PaymentEvent[] | TransferRefusal

/** Finds the transfer, lets its machine decide, and says what that means to the payment. */
export const decideTransfer = (
  command: TransferCommand,
  payment: KnownPayment,
  context: DecisionContext,
): Decided => {
  const transfer = transferOf(payment, numberOf(command))
  if (!transfer) return refuse(absent[command.type])
  if (command.type === 'RecordRailCallback' && isForeign(command.data.rail, transfer)) {
    const { paymentId, rail, callback } = command.data
    const evidence = { source: 'callback', at: callback.at } as const
    const facts = atAnotherRail(transfer, rail, evidence)
    return eventsOf(paymentId, payment, transfer, facts, {}, context)
  }
  if (command.type === 'RecordRailCallback' && 'dispute' in command.data.callback) {
    const { paymentId, callback } = command.data
    const told = recordRailDispute(callback, transfer, payment, 'rail')
    if (isRefusal(told)) return told
    return [...told.events, ...eventsOf(paymentId, payment, transfer, told.facts, {}, context)]
  }
  const facts = factsOf(command, transfer, payment, context)
  if (isRefusal(facts)) return facts
  const { paymentId } = command.data
  const terms = 'terms' in command.data ? command.data.terms : undefined
  return eventsOf(paymentId, payment, transfer, facts, terms ?? {}, context)
}

/**
 * Known to have been handed to another rail last. While it is handed to nobody, one that was believed not to have it is
 * believed that it has: nothing is handed over again then.
 */
const isForeign = (rail: string | undefined, transfer: Transfer): rail is string => {
  if (rail === undefined || transfer.rail === undefined || rail === transfer.rail) return false
  return transfer.status !== 'waiting' || !Object.hasOwn(transfer.triedInVain ?? {}, rail)
}

/** Of the rail that calls, which may be an earlier one than the last. */
const ofCaller = (facts: readonly TransferFact[], rail: string | undefined, transfer: Transfer) =>
  rail === undefined || rail === transfer.rail
    ? facts
    : facts.map((fact) => (tellsState.has(fact.fact) ? ({ ...fact, rail } as TransferFact) : fact))

const tellsState: ReadonlySet<TransferFact['fact']> = new Set([
  'pending',
  'settled',
  'rejected',
  'returned',
])

/** What is refused where there is no such transfer: the same as where it has not been handed over. */
const absent = {
  StartSubmission: 'submission-not-due',
  DeferSubmission: 'submission-not-due',
  RecordSubmissionAnswer: 'submission-not-current',
  RetrySubmission: 'submission-not-due',
  RecordRailCallback: 'submission-unknown',
  AskForStatus: 'nothing-to-ask',
  RecordStatusAnswer: 'question-unknown',
  AskOperator: 'nothing-to-ask',
} as const satisfies Readonly<Record<TransferCommand['type'], string>>

const numberOf = (command: TransferCommand): number => {
  if (command.type !== 'RecordRailCallback') return transferNumberOf(command.data)
  const { paymentId, callback } = command.data
  const named = parseSubmissionId(callback.submissionId)
  return named?.paymentId === paymentId ? named.transfer : 0
}

const factsOf = (
  command: TransferCommand,
  transfer: Transfer,
  payment: KnownPayment,
  context: DecisionContext,
): readonly TransferFact[] | TransferRefusal => {
  switch (command.type) {
    case 'StartSubmission':
      return startSubmission(command.data, transfer, payment, context)
    case 'DeferSubmission':
      return defer(command.data, transfer)
    case 'RecordSubmissionAnswer':
      return recordSubmissionAnswer(command.data, transfer)
    case 'RetrySubmission':
      return retry(command.data.attempt, transfer)
    case 'RecordRailCallback': {
      const { callback, rail } = command.data
      if ('state' in callback) {
        const facts = recordCallback(callback, transfer)
        return isRefusal(facts) ? facts : ofCaller(facts, rail, transfer)
      }
      if ('notice' in callback) return recordNotice(callback, transfer)
      throw new Error('a dispute concerns the payment')
    }
    case 'AskForStatus':
      return askForStatus(transfer)
    case 'RecordStatusAnswer':
      return recordStatusAnswer(command.data, transfer)
    case 'AskOperator':
      return askOperator(command.data, transfer)
  }
}

const eventsOf = (
  paymentId: string,
  payment: KnownPayment,
  transfer: Transfer,
  facts: readonly TransferFact[],
  terms: RejectionTerms,
  context: DecisionContext,
): readonly PaymentEvent[] => {
  if (facts.length === 0) return []
  let before = payment
  const tell = (about: Transfer, fact: TransferFact): PaymentEvent => {
    const { status, fundingAccount, hold } = before
    const isHoldOpen = hold !== undefined && hold.ended === undefined
    const owner = { paymentId, status, fundingAccount, isHoldOpen }
    const event =
      cancelledAsAsked(fact, about, before) ??
      eventOf(owner, about, withMeaning(fact, about, before, terms, context))
    before = evolve(before, { ...event, time: context.now }) as KnownPayment
    return event
  }
  const events = facts.map((fact) => tell(transferOf(before, transfer.number) ?? transfer, fact))
  const end = facts.some(({ fact }) => fact === 'contradicted')
    ? givenUp(before, transfer)
    : undefined
  const own = ownTransferOf(before)
  return [
    ...events,
    ...(end && own ? [tell(own, end)] : []),
    ...expireWhatIsHeldAgain(before, context),
  ]
}

/** What never fits is rejected; what fits later is tried again then. */
const defer = (
  { attempt, rejection, rails, until }: DeferSubmission['data'],
  transfer: Transfer,
): readonly TransferFact[] | Refusal<'submission-not-due'> => {
  const { status } = transfer
  if (status !== 'waiting') return refuse('submission-not-due', { status })
  return until === undefined
    ? [{ fact: 'rejected', rejection }]
    : [{ fact: 'deferred', attempt, until, passedOver: beyondLimit(rails) }]
}

const beyondLimit = (rails: readonly string[]) =>
  rails.map((rail) => ({ rail, because: 'rail-limit' as const }))

/** The rail says that it was taken back, and somebody had asked for that. */
const cancelledAsAsked = (
  fact: TransferFact,
  transfer: Transfer,
  payment: KnownPayment,
): PaymentEvent | undefined =>
  fact.fact === 'rejected' &&
  fact.isCancellation &&
  transfer.kind === 'payment' &&
  payment.cancellation?.transfer === transfer.number &&
  fact.railReference !== undefined &&
  fact.evidence
    ? cancelledBy(payment, transfer, fact.railReference, fact.evidence)
    : undefined

const retry = (
  attempt: number,
  transfer: Transfer,
): readonly TransferFact[] | Refusal<'submission-not-due'> => {
  const due = transfer.status === 'waiting' ? nextAttempt(transfer, 'timer') : undefined
  return due?.attempt === attempt
    ? [due]
    : refuse('submission-not-due', { status: transfer.status })
}

const askForStatus = (
  transfer: Transfer,
): readonly TransferFact[] | Refusal<'nothing-to-ask' | 'question-open'> => {
  if (!isAskable(transfer)) return refuse('nothing-to-ask', { status: transfer.status })
  // Its answer sets the timer for the next question, so nothing is lost.
  if (transfer.questions.openSince !== undefined) return refuse('question-open')
  return [ask(transfer, 'timer')]
}

const askOperator = (
  { because }: AskOperator['data'],
  transfer: Transfer,
): readonly TransferFact[] | Refusal<'nothing-to-ask'> => {
  const concerned = statusesOf[because].includes(transfer.status)
  const already = 'operatorAsked' in transfer && transfer.operatorAsked === because
  return concerned && !already
    ? [{ fact: 'operator-asked', because }]
    : refuse('nothing-to-ask', { status: transfer.status })
}

// A reason that has passed by the time its timer fires would send somebody to look at nothing.
const statusesOf: Readonly<Record<AskOperator['data']['because'], readonly Transfer['status'][]>> =
  {
    'attempts-used-up': ['waiting'],
    'waiting-too-long': ['waiting'],
    'unknown-too-long': ['unknown'],
    'pending-too-long': ['submitted', 'pending'],
  }

/** The next step of every transfer that has one. */
export const resume = (
  { paymentId }: ResumePayment['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | Refusal<'nothing-to-resume'> => {
  const { status, fundingAccount, retryAt } = payment
  if (retryAt !== undefined) return [retried(payment, 'operator')]
  const owner = { paymentId, status, fundingAccount, isHoldOpen: false }
  const events = payment.transfers.flatMap((transfer) => {
    const step = nextStep(transfer)
    return step ? [eventOf(owner, transfer, step)] : []
  })
  return events.length > 0 ? events : refuse('nothing-to-resume', { status })
}

const nextStep = (transfer: Transfer): TransferFact | undefined => {
  if (transfer.status === 'waiting') return nextAttempt(transfer, 'operator')
  return isAskable(transfer) && transfer.questions.openSince === undefined
    ? ask(transfer, 'operator')
    : undefined
}
