import type { Clock } from '../../kernel/clock.ts'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import { erased, type Vault } from '../../kernel/personal-data.ts'
import type { SubmissionAnswer } from './commands.ts'
import type { Party, PaymentEvent, PaymentEventData } from './events.ts'
import { paymentCommands, paymentIdOfStream, paymentStream } from './payment.ts'
import { submissionIdOf } from './payment-state.ts'
import type { PaymentRail, RailInstruction, RailStatus } from './ports.ts'

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

type Due = Extract<PaymentEvent, { type: 'PaymentValidated' | 'SubmissionDue' }>

/** Hands a payment over: SubmissionStarted is recorded, the rail is called, its answer is recorded. */
export const submitToRail = (
  rail: PaymentRail,
  tools: Pick<ContextTools, 'log' | 'vault' | 'clock'>,
  { submitTimeoutMs, submissionsMax }: RailLimits,
): OutsideCall<Due, SubmissionAnswer> => ({
  name: 'submit-to-rail',
  events: ['PaymentValidated', 'SubmissionDue'],
  intent: (event) => ({
    definition: paymentCommands.StartSubmission,
    command: {
      type: 'StartSubmission',
      data: {
        paymentId: paymentIdOfStream(event.stream),
        attempt: attemptOf(event),
        windowMs: submitTimeoutMs,
      },
    },
  }),
  call: async (event) => {
    const prepared = await prepare(tools, paymentIdOfStream(event.stream), attemptOf(event))
    if ('kind' in prepared) return prepared
    const { instruction, submitBefore } = prepared
    const timeoutMs = Date.parse(submitBefore) - tools.clock.now()
    if (timeoutMs <= 0) return { kind: 'not-sent', reason: 'submit-window-closed' }
    return rail.submit(instruction, { timeoutMs, submitBefore })
  },
  answer: (event, answer) => ({
    definition: paymentCommands.RecordSubmissionAnswer,
    command: {
      type: 'RecordSubmissionAnswer',
      data: {
        paymentId: paymentIdOfStream(event.stream),
        attempt: attemptOf(event),
        answer: answer === 'ambiguous' ? lost(rail) : answer,
      },
    },
  }),
  concurrencyMax: submissionsMax,
})

const lost = ({ notFoundFinalAfterMs }: PaymentRail): SubmissionAnswer =>
  notFoundFinalAfterMs === undefined ? { kind: 'lost' } : { kind: 'lost', notFoundFinalAfterMs }

/** Asks the rail what became of a submission. Repeating a question does no harm, so it is not announced. */
export const askRail = (
  rail: PaymentRail,
  { statusTimeoutMs, questionsMax }: RailLimits,
): OutsideCall<Extract<PaymentEvent, { type: 'StatusAsked' }>, RailStatus> => ({
  name: 'ask-rail',
  events: ['StatusAsked'],
  call: async ({ data }) => {
    const { submissionId, railReference } = data
    const query = { submissionId, ...(railReference ? { railReference } : {}) }
    return rail.status(query, { timeoutMs: statusTimeoutMs })
  },
  answer: ({ stream, data }, answer) => ({
    definition: paymentCommands.RecordStatusAnswer,
    command: {
      type: 'RecordStatusAnswer',
      data: {
        paymentId: paymentIdOfStream(stream),
        question: data.question,
        answer: answer === 'ambiguous' ? { kind: 'unavailable', reason: 'answer-lost' } : answer,
      },
    },
  }),
  concurrencyMax: questionsMax,
})

const attemptOf = (event: RecordedEvent<Due>): number =>
  event.type === 'PaymentValidated' ? 1 : event.data.attempt

/** A payment has hundreds of events at the very most. */
const eventsMax = 1_000

type Prepared = { readonly instruction: RailInstruction; readonly submitBefore: string }

/**
 * Everything that the call needs. What goes wrong here goes wrong before anything was sent, and must not be
 * taken for a call that may have arrived.
 */
const prepare = async (
  { log, vault, clock }: Pick<ContextTools, 'log' | 'vault' | 'clock'>,
  paymentId: string,
  attempt: number,
): Promise<Prepared | SubmissionAnswer> => {
  try {
    const story = await log.readStream(paymentStream(paymentId), 0, eventsMax)
    const { received, started } = begun(story as readonly RecordedEvent<PaymentEvent>[], attempt)
    const instruction = await instructionOf(paymentId, received, vault, clock)
    return 'kind' in instruction ? instruction : { instruction, submitBefore: started.submitBefore }
  } catch {
    return { kind: 'not-sent', reason: 'preparation-failed' }
  }
}

const begun = (story: readonly RecordedEvent<PaymentEvent>[], attempt: number) => {
  const received = story.find((event) => event.type === 'PaymentReceived')
  const started = story.find(
    (event) => event.type === 'SubmissionStarted' && event.data.attempt === attempt,
  )
  if (received?.type !== 'PaymentReceived' || started?.type !== 'SubmissionStarted')
    throw new Error('an attempt was announced, and is not in the log')
  return { received: received.data, started: started.data }
}

const instructionOf = async (
  paymentId: string,
  received: PaymentEventData<'PaymentReceived'>,
  vault: Vault,
  clock: Clock,
): Promise<RailInstruction | Extract<SubmissionAnswer, { kind: 'erased' }>> => {
  const [debtor, creditor] = await vault.open<Party>([received.debtor, received.creditor])
  const [remittance] = received.remittance ? await vault.open([received.remittance]) : []
  if (debtor === undefined || debtor === erased) return { kind: 'erased', party: 'debtor' }
  if (creditor === undefined || creditor === erased) return { kind: 'erased', party: 'creditor' }
  const { amount, endToEndId, requestedExecutionDate: day } = received
  // A day that has passed means as soon as possible, and rails refuse it.
  const ahead = day !== undefined && day > formatInstant(clock.now()).slice(0, 10)
  return {
    submissionId: submissionIdOf(paymentId),
    amount,
    debtor: railParty(debtor),
    creditor: railParty(creditor),
    endToEndId,
    ...(typeof remittance === 'string' ? { remittance } : {}),
    ...(ahead ? { requestedExecutionDate: day } : {}),
  }
}

const railParty = ({ name, account, agentBic }: Party) => ({
  name,
  account,
  ...(agentBic ? { agentBic } : {}),
})
