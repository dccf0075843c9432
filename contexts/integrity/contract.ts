import Type, { type Static } from 'typebox'
import { MoneySchema } from '../../kernel/money-schema.ts'

/** What others may rely on: shapes over HTTP. Add to it; never repurpose. */

const strict = { additionalProperties: false } as const
const Uuid = Type.String({ format: 'uuid' })
const Instant = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })

export const verdicts = ['confirmed', 'disagrees', 'not-found', 'no-answer'] as const
export type Verdict = (typeof verdicts)[number]
export const suspenderStatuses = ['open', ...verdicts] as const
export type SuspenderStatus = (typeof suspenderStatuses)[number]
export const requestStates = ['open', 'answered', 'expired'] as const

export const PositionToken = Type.String({
  description: 'Opaque. Give it as `after` to a read that must show this change.',
})

/** What whoever asks believes in. */
export const Expectation = Type.Object(
  {
    status: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    amount: Type.Optional(MoneySchema),
  },
  { ...strict, title: 'Expectation' },
)
export type Expectation = Static<typeof Expectation>

const Reported = Type.Object(
  {
    isFound: Type.Boolean(),
    status: Type.Optional(Type.String()),
    amount: Type.Optional(MoneySchema),
  },
  strict,
)

export const SuspenderShown = Type.Object(
  {
    suspenderId: Type.Unsafe<string>({ ...Uuid, description: 'Also the id of its request' }),
    source: Type.String({ description: 'The system that was asked' }),
    transactionId: Type.String(),
    status: Type.Unsafe<SuspenderStatus>({ type: 'string', enum: [...suspenderStatuses] }),
    expected: Expectation,
    reported: Type.Optional(Reported),
    differences: Type.Array(Type.String(), {
      description: 'What of the expectation the source contradicts',
    }),
    openedAt: Instant,
    deadline: Instant,
    settledAt: Type.Optional(Instant),
    position: PositionToken,
  },
  { ...strict, title: 'Suspender' },
)
export type SuspenderShown = Static<typeof SuspenderShown>

export const RequestShown = Type.Object(
  {
    requestId: Type.Unsafe<string>({ ...Uuid, description: '`ce_id` of its messages' }),
    source: Type.String({ description: 'Who is asked' }),
    name: Type.String({ description: 'What is asked', examples: ['GetTrn'] }),
    subject: Type.String({ description: 'What it is about' }),
    state: Type.Unsafe<(typeof requestStates)[number]>({
      type: 'string',
      enum: [...requestStates],
    }),
    attempts: Type.Integer({ description: 'How often it was asked' }),
    waitedMs: Type.Integer({ description: 'Until its end, or until now' }),
    ignoredAnswers: Type.Integer({
      description: 'Late and duplicate ones, which changed nothing',
    }),
    askedAt: Instant,
    deadline: Instant,
    nextAttemptAt: Type.Optional(Instant),
    endedAt: Type.Optional(Instant),
    correlationId: Uuid,
    traceId: Type.String({ description: 'W3C trace id of the whole story' }),
    position: PositionToken,
  },
  { ...strict, title: 'Request' },
)
export type RequestShown = Static<typeof RequestShown>

const AnyJson = Type.Unsafe<unknown>({ description: 'As it was sent' })

export const RequestEventShown = Type.Object(
  {
    type: Type.String({ examples: ['QuestionRepeated'] }),
    at: Instant,
    actor: Type.String(),
    attempt: Type.Optional(Type.Integer()),
    answerId: Type.Optional(Type.String()),
    agrees: Type.Optional(
      Type.Boolean({ description: 'Of a duplicate: whether it says what the first one said' }),
    ),
    lateByMs: Type.Optional(Type.Integer()),
  },
  strict,
)
export type RequestEventShown = Static<typeof RequestEventShown>

export const RequestDetail = Type.Object(
  {
    ...RequestShown.properties,
    request: AnyJson,
    reply: Type.Optional(AnyJson),
    history: Type.Array(RequestEventShown),
  },
  { ...strict, title: 'RequestDetail' },
)
export type RequestDetail = Static<typeof RequestDetail>
