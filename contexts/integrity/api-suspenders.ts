import Type from 'typebox'
import { formatInstant } from '../../kernel/clock.ts'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply, problemReply } from '../../kernel/reply.ts'
import type { Role } from '../../kernel/role.ts'
import { route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { TransactionId } from '../payments/questions/contract.ts'
import { Expectation, PositionToken, SuspenderShown, suspenderStatuses } from './contract.ts'
import type { Source } from './sources.ts'
import { askAboutTransaction } from './suspender.ts'
import { suspendersView, type SuspenderRow } from './view-suspenders.ts'

export const tag = 'Integrity'
export const readers: readonly Role[] = [
  'viewer',
  'operator',
  'approver',
  'compliance',
  'administrator',
  'service',
]
const askers: readonly Role[] = ['operator', 'service']

const patience = { secondsDefault: 60, secondsMax: 7 * 24 * 3_600, repeatMsMin: 1_000 }

const Asked = Type.Object(
  {
    source: Type.String({ maxLength: 16, examples: ['otto'] }),
    transactionId: TransactionId,
    expected: Type.Optional(Expectation),
    waitSeconds: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: patience.secondsMax,
        default: patience.secondsDefault,
        description: 'After which there is no answer',
      }),
    ),
  },
  { additionalProperties: false },
)
interface AskedBody {
  readonly source: string
  readonly transactionId: string
  readonly expected?: Expectation
  readonly waitSeconds?: number
}

const suspenderList = listGrammar(suspendersView, {
  filters: {
    source: { maxLength: 16 },
    transactionId: { maxLength: 64 },
    status: { enum: suspenderStatuses },
    openedAt: { description: 'Opened at' },
    settledAt: { description: 'Settled at' },
  },
  sorts: ['openedAt', 'settledAt'],
  sort: '-openedAt',
})

/** Suspenders: where does a transaction stand, in the system that holds it? */
export const suspenderRoutes = (
  tools: ContextTools,
  sources: readonly Source[],
): readonly Route[] => [askRoute(tools, sources), ...readRoutes(tools)]

const askRoute = ({ handle, ids, log }: ContextTools, sources: readonly Source[]): Route => {
  const definition = askAboutTransaction(sources)
  const refusals = { 'source-unknown': 422, 'suspender-open': 409 }
  return route<Record<string, never>, Record<string, never>, AskedBody>({
    method: 'POST',
    path: '/v1/suspenders',
    name: 'openSuspender',
    summary: 'Ask a source system where a transaction stands',
    description: [
      'The question goes over the bus and is repeated until it is answered or its time is over.',
      'One is open for each transaction at a time.',
    ].join(' '),
    tag,
    access: { roles: askers },
    body: { schema: Asked },
    replies: { 201: Type.Object({ suspenderId: Type.String(), position: PositionToken }) },
    refusals,
    handle: async ({ body, envelope, now }) => {
      const { source, transactionId, expected = {} } = body
      const { waitSeconds = patience.secondsDefault } = body
      const asked = envelope({ ...body })
      // Derived from the request, so that its repetition names the same suspender.
      const suspenderId = ids.derive('suspender', asked.commandId)
      const waitMs = waitSeconds * 1_000
      const data = {
        suspenderId,
        source,
        transactionId,
        expected,
        deadline: now + waitMs,
        repeatAfterMs: Math.max(patience.repeatMsMin, Math.floor(waitMs / 10)),
      }
      const outcome = await handle(definition, { type: 'AskAboutTransaction', data }, asked)
      return outcomeReply(outcome, refusals, ({ position }) => ({
        status: 201,
        body: { suspenderId, position: positionToken(log.name, position) },
      }))
    },
  })
}

const readRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<SuspenderRow>(suspendersView)
  const show = (rows: readonly ViewRow<SuspenderRow>[]) =>
    rows.map((row) => showSuspender(tools.log.name, row))
  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/suspenders',
      name: 'listSuspenders',
      summary: 'What source systems were asked about, and what came of it',
      description: 'For example ?status=disagrees,not-found&sort=-settledAt',
      tag,
      access: { roles: readers },
      query: suspenderList.query,
      shows: view,
      replies: { 200: pageOf(SuspenderShown) },
      handle: ({ query }) => pageReply(view, suspenderList.read(query), show),
    }),
    route<{ suspenderId: string }>({
      method: 'GET',
      path: '/v1/suspenders/:suspenderId',
      name: 'getSuspender',
      summary: 'One suspender',
      tag,
      access: { roles: readers },
      params: Type.Object({ suspenderId: Type.String({ format: 'uuid' }) }),
      shows: view,
      replies: { 200: SuspenderShown },
      refusals: { 'suspender-unknown': 404 },
      handle: async ({ params: { suspenderId } }) => {
        const row = await view.get(suspenderId)
        return row
          ? ok({ ...showSuspender(tools.log.name, row) })
          : problemReply({
              slug: 'suspender-unknown',
              status: 404,
              title: 'There is no such suspender',
            })
      },
    }),
  ]
}

const showSuspender = (log: string, { row, position }: ViewRow<SuspenderRow>): SuspenderShown => {
  const { openedAt, deadline, settledAt, reported, differences, ...shown } = row
  return {
    ...shown,
    differences: [...differences],
    ...(reported ? { reported } : {}),
    openedAt: formatInstant(openedAt),
    deadline: formatInstant(deadline),
    ...(settledAt === null ? {} : { settledAt: formatInstant(settledAt) }),
    position: positionToken(log, position),
  }
}
