import Type from 'typebox'
import type { Instant } from '../clock.ts'
import { commandFor, type Decider } from '../decider.ts'
import { eventData, type EventOf, type EventSchemas } from '../event-schema.ts'
import type { Uuid } from '../id.ts'
import { canonicalJson, type Json } from '../json.ts'
import type { Command, StreamName } from '../message.ts'
import { refuse, type Refusal } from '../refusal.ts'

/**
 * A question to another system, as the context that asks remembers it. Any process can take the answer, because
 * nothing about a question is kept anywhere else.
 *
 *   (none) -- QuestionAsked --> open -- QuestionAnswered --> answered
 *                               | ^ \__ QuestionExpired ---> expired      no answer is a fact too
 *                               +-+ QuestionRepeated
 *
 * What else comes is recorded and changes nothing: DuplicateAnswerIgnored, LateAnswerIgnored, UnknownAnswerIgnored.
 */

const Id = Type.String({ format: 'uuid' })
const Time = Type.Integer({ minimum: 0 })
const Count = Type.Integer({ minimum: 1 })
/** Neither a question nor its answer carries personal data. */
const Payload = Type.Unsafe<Json>({})
const asked = {
  questionId: Id,
  /** Who is asked, and what: `otto`, `GetTrn`. */
  source: Type.String({ maxLength: 16 }),
  name: Type.String({ maxLength: 64 }),
  subject: Type.String({ maxLength: 200 }),
  request: Payload,
}
const sent = {
  ...asked,
  attempt: Count,
  deadline: Time,
  /** When it is looked at next: to be asked again, or given up. */
  nextAt: Time,
}
const answer = { questionId: Id, answerId: Type.String({ minLength: 1, maxLength: 200 }) }

/** Of every context that asks. */
export const questionEvents = {
  QuestionAsked: {
    version: 1,
    data: eventData({ ...sent, repeatAfterMs: Type.Integer({ minimum: 1 }) }),
  },
  QuestionRepeated: { version: 1, data: eventData(sent) },
  QuestionAnswered: {
    version: 1,
    data: eventData({ ...asked, ...answer, reply: Payload, waitedMs: Time, attempts: Count }),
  },
  QuestionExpired: { version: 1, data: eventData({ ...asked, attempts: Count }) },
  DuplicateAnswerIgnored: {
    version: 1,
    // Whether it says what the first one said.
    data: eventData({ ...answer, agrees: Type.Boolean() }),
  },
  LateAnswerIgnored: {
    version: 1,
    data: eventData({ ...answer, reply: Payload, lateByMs: Time }),
  },
  UnknownAnswerIgnored: { version: 1, data: eventData(answer) },
} as const satisfies EventSchemas

export type QuestionEvent = EventOf<typeof questionEvents>
type Data<Type extends QuestionEvent['type']> = Extract<QuestionEvent, { type: Type }>['data']

export type AskQuestion = Command<
  'AskQuestion',
  {
    readonly questionId: Uuid
    readonly source: string
    readonly name: string
    readonly subject: string
    readonly request: Json
    readonly deadline: Instant
    /** Until it is asked the second time; doubled with each time. */
    readonly repeatAfterMs: number
  }
>
/** From the timer of a question. */
export type LookAtQuestion = Command<
  'LookAtQuestion',
  { readonly questionId: Uuid; readonly attempt: number }
>
export type RecordAnswer = Command<
  'RecordAnswer',
  { readonly questionId: Uuid; readonly answerId: string; readonly reply: Json }
>
type QuestionCommand = AskQuestion | LookAtQuestion | RecordAnswer

export type QuestionRefusal = Refusal<
  'question-exists' | 'question-not-open' | 'too-many-answers-ignored'
>

interface Ignoring {
  /** Answers that were recorded and changed nothing. */
  readonly ignored: number
}

export type Question = Ignoring &
  (
    | { readonly status: 'none' }
    | {
        readonly status: 'open'
        readonly asked: Data<'QuestionAsked'>
        readonly askedAt: Instant
        readonly attempt: number
      }
    | { readonly status: 'answered'; readonly answerId: string; readonly reply: string }
    | { readonly status: 'expired'; readonly expiredAt: Instant }
  )

export const questionStream = (questionId: Uuid): StreamName => `question-${questionId}`

/** Further answers to one question are no news: whoever floods it fills no log. */
export const ignoredMax = 10

export const question: Decider<Question, QuestionCommand, QuestionEvent, QuestionRefusal> = {
  name: 'question',
  initialState: { status: 'none', ignored: 0 },
  evolve: (state, event) => {
    switch (event.type) {
      case 'QuestionAsked':
        return {
          status: 'open',
          ignored: state.ignored,
          asked: event.data,
          askedAt: event.time,
          attempt: 1,
        }
      case 'QuestionRepeated':
        return state.status === 'open' ? { ...state, attempt: event.data.attempt } : state
      case 'QuestionAnswered': {
        const { answerId, reply } = event.data
        return { status: 'answered', ignored: state.ignored, answerId, reply: canonicalJson(reply) }
      }
      case 'QuestionExpired':
        return { status: 'expired', ignored: state.ignored, expiredAt: event.time }
      default:
        return { ...state, ignored: state.ignored + 1 }
    }
  },
  decide: (command, state, { now }) => {
    switch (command.type) {
      case 'AskQuestion':
        return state.status === 'none' ? [asking(command.data, now)] : refuse('question-exists')
      case 'LookAtQuestion':
        return lookedAt(command.data, state, now)
      case 'RecordAnswer':
        return answered(command.data, state, now)
    }
  },
}

/** The event with which a question begins: for commands that ask beside what else they do. */
export const asking = (
  { repeatAfterMs, ...data }: AskQuestion['data'],
  now: Instant,
): Extract<QuestionEvent, { type: 'QuestionAsked' }> => ({
  type: 'QuestionAsked',
  data: {
    ...data,
    repeatAfterMs,
    attempt: 1,
    nextAt: Math.min(data.deadline, now + repeatAfterMs),
  },
})

const lookedAt = (
  { attempt }: LookAtQuestion['data'],
  state: Question,
  now: Instant,
): readonly QuestionEvent[] | QuestionRefusal => {
  // A timer that fired while the answer came, or twice.
  if (state.status !== 'open' || state.attempt !== attempt) return refuse('question-not-open')
  const { repeatAfterMs, nextAt: _, ...sentBefore } = state.asked
  const { deadline, attempt: __, ...about } = sentBefore
  if (now >= deadline) return [{ type: 'QuestionExpired', data: { ...about, attempts: attempt } }]
  const next = attempt + 1
  // Where time stood still, each attempt still gets its wait from now on.
  const nextAt = Math.min(deadline, now + repeatAfterMs * 2 ** Math.min(attempt, 30))
  return [{ type: 'QuestionRepeated', data: { ...sentBefore, attempt: next, nextAt } }]
}

const answered = (
  { questionId, answerId, reply }: RecordAnswer['data'],
  state: Question,
  now: Instant,
): readonly QuestionEvent[] | QuestionRefusal => {
  const about = { questionId, answerId }
  if (state.status === 'open') {
    const { source, name, subject, request } = state.asked
    const question = { source, name, subject, request }
    const waited = { waitedMs: Math.max(0, now - state.askedAt), attempts: state.attempt }
    return [{ type: 'QuestionAnswered', data: { ...question, ...about, reply, ...waited } }]
  }
  // The very answer that was taken, once more.
  if (state.status === 'answered' && state.answerId === answerId) return []
  if (state.ignored >= ignoredMax) return refuse('too-many-answers-ignored')
  switch (state.status) {
    case 'none':
      return [{ type: 'UnknownAnswerIgnored', data: about }]
    case 'answered': {
      const agrees = canonicalJson(reply) === state.reply
      return [{ type: 'DuplicateAnswerIgnored', data: { ...about, agrees } }]
    }
    case 'expired': {
      const lateByMs = Math.max(0, now - state.expiredAt)
      return [{ type: 'LateAnswerIgnored', data: { ...about, reply, lateByMs } }]
    }
  }
}

const streamOf = ({ data }: QuestionCommand): StreamName => questionStream(data.questionId)

export const askQuestion = commandFor(
  question,
  'AskQuestion',
  (command: AskQuestion) => streamOf(command),
  { presumedNew: true },
)
export const lookAtQuestion = commandFor(question, 'LookAtQuestion', (command: LookAtQuestion) =>
  streamOf(command),
)
export const recordAnswer = commandFor(question, 'RecordAnswer', (command: RecordAnswer) =>
  streamOf(command),
)
