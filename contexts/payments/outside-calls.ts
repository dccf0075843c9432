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
  { log, vault, clock }: Pick<ContextTools, 'log' | 'vault' | 'clock'>,
  { submitTimeoutMs, submissionsMax }: RailLimits,
): OutsideCall<Due, SubmissionAnswer> => ({
  name: 'submit-to-rail',
  events: ['PaymentValidated', 'SubmissionDue'],
  intent: (event) => ({
    definition: paymentCommands.StartSubmission,
    command: {
      type: 'StartSubmission',
      data: { paymentId: paymentIdOfStream(event.stream), attempt: attemptOf(event) },
    },
  }),
  call: async (event) => {
    const paymentId = paymentIdOfStream(event.stream)
    const [first] = await log.readStream(paymentStream(paymentId), 0, 1)
    if (first?.type !== 'PaymentReceived')
      throw new Error(`payment ${paymentId} was never received`)
    const received = first.data as PaymentEventData<'PaymentReceived'>
    const instruction = await instructionOf(paymentId, received, vault, clock)
    return 'kind' in instruction
      ? instruction
      : rail.submit(instruction, { timeoutMs: submitTimeoutMs })
  },
  answer: (event, answer) => ({
    definition: paymentCommands.RecordSubmissionAnswer,
    command: {
      type: 'RecordSubmissionAnswer',
      data: {
        paymentId: paymentIdOfStream(event.stream),
        attempt: attemptOf(event),
        answer: answer === 'ambiguous' ? answerLost : answer,
      },
    },
  }),
  concurrencyMax: submissionsMax,
})

// Nobody knows when the call was made, so no `not-found` can be final: it may still be under way.
const answerLost: SubmissionAnswer = { kind: 'ambiguous', reason: 'answer-lost' }

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
