import type { ContextTools } from '../../../kernel/context.ts'
import { pageOf, pageReply } from '../../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../../kernel/list-query.ts'
import { ok } from '../../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../../kernel/route.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { notFound, readers } from '../api-reading.ts'
import { HoldParams, tag } from './api-reading.ts'
import { HoldShown } from './contract.ts'
import { showHolds } from './showing.ts'
import { holds, type HoldRow } from './view-holds.ts'

const holdList = listGrammar(holds, {
  filters: {
    account: { maxLength: 96 },
    status: { enum: ['held', 'spent', 'released', 'expired'] },
    placedAt: { description: 'Placed at' },
  },
  sorts: ['placedAt'],
  sort: '-placedAt',
})

/** Routes that show holds. */
export const holdViewRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<HoldRow>(holds)
  const show = (rows: readonly ViewRow<HoldRow>[]) => showHolds(tools.log.name, rows)

  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/holds',
      name: 'listHolds',
      summary: 'List holds',
      description: 'For example ?account=customer:8124:main&status=held',
      tag,
      access: { roles: readers },
      query: holdList.query,
      shows: view,
      replies: { 200: pageOf(HoldShown) },
      handle: ({ query }) => pageReply(view, holdList.read(query), show),
    }),

    liveRoute({
      path: '/v1/holds/live',
      name: 'watchHolds',
      summary: 'Watch holds',
      tag,
      access: { roles: readers },
      feed: { view, show: async (rows) => show(rows as readonly ViewRow<HoldRow>[]) },
    }),

    route<{ holdId: string }>({
      method: 'GET',
      path: '/v1/holds/:holdId',
      name: 'getHold',
      summary: 'One hold',
      tag,
      access: { roles: readers },
      params: HoldParams,
      shows: view,
      replies: { 200: HoldShown },
      refusals: { 'hold-unknown': 404 },
      handle: async ({ params: { holdId } }) => {
        const row = await view.get(holdId)
        const [hold] = row ? show([row]) : []
        return hold ? ok(hold) : notFound('hold')
      },
    }),
  ]
}
