import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import { pageOf, pageReply } from '../../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../../kernel/list-query.ts'
import { ok } from '../../../kernel/reply.ts'
import type { Role } from '../../../kernel/role.ts'
import { liveRoute, route, type Route } from '../../../kernel/route.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { notFound, readers } from '../api-reading.ts'
import { limitActions, type LimitRules } from './api-limit-actions.ts'
import { limitScopes, LimitShown } from './contract.ts'
import type { LimitRegister } from './register.ts'
import { limitProposalRoutes } from './proposals/api.ts'
import { showLimit } from './showing.ts'
import { limits, type LimitRow } from './view-limits.ts'

const tag = 'Limits'

/** Who sets limits: never those who have payments made. */
export const limitKeepers: readonly Role[] = ['approver', 'administrator']

const limitList = listGrammar(limits, {
  filters: {
    scope: { enum: limitScopes },
    currency: { pattern: '^[A-Z]{3}$' },
    setAt: { description: 'Set at' },
  },
  sorts: ['setAt'],
  sort: '-setAt',
})

/** Limits of payers, accounts and rails, with what is used of each. */
export const limitRoutes = (
  tools: ContextTools,
  register: LimitRegister,
  rules: LimitRules,
): readonly Route[] => {
  const view = tools.view<LimitRow>(limits)
  const show = (rows: readonly ViewRow<LimitRow>[]) =>
    rows.map(showLimit(view.log, tools.clock.now()))
  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/limits',
      name: 'listLimits',
      summary: 'List limits, with what is used and left of each',
      description: 'For example ?scope=payer&currency=EUR',
      tag,
      access: { roles: readers },
      query: limitList.query,
      shows: view,
      replies: { 200: pageOf(LimitShown) },
      handle: ({ query }) => pageReply(view, limitList.read(query, { isRemoved: false }), show),
    }),

    liveRoute({
      path: '/v1/limits/live',
      name: 'watchLimits',
      summary: 'Watch limits being used',
      description: 'One that was removed is told with `isRemoved`.',
      tag,
      access: { roles: readers },
      feed: {
        view,
        show: (rows) =>
          Promise.resolve(
            (rows as readonly ViewRow<LimitRow>[]).map((row) => ({
              ...showLimit(view.log, tools.clock.now())(row),
              ...(row.row.isRemoved ? { isRemoved: true } : {}),
            })),
          ),
      },
    }),

    route<{ limitId: string }>({
      method: 'GET',
      path: '/v1/limits/:limitId',
      name: 'getLimit',
      summary: 'One limit, with what is used and left of it',
      tag,
      access: { roles: readers },
      params: Type.Object({ limitId: Type.String({ maxLength: 64 }) }),
      shows: view,
      replies: { 200: LimitShown },
      refusals: { 'limit-unknown': 404 },
      handle: async ({ params: { limitId } }) => {
        const found = await view.get(limitId)
        return found && !found.row.isRemoved
          ? ok(showLimit(view.log, tools.clock.now())(found))
          : notFound('limit')
      },
    }),

    ...limitActions(tools, register, { roles: limitKeepers, tag, rules }),
    ...limitProposalRoutes(tools, register, { roles: limitKeepers, tag }),
  ]
}
