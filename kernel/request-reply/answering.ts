import Type, { type Static, type TSchema } from 'typebox'
import { formatInstant, type Instant } from '../clock.ts'
import type { CommandDefinition, DecisionContext, Entity, StreamRead } from '../decider.ts'
import { eventData, type EventOf, type EventSchemas } from '../event-schema.ts'
import type { Uuid } from '../id.ts'
import { canonicalJson, type Json } from '../json.ts'
import type { Command, StreamName } from '../message.ts'
import { messageOf } from '../message-contract.ts'
import { refuse, type Refusal } from '../refusal.ts'
import type { Publish } from '../relay.ts'
import { pairing, type Asked } from './contract.ts'

/**
 * Answers are decided once and stored: whoever asks the same again gets what was said then, whatever is true by now.
 * The answer goes out from the log, so a crash between deciding and telling loses nothing.
 */

const Payload = Type.Unsafe<Json>({})
const given = {
  /** The id of the answer's message, derived from asker and question. */
  answerId: Type.String({ format: 'uuid' }),
  asker: Type.String({ minLength: 1, maxLength: 200 }),
  questionId: Type.String({ minLength: 1, maxLength: 200 }),
  attempt: Type.Integer({ minimum: 1 }),
  source: Type.String({ maxLength: 16 }),
  name: Type.String({ maxLength: 64 }),
  subject: Type.String({ maxLength: 200 }),
  request: Payload,
  reply: Payload,
}

/** Of every context that answers. */
export const answerEvents = {
  AnswerGiven: { version: 1, data: eventData(given) },
  AnswerRepeated: { version: 1, data: eventData(given) },
} as const satisfies EventSchemas

export type AnswerEvent = EventOf<typeof answerEvents>

export type AnswerQuestion = Command<
  'AnswerQuestion',
  {
    readonly answerId: Uuid
    readonly asker: string
    readonly questionId: string
    readonly attempt: number
    readonly subject: string
    readonly request: Json
    readonly expiresAt?: Instant
  }
>

export type AnswerRefusal = Refusal<'question-expired' | 'question-changed'>

type Answer =
  | { readonly status: 'none' }
  | { readonly status: 'given'; readonly last: AnswerEvent['data'] }

const answerEntity: Entity<Answer, AnswerEvent> = {
  name: 'answer',
  initialState: { status: 'none' },
  evolve: (_, { data }) => ({ status: 'given', last: data }),
}

export const answerStream = (answerId: Uuid): StreamName => `answer-${answerId}`

/** A question that a context answers, and how. */
export interface Answering {
  readonly asked: Asked
  readonly definition: CommandDefinition<AnswerQuestion, AnswerEvent, AnswerRefusal>
}

/**
 * `answering(getTransaction, { reads: ({ transactionId }) => [...], reply: (request, [payment]) => ({...}) })`.
 * The reply is decided on the states of the streams that it reads, as they are in the log.
 */
export const answering = <Request extends TSchema, Reply extends TSchema>(
  asked: Asked<Request, Reply>,
  {
    reads,
    reply,
  }: {
    readonly reads: (request: Static<Request>) => readonly StreamRead[]
    readonly reply: (
      request: Static<Request>,
      states: readonly unknown[],
      context: DecisionContext,
    ) => Static<Reply>
  },
): Answering => ({
  asked,
  definition: {
    type: 'AnswerQuestion',
    reads: ({ data }) => [
      // Most questions come once. One that was answered before is found out by its stream's version, and looked up.
      { stream: answerStream(data.answerId), entity: answerEntity, presumedNew: true },
      ...reads(data.request as Static<Request>),
    ],
    decide: ({ data }, [answer, ...states], context) => {
      const { request, expiresAt, ...about } = data
      const stream = answerStream(data.answerId)
      const before = answer as Answer
      if (before.status === 'given') {
        const repeated = repeat(data, before.last)
        return 'refused' in repeated ? repeated : [{ stream, events: repeated }]
      }
      if (expiresAt !== undefined && context.now > expiresAt) return refuse('question-expired')
      const said = reply(request as Static<Request>, states, context)
      if (!asked.fits.reply(said)) throw new Error(`this is no ${asked.reply.name}`)
      const { source, name } = asked
      const answerData = { ...about, source, name, request, reply: said as Json }
      return [{ stream, events: [{ type: 'AnswerGiven', data: answerData }] }]
    },
  },
})

const repeat = (
  { attempt, request }: AnswerQuestion['data'],
  last: AnswerEvent['data'],
): readonly AnswerEvent[] | AnswerRefusal => {
  if (canonicalJson(request) !== canonicalJson(last.request)) return refuse('question-changed')
  // The same attempt came twice, or an earlier one late: its answer is on the way already.
  if (attempt <= last.attempt) return []
  return [{ type: 'AnswerRepeated', data: { ...last, attempt } }]
}

/** Answers go out from the log of the context that gives them. */
export const publishAnswers =
  (context: string, environment: string, all: readonly Answering[]): Publish<AnswerEvent> =>
  (event) => {
    if (event.type !== 'AnswerGiven' && event.type !== 'AnswerRepeated') return []
    const { data } = event
    const { answerId, asker, questionId, subject, source, name } = data
    const found = all.find(({ asked }) => asked.source === source && asked.name === name)
    if (!found) throw new Error(`${context} answers ${name} as ${source}, undeclared`)
    return [
      messageOf(found.asked.reply, context, environment, data.reply as Static<TSchema>, {
        id: answerId,
        time: formatInstant(event.time),
        traceparent: event.traceparent,
        subject,
        entityVersion: event.version,
        extensions: {
          [pairing.asker]: asker,
          [pairing.questionId]: questionId,
          [pairing.correlationId]: event.correlationId,
        },
      }),
    ]
  }
