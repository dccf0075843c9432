import Type from 'typebox'
import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, problemReply } from '../../kernel/reply.ts'
import { questionStream, type QuestionEvent } from '../../kernel/request-reply/question.ts'
import { questionsView, type QuestionRow } from '../../kernel/request-reply/questions-view.ts'
import { route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { readers, tag } from './api-suspenders.ts'
import { RequestDetail, RequestShown, requestStates, type RequestEventShown } from './contract.ts'

const requestList = listGrammar(questionsView, {
  filters: {
    source: { maxLength: 16, description: 'Who is asked' },
    name: { maxLength: 64, description: 'What is asked, such as GetTrn' },
    subject: { maxLength: 200, description: 'For example transaction/T-1' },
    state: { enum: requestStates },
    askedAt: { description: 'Asked at' },
    endedAt: { description: 'Answered or given up at' },
  },
  sorts: ['askedAt', 'endedAt'],
  sort: '-askedAt',
})

/** A question has a handful of events: its attempts, its end, and at most ten answers that changed nothing. */
const eventsMax = 500

/** Questions on the bus: which wait for an answer, for how long, and how the others ended. */
export const requestRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<QuestionRow>(questionsView)
  const show = (now: Instant) => (rows: readonly ViewRow<QuestionRow>[]) =>
    rows.map((row) => showRequest(tools.log.name, row, now))
  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/requests',
      name: 'listRequests',
      summary: 'Questions to other systems, and how long they wait',
      description: 'For example ?state=open&sort=askedAt for those that wait longest',
      tag,
      access: { roles: readers },
      query: requestList.query,
      shows: view,
      replies: { 200: pageOf(RequestShown) },
      handle: ({ query, now }) => pageReply(view, requestList.read(query), show(now)),
    }),
    route<{ requestId: string }>({
      method: 'GET',
      path: '/v1/requests/:requestId',
      name: 'getRequest',
      summary: 'One question with its answer and its history',
      tag,
      access: { roles: readers },
      params: Type.Object({ requestId: Type.String({ format: 'uuid' }) }),
      shows: view,
      replies: { 200: RequestDetail },
      refusals: { 'request-unknown': 404 },
      handle: async ({ params: { requestId }, now }) => {
        const row = await view.get(requestId)
        if (!row)
          return problemReply({
            slug: 'request-unknown',
            status: 404,
            title: 'There is no such request',
          })
        const stream = questionStream(requestId)
        const events = (await tools.log.readStream(stream, 0, eventsMax)) as readonly Recorded[]
        return ok({ ...showRequest(tools.log.name, row, now), ...contentOf(events) })
      },
    }),
  ]
}

type Recorded = RecordedEvent<QuestionEvent>

const showRequest = (
  log: string,
  { row, position }: ViewRow<QuestionRow>,
  now: Instant,
): RequestShown => {
  const { questionId, askedAt, deadline, nextAt, endedAt, ignored, traceparent, ...shown } = row
  return {
    ...shown,
    requestId: questionId,
    waitedMs: Math.max(0, (endedAt ?? now) - askedAt),
    ignoredAnswers: ignored,
    askedAt: formatInstant(askedAt),
    deadline: formatInstant(deadline),
    ...(nextAt === null ? {} : { nextAttemptAt: formatInstant(nextAt) }),
    ...(endedAt === null ? {} : { endedAt: formatInstant(endedAt) }),
    traceId: traceparent.slice(3, 35),
    position: positionToken(log, position),
  }
}

const contentOf = (events: readonly Recorded[]) => {
  const asked = events.find((event) => event.type === 'QuestionAsked')
  const answered = events.find((event) => event.type === 'QuestionAnswered')
  return {
    request: asked?.data.request ?? null,
    ...(answered ? { reply: answered.data.reply } : {}),
    history: events.map(showEvent),
  }
}

const showEvent = ({ type, data, time, actor }: Recorded): RequestEventShown => ({
  type,
  at: formatInstant(time),
  actor,
  ...('attempt' in data ? { attempt: data.attempt } : {}),
  ...('answerId' in data ? { answerId: data.answerId } : {}),
  ...('agrees' in data ? { agrees: data.agrees } : {}),
  ...('lateByMs' in data ? { lateByMs: data.lateByMs } : {}),
})
