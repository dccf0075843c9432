import type { Clock } from '../../kernel/clock.ts'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import { erased, type Vault } from '../../kernel/personal-data.ts'
import type { Correlations } from './correlations.ts'
import type { RejectionTerms, SubmissionAnswer } from './transfers/commands.ts'
import type { Party, PaymentDetails, PaymentEvent, PaymentEventData } from './events.ts'
import type { LimitRegister } from './limits/register.ts'
import type { Subject } from './limits/terms.ts'
import { paymentCommands, paymentIdOfStream, paymentStream } from './payment.ts'
import { noPayment, transferOf, type Payment } from './payment-parts.ts'
import { evolve } from './payment-state.ts'
import { submissionIdOf, transferNumberOf } from './transfers/transfer-events.ts'
import type { Transfer } from './transfers/transfer.ts'
import type { RailCancellation, RailInstruction, RailStatus } from './ports.ts'
import type { Rails } from './routing/rails.ts'
import { defaultRail } from './transfers/default-rail.ts'

export interface RailLimits {
  /** How long one handing over may take, queueing included. */
  readonly submitTimeoutMs: number
  /** How long one question may take, repeats included. */
  readonly statusTimeoutMs: number
  readonly submissionsMax: number
  readonly questionsMax: number
}

export const railLimits: RailLimits = {
  submitTimeoutMs: 10_000,
  statusTimeoutMs: 5_000,
  submissionsMax: 32,
  questionsMax: 16,
}

/** What makes a transfer, or makes its next attempt due. */
const dueEvents = [
  'PaymentValidated',
  'PaymentApproved',
  'PaymentReleased',
  'CaptureRequested',
  'RefundRequested',
  'SubmissionDue',
  'PaymentRetried',
] as const
type Due = Extract<PaymentEvent, { type: (typeof dueEvents)[number] }>

/** What handing over goes by beside the payment's own story. */
interface Submitting {
  readonly terms?: RejectionTerms | undefined
  readonly limits?: LimitRegister
  readonly correlations?: Correlations
}

/** Hands a transfer over: SubmissionStarted is recorded, the rail is called, its answer is recorded. */
export const submitToRail = (
  rails: Rails,
  tools: Pick<ContextTools, 'log' | 'vault' | 'clock'>,
  { submitTimeoutMs, submissionsMax }: RailLimits,
  { terms, limits, correlations }: Submitting = {},
): OutsideCall<Due, SubmissionAnswer> => ({
  name: 'submit-to-rail',
  events: dueEvents,
  concerns: ({ data }) => !('next' in data) || data.next === 'submission',
  intent: async (event) => {
    // A short outage costs no payment an attempt, and none of them its place: they wait here, where nothing is announced.
    await rails.ready()
    const limited = (await limits?.limitedAmong(subjectsAmong(rails))) ?? []
    const data = { ...callOf(event), windowMs: submitTimeoutMs, ...rails.offered() }
    return {
      definition: paymentCommands.StartSubmission,
      command: {
        type: 'StartSubmission',
        data: limited.length > 0 ? { ...data, limited } : data,
      },
    }
  },
  call: async (event) => {
    const prepared = await prepare(tools, callOf(event), correlations)
    if ('kind' in prepared) return prepared
    const { instruction, submitBefore } = prepared
    const timeoutMs = Date.parse(submitBefore) - tools.clock.now()
    if (timeoutMs <= 0) return { kind: 'not-sent', reason: 'submit-window-closed' }
    const rail = rails.port(prepared.rail)
    return rail
      ? rail.submit(instruction, { timeoutMs, submitBefore })
      : { kind: 'not-sent', reason: 'rail-not-configured' }
  },
  answer: (event, answer) => ({
    definition: paymentCommands.RecordSubmissionAnswer,
    command: {
      type: 'RecordSubmissionAnswer',
      data: {
        ...callOf(event),
        answer: answer === 'ambiguous' ? { kind: 'lost', ...rails.promises() } : answer,
        ...(terms ? { terms } : {}),
      },
    },
  }),
  concurrencyMax: submissionsMax,
})

const subjectsAmong = (rails: Rails): readonly Subject[] =>
  rails.offers().map(({ rail }) => ({ scope: 'rail', subject: rail }))

/** Asks the rail what became of a submission. Repeating a question does no harm, so it is not announced. */
export const askRail = (
  rails: Rails,
  { statusTimeoutMs, questionsMax }: RailLimits,
  terms?: RejectionTerms,
): OutsideCall<Extract<PaymentEvent, { type: 'StatusAsked' }>, RailStatus> => ({
  name: 'ask-rail',
  events: ['StatusAsked'],
  call: async ({ data }) => {
    const { submissionId, railReference, rail: name = defaultRail } = data
    const query = { submissionId, ...(railReference ? { railReference } : {}) }
    const rail = rails.port(name)
    return rail
      ? rail.status(query, { timeoutMs: statusTimeoutMs })
      : { kind: 'unavailable', reason: 'rail-not-configured' }
  },
  answer: ({ stream, data }, answer) => ({
    definition: paymentCommands.RecordStatusAnswer,
    command: {
      type: 'RecordStatusAnswer',
      data: {
        paymentId: paymentIdOfStream(stream),
        transfer: transferNumberOf(data),
        question: data.question,
        answer: answer === 'ambiguous' ? { kind: 'unavailable', reason: 'answer-lost' } : answer,
        ...(terms ? { terms } : {}),
      },
    },
  }),
  concurrencyMax: questionsMax,
})

/** Asks the rail to stop a submission. Asking twice gives the same answer, so the event that calls for it is enough. */
export const cancelAtRail = (
  rails: Rails,
  { statusTimeoutMs, questionsMax }: RailLimits,
): OutsideCall<Extract<PaymentEvent, { type: 'CancellationAsked' }>, RailCancellation> => ({
  name: 'cancel-at-rail',
  events: ['CancellationAsked'],
  call: async ({ data: { submissionId, rail: name = defaultRail } }) => {
    const rail = rails.port(name)
    return rail
      ? rail.cancel(submissionId, { timeoutMs: statusTimeoutMs })
      : { kind: 'unavailable', reason: 'rail-not-configured' }
  },
  answer: ({ stream, data: { cancellation } }, answer) => ({
    definition: paymentCommands.RecordCancellationAnswer,
    command: {
      type: 'RecordCancellationAnswer',
      data: {
        paymentId: paymentIdOfStream(stream),
        cancellation,
        answer: answer === 'ambiguous' ? { kind: 'unavailable', reason: 'answer-lost' } : answer,
      },
    },
  }),
  concurrencyMax: questionsMax,
})

interface TransferCall {
  readonly paymentId: string
  readonly transfer: number
  readonly attempt: number
}

const callOf = (event: RecordedEvent<Due>): TransferCall => ({
  paymentId: paymentIdOfStream(event.stream),
  transfer: transferNumberOf(event.data),
  attempt: event.type === 'SubmissionDue' ? event.data.attempt : 1,
})

/** A payment has hundreds of events at the very most. */
const eventsMax = 10_000

interface Prepared {
  readonly instruction: RailInstruction
  readonly submitBefore: string
  readonly rail: string
}

/**
 * Everything that the call needs. What goes wrong here goes wrong before anything was sent, and must not be
 * taken for a call that may have arrived.
 */
const prepare = async (
  { log, vault, clock }: Pick<ContextTools, 'log' | 'vault' | 'clock'>,
  call: TransferCall,
  correlations: Correlations | undefined,
): Promise<Prepared | SubmissionAnswer> => {
  try {
    const story = await log.readStream(paymentStream(call.paymentId), 0, eventsMax)
    // The rail's callbacks will ask for it.
    if (story[0]) correlations?.note(call.paymentId, story[0].correlationId)
    const begun = begunIn(story as readonly RecordedEvent<PaymentEvent>[], call)
    const instruction = await instructionOf(call.paymentId, begun, vault, clock)
    const { submitBefore, rail } = begun.started
    return 'kind' in instruction ? instruction : { instruction, submitBefore, rail }
  } catch {
    return { kind: 'not-sent', reason: 'preparation-failed' }
  }
}

interface Begun {
  readonly received: PaymentEventData<'PaymentReceived'>
  readonly started: PaymentEventData<'SubmissionStarted'>
  readonly transfer: Transfer
  /** The transfer that a refund gives back. */
  readonly givesBack: Transfer | undefined
}

const begunIn = (
  story: readonly RecordedEvent<PaymentEvent>[],
  { transfer: number, attempt }: TransferCall,
): Begun => {
  const payment = story.reduce<Payment>(evolve, noPayment)
  const transfer = payment.status === 'none' ? undefined : transferOf(payment, number)
  const received = story.find((event) => event.type === 'PaymentReceived')
  const started = story.find(
    (event) =>
      event.type === 'SubmissionStarted' &&
      event.data.attempt === attempt &&
      transferNumberOf(event.data) === number,
  )
  if (
    payment.status === 'none' ||
    !transfer ||
    received?.type !== 'PaymentReceived' ||
    started?.type !== 'SubmissionStarted'
  )
    throw new Error('an attempt was announced, and is not in the log')
  const givesBack =
    transfer.returnOf === undefined ? undefined : transferOf(payment, transfer.returnOf)
  return { received: received.data, started: started.data, transfer, givesBack }
}

const instructionOf = async (
  paymentId: string,
  { received, transfer, givesBack }: Begun,
  vault: Vault,
  clock: Clock,
): Promise<RailInstruction | Extract<SubmissionAnswer, { kind: 'erased' }>> => {
  const [debtor, creditor] = await vault.open<Party>([received.debtor, received.creditor])
  const [remittance] = received.remittance ? await vault.open([received.remittance]) : []
  const [details] = received.details ? await vault.open<PaymentDetails>([received.details]) : []
  if (debtor === undefined || debtor === erased) return { kind: 'erased', party: 'debtor' }
  if (creditor === undefined || creditor === erased) return { kind: 'erased', party: 'creditor' }
  const { endToEndId } = received
  const { number, amount, kind } = transfer
  const submissionId = submissionIdOf(paymentId, number)
  if (kind === 'refund')
    return {
      submissionId,
      amount,
      // The money goes back the way that it came.
      debtor: railParty(creditor),
      creditor: railParty(debtor),
      endToEndId,
      ...returnOf(paymentId, givesBack),
    }
  return {
    submissionId,
    amount,
    debtor: railParty(debtor),
    creditor: railParty(creditor),
    endToEndId,
    ...(typeof remittance === 'string' ? { remittance } : {}),
    ...(details === undefined || details === erased ? {} : { details }),
    ...dayAhead(received.requestedExecutionDate, clock),
  }
}

const returnOf = (paymentId: string, givesBack: Transfer | undefined) => {
  if (!givesBack || !('railReference' in givesBack))
    throw new Error('a refund gives back what has settled')
  const { number, railReference } = givesBack
  return { returnOf: { submissionId: submissionIdOf(paymentId, number), railReference } }
}

/** A day that has passed means as soon as possible, and rails refuse it. */
const dayAhead = (day: string | undefined, clock: Clock) =>
  day !== undefined && day > formatInstant(clock.now()).slice(0, 10)
    ? { requestedExecutionDate: day }
    : {}

const railParty = ({ name, account, agentBic }: Party) => ({
  name,
  account,
  ...(agentBic ? { agentBic } : {}),
})
