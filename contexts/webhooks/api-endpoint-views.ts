import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import { ok } from '../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../kernel/route.ts'
import type { ViewRow } from '../../kernel/view.ts'
import { EndpointParams, notFound, readers, tag } from './api-lists.ts'
import { EndpointShown, EventTypeShown } from './contract.ts'
import { showEndpoints } from './showing.ts'
import { endpointsView, type EndpointRow } from './view-endpoints.ts'

/** What endpoints can be asked by. Removed ones are not listed. */
const endpointList = listGrammar(endpointsView, {
  filters: { needsOperator: { description: 'Whether somebody should look at it' } },
  sorts: ['createdAt'],
  sort: '-createdAt',
})
const served = { status: { in: ['active', 'paused'] } } as const

/** What there is, for everybody who may look. */
export const endpointViewRoutes = (
  tools: ContextTools,
  catalogue: readonly EventTypeShown[],
): readonly Route[] => {
  const view = tools.view<EndpointRow>(endpointsView)
  const show = (rows: readonly ViewRow<EndpointRow>[]) =>
    showEndpoints(tools.log.name, rows, tools.clock.now())
  return [
    route({
      method: 'GET',
      path: '/v1/webhooks/event-types',
      name: 'listWebhookEventTypes',
      summary: 'What an endpoint can ask for',
      tag,
      access: { roles: readers },
      replies: { 200: Type.Object({ items: Type.Array(EventTypeShown) }) },
      handle: () => Promise.resolve(ok({ items: [...catalogue] })),
    }),
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/webhooks/endpoints',
      name: 'listWebhookEndpoints',
      summary: 'Endpoints, newest first; never their secrets',
      tag,
      access: { roles: readers },
      query: endpointList.query,
      shows: view,
      replies: { 200: pageOf(EndpointShown) },
      handle: ({ query }) => pageReply(view, endpointList.read(query, served), show),
    }),
    liveRoute({
      path: '/v1/webhooks/endpoints/live',
      name: 'watchWebhookEndpoints',
      summary: 'Watch endpoints change',
      description: 'Server-sent events `rows` with {items}; removed ones come a last time.',
      tag,
      access: { roles: readers },
      feed: {
        view,
        show: (rows) => Promise.resolve(show(rows as readonly ViewRow<EndpointRow>[])),
      },
    }),
    route<{ endpointId: string }>({
      method: 'GET',
      path: '/v1/webhooks/endpoints/:endpointId',
      name: 'getWebhookEndpoint',
      summary: 'One endpoint',
      tag,
      access: { roles: readers },
      params: EndpointParams,
      shows: view,
      replies: { 200: EndpointShown },
      refusals: { 'endpoint-unknown': 404 },
      handle: async ({ params: { endpointId } }) => {
        const row = await view.get(endpointId)
        const [shown] = row ? show([row]) : []
        return shown ? ok(shown) : notFound('endpoint')
      },
    }),
  ]
}
