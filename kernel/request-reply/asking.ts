import type { Static, TSchema } from 'typebox'
import { formatInstant, type Instant } from '../clock.ts'
import type { Decision, StreamRead } from '../decider.ts'
import type { Uuid } from '../id.ts'
import type { RecordedEvent } from '../message.ts'
import { messageOf, sourceOf } from '../message-contract.ts'
import type { Intent, Policy } from '../policy.ts'
import type { Publish } from '../relay.ts'
import type { Schedule } from '../schedule.ts'
import { pairing, type Asked } from './contract.ts'
import {
  asking,
  lookAtQuestion,
  question,
  questionStream,
  type AskQuestion,
  type QuestionEvent,
} from './question.ts'

/** How a question is put. */
export interface Putting<Request> {
  /** Derived from what calls for the question, so that asking twice asks once. */
  readonly questionId: Uuid
  /** `payment/<id>` */
  readonly subject: string
  readonly request: Request
  readonly deadline: Instant
  readonly repeatAfterMs: number
}

/**
 * What a command does that asks, beside what else it decides: `reads: [..., questionRead(id)]`, and in its decision
 * `ask(getTransactionOfOtto, {...}, now)`. Throws where the request does not fit its contract: that is a bug.
 */
export const ask = <Request extends TSchema>(
  asked: Asked<Request>,
  putting: Putting<NoInfer<Static<Request>>>,
  now: Instant,
): Decision<QuestionEvent>[number] => ({
  stream: questionStream(putting.questionId),
  events: [asking(askedData(asked, putting), now)],
})

/** The stream of a question that is to be asked. */
export const questionRead = (questionId: Uuid): StreamRead => ({
  stream: questionStream(questionId),
  entity: question,
  presumedNew: true,
})

/** For a command of its own: `askQuestion` takes it. */
export const askedData = <Request extends TSchema>(
  { source, name, fits, request: { name: message } }: Asked<Request>,
  { request, ...putting }: Putting<NoInfer<Static<Request>>>,
): AskQuestion['data'] => {
  if (!fits.request(request)) throw new Error(`this is no ${message}, so it is not asked`)
  return { ...putting, source, name, request }
}

/**
 * Questions go out, the first time and again, from the log of the context that asks. One to a system that is asked no
 * more, because it was taken out of the settings meanwhile, goes to nobody: it ends by its deadline.
 */
export const publishQuestions =
  (context: string, environment: string, all: readonly Asked[]): Publish<QuestionEvent> =>
  (event) => {
    if (event.type !== 'QuestionAsked' && event.type !== 'QuestionRepeated') return []
    const { data } = event
    const declared = all.filter(({ name }) => name === data.name)
    if (declared.length === 0) throw new Error(`${context} asks for ${data.name}, undeclared`)
    const asked = declared.find(({ source }) => source === data.source)
    if (!asked) return []
    return [
      messageOf(asked.request, context, environment, data.request as Static<TSchema>, {
        id: data.questionId,
        time: formatInstant(event.time),
        traceparent: event.traceparent,
        subject: data.subject,
        entityVersion: event.version,
        extensions: {
          [pairing.asker]: sourceOf(context),
          [pairing.attempt]: String(data.attempt),
          [pairing.expiryTime]: formatInstant(data.deadline),
          [pairing.correlationId]: event.correlationId,
        },
      }),
    ]
  }

/** One timer for each open question: it is asked again, and in the end given up. */
export const questionTimers: Schedule<
  Extract<
    QuestionEvent,
    { type: 'QuestionAsked' | 'QuestionRepeated' | 'QuestionAnswered' | 'QuestionExpired' }
  >
> = {
  name: 'question-timers',
  events: ['QuestionAsked', 'QuestionRepeated', 'QuestionAnswered', 'QuestionExpired'],
  change: ({ type, data }) => {
    const timer = questionStream(data.questionId)
    if (type === 'QuestionAnswered' || type === 'QuestionExpired') return [{ cancel: timer }]
    const { questionId, attempt, nextAt } = data
    const command = { type: 'LookAtQuestion', data: { questionId, attempt } } as const
    return [{ set: timer, due: nextAt, intent: { definition: lookAtQuestion, command } }]
  },
}

/** How a question ended. */
export type Ending<Request, Reply> = {
  readonly questionId: Uuid
  /** Who was asked. */
  readonly source: string
  readonly request: Request
  readonly attempts: number
} & ({ readonly reply: Reply; readonly waitedMs: number } | { readonly noAnswer: true })

/**
 * What follows from an answer, or from there being none; whichever of the systems was asked, also one that is asked no
 * more since.
 */
export const whenAnswered = <Request extends TSchema, Reply extends TSchema>(
  questions: readonly Asked<Request, Reply>[],
  name: string,
  react: (
    ending: Ending<Static<Request>, Static<Reply>>,
    event: RecordedEvent<QuestionEvent>,
  ) => readonly Intent[],
): Policy<Extract<QuestionEvent, { type: 'QuestionAnswered' | 'QuestionExpired' }>> => ({
  name,
  events: ['QuestionAnswered', 'QuestionExpired'],
  react: (event) => {
    if (!questions.some(({ name: declared }) => declared === event.data.name)) return []
    const { questionId, source, attempts } = event.data
    const request = event.data.request as Static<Request>
    const about = { questionId, source, request, attempts }
    if (event.type === 'QuestionExpired') return react({ ...about, noAnswer: true }, event)
    const { reply, waitedMs } = event.data
    return react({ ...about, reply: reply as Static<Reply>, waitedMs }, event)
  },
})
