import type { ContextTools } from '../../kernel/context.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { OutsideCall } from '../../kernel/outside-call.ts'
import type { Correlations } from './correlations.ts'
import type { RejectionTerms, SubmissionAnswer } from './transfers/commands.ts'
import type { PaymentEvent } from './events.ts'
import type { LimitRegister } from './limits/register.ts'
import type { Subject } from './limits/terms.ts'
import { paymentCommands, paymentIdOfStream } from './payment.ts'
import { transferNumberOf } from './transfers/transfer-events.ts'
import type { RailCancellation, RailStatus } from './ports.ts'
import { prepareInstruction, type TransferCall } from './rail-instruction.ts'
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
    const prepared = await prepareInstruction(tools, callOf(event), correlations)
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

const callOf = (event: RecordedEvent<Due>): TransferCall => ({
  paymentId: paymentIdOfStream(event.stream),
  transfer: transferNumberOf(event.data),
  attempt: event.type === 'SubmissionDue' ? event.data.attempt : 1,
})
