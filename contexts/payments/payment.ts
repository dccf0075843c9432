import type { DecisionContext, Decider } from '../../kernel/decider.ts'
import { commandFor } from '../../kernel/decider.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type {
  AskForStatus,
  AskOperator,
  PaymentCommand,
  ReceivePayment,
  RecordRailCallback,
  RecordStatusAnswer,
  RecordSubmissionAnswer,
  ResumePayment,
  RetrySubmission,
  StartSubmission,
} from './commands.ts'
import type { PaymentEvent } from './events.ts'
import { evolve, isAskable, noPayment, type KnownPayment, type Payment } from './payment-state.ts'
import { ask, recordCallback, recordStatusAnswer } from './rail-report.ts'
import { nextAttempt, recordSubmissionAnswer, startSubmission } from './submission.ts'
import { findFault } from './validation.ts'

export type PaymentRefusal = Refusal<
  | 'payment-exists'
  | 'payment-unknown'
  | 'submission-not-due'
  | 'submission-not-current'
  | 'submission-unknown'
  | 'rail-reference-differs'
  | 'question-unknown'
  | 'question-open'
  | 'nothing-to-ask'
  | 'nothing-to-resume'
>

type Decided = readonly PaymentEvent[] | PaymentRefusal

const decide = (command: PaymentCommand, payment: Payment, context: DecisionContext): Decided => {
  if (command.type === 'ReceivePayment')
    return payment.status === 'none' ? receive(command.data, context) : refuse('payment-exists')
  return payment.status === 'none'
    ? refuse('payment-unknown')
    : decideKnown(command, payment, context)
}

const decideKnown = (
  command: Exclude<PaymentCommand, ReceivePayment>,
  payment: KnownPayment,
  context: DecisionContext,
): Decided => {
  const { paymentId } = command.data
  switch (command.type) {
    case 'StartSubmission':
      return startSubmission(command.data, payment, context)
    case 'RecordSubmissionAnswer':
      return recordSubmissionAnswer(command.data, payment)
    case 'RetrySubmission':
      return retry(command.data.attempt, payment)
    case 'RecordRailCallback':
      return recordCallback(command.data, payment)
    case 'AskForStatus':
      return askForStatus(paymentId, payment)
    case 'RecordStatusAnswer':
      return recordStatusAnswer(command.data, payment)
    case 'AskOperator':
      return askOperator(command.data, payment)
    case 'ResumePayment':
      return resume(paymentId, payment)
  }
}

const receive = (
  { payment, unfit }: ReceivePayment['data'],
  { now }: DecisionContext,
): readonly PaymentEvent[] => {
  const { amount } = payment
  const rejection = unfit ?? findFault(payment, now)
  return [
    { type: 'PaymentReceived', data: payment },
    rejection
      ? { type: 'PaymentRejected', data: { from: 'received', amount, rejection } }
      : { type: 'PaymentValidated', data: { from: 'received', amount } },
  ]
}

const retry = (attempt: number, payment: KnownPayment): Decided => {
  const due = payment.status === 'validated' ? nextAttempt(payment, 'timer') : undefined
  return due?.type === 'SubmissionDue' && due.data.attempt === attempt
    ? [due]
    : refuse('submission-not-due', { status: payment.status })
}

const askForStatus = (paymentId: string, payment: KnownPayment): Decided => {
  if (!isAskable(payment)) return refuse('nothing-to-ask', { status: payment.status })
  // Its answer sets the timer for the next question, so nothing is lost.
  if (payment.questions.openSince !== undefined) return refuse('question-open')
  return [ask(paymentId, payment, 'timer')]
}

const askOperator = ({ because }: AskOperator['data'], payment: KnownPayment): Decided => {
  const concerned = statusesOf[because].includes(payment.status)
  const already = 'operatorAsked' in payment && payment.operatorAsked === because
  return concerned && !already
    ? [{ type: 'OperatorAsked', data: { because } }]
    : refuse('nothing-to-ask', { status: payment.status })
}

// A reason that has passed by the time its timer fires would send somebody to look at nothing.
const statusesOf: Readonly<Record<AskOperator['data']['because'], readonly Payment['status'][]>> = {
  'attempts-used-up': ['validated'],
  'waiting-too-long': ['validated'],
  'unknown-too-long': ['unknown'],
  'pending-too-long': ['submitted', 'pending'],
}

const resume = (paymentId: string, payment: KnownPayment): Decided => {
  if (payment.status === 'validated') {
    const due = nextAttempt(payment, 'operator')
    return due ? [due] : refuse('nothing-to-resume', { status: payment.status })
  }
  if (isAskable(payment) && payment.questions.openSince === undefined)
    return [ask(paymentId, payment, 'operator')]
  return refuse('nothing-to-resume', { status: payment.status })
}

export const paymentDecider: Decider<Payment, PaymentCommand, PaymentEvent, PaymentRefusal> = {
  name: 'payment',
  initialState: noPayment,
  evolve,
  decide,
}

/** `payment-<paymentId>` */
export const paymentStream = (paymentId: string): string => `payment-${paymentId}`

/** The inverse of `paymentStream`. Throws for another stream: only payments' events are given to it. */
export const paymentIdOfStream = (stream: string): string => {
  if (!stream.startsWith('payment-')) throw new Error(`${stream} is not a payment's stream`)
  return stream.slice('payment-'.length)
}

const definitionOf = <C extends PaymentCommand>(
  type: C['type'],
  options: { readonly presumedNew?: boolean } = {},
) =>
  commandFor<Payment, PaymentCommand, C, PaymentEvent, PaymentRefusal>(
    paymentDecider,
    type,
    ({ data }) => paymentStream(data.paymentId),
    options,
  )

/** Everything that can be asked of one payment. */
export const paymentCommands = {
  ReceivePayment: definitionOf<ReceivePayment>('ReceivePayment', { presumedNew: true }),
  StartSubmission: definitionOf<StartSubmission>('StartSubmission'),
  RecordSubmissionAnswer: definitionOf<RecordSubmissionAnswer>('RecordSubmissionAnswer'),
  RetrySubmission: definitionOf<RetrySubmission>('RetrySubmission'),
  RecordRailCallback: definitionOf<RecordRailCallback>('RecordRailCallback'),
  AskForStatus: definitionOf<AskForStatus>('AskForStatus'),
  RecordStatusAnswer: definitionOf<RecordStatusAnswer>('RecordStatusAnswer'),
  AskOperator: definitionOf<AskOperator>('AskOperator'),
  ResumePayment: definitionOf<ResumePayment>('ResumePayment'),
} as const
