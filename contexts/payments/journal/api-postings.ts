import Type from 'typebox'
import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import type { ContextTools } from '../../../kernel/context.ts'
import { pageOf, pageReply } from '../../../kernel/list-page.ts'
import { pageParameters } from '../../../kernel/list-query.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { notFound, readers } from '../api-reading.ts'
import { AccountParams, badField, tag } from './api-reading.ts'
import { balancesAt, caughtUp, everyRow, type HistoryViews } from './balance-at.ts'
import { HistoryShown, LineShown, type BalanceShown } from './contract.ts'
import { showBalances, showLines } from './showing.ts'
import { addBalances, type Balances } from './sums.ts'
import { hourOf } from './time.ts'
import { accounts, type AccountRow } from './view-accounts.ts'
import { accountLines, type LineRow } from './view-lines.ts'
import { accountPeriods, linePlace, recordedPlace, type PeriodRow } from './view-periods.ts'

const dayMs = 24 * 60 * 60 * 1_000

/** Hours of one answer: what is longer is told by days. */
const hoursMax = 14 * 24
const daysMax = 400

const LineQuery = Type.Object({
  'recordedAt[gte]': Type.Optional(Type.String({ format: 'date-time' })),
  'recordedAt[lt]': Type.Optional(Type.String({ format: 'date-time' })),
  sort: Type.Optional(
    Type.Unsafe<'recordedAt' | '-recordedAt'>({
      type: 'string',
      enum: ['recordedAt', '-recordedAt'],
      default: '-recordedAt',
    }),
  ),
  ...pageParameters,
})
type LineQuery = Type.Static<typeof LineQuery>

/** Routes that show what happened on an account. */
export const postingRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<AccountRow>(accounts)
  const lines = tools.view<LineRow>(accountLines)
  const history = { lines, periods: tools.view<PeriodRow>(accountPeriods) }
  const log = tools.log.name

  return [
    route<{ accountId: string }, LineQuery>({
      method: 'GET',
      path: '/v1/accounts/:accountId/postings',
      name: 'listPostings',
      summary: 'What was posted, put under way and held on an account',
      description:
        'One line for each transaction and currency. For example ?recordedAt[gte]=2026-11-01T00:00:00Z',
      tag,
      access: { roles: readers },
      params: AccountParams,
      query: LineQuery,
      shows: lines,
      replies: { 200: pageOf(LineShown) },
      handle: ({ params: { accountId }, query }) => {
        const { limit = 50, cursor, sort = '-recordedAt' } = query
        const { 'recordedAt[gte]': from, 'recordedAt[lt]': to } = query
        const place = {
          from: linePlace(accountId, from === undefined ? 0 : Date.parse(from)),
          to: to === undefined ? `${accountId}|~` : linePlace(accountId, Date.parse(to)),
        }
        const direction = sort === 'recordedAt' ? 'ascending' : 'descending'
        return pageReply(
          lines,
          {
            filter: { place },
            sort: { field: 'place', direction },
            limit,
            ...(cursor === undefined ? {} : { cursor }),
          },
          (rows) => showLines(log, rows),
        )
      },
    }),

    route<{ accountId: string }, { from: string; to?: string }>({
      method: 'GET',
      path: '/v1/accounts/:accountId/history',
      name: 'getBalanceHistory',
      summary: 'How the balances of an account moved',
      description: `By the hour up to ${hoursMax / 24} days, by the day up to ${daysMax}. For example ?from=2026-11-01T00:00:00Z`,
      tag,
      access: { roles: readers },
      params: AccountParams,
      query: Type.Object({
        from: Type.String({ format: 'date-time' }),
        to: Type.Optional(Type.String({ format: 'date-time' })),
      }),
      shows: view,
      replies: { 200: HistoryShown },
      refusals: { 'account-unknown': 404 },
      handle: async ({ params: { accountId }, query, now }) => {
        const from = Date.parse(query.from)
        const to = query.to === undefined ? now : Date.parse(query.to)
        if (to <= from || to - from > daysMax * dayMs)
          return badField('query/from', `must lie before \`to\`, by ${daysMax} days at most`)
        const row = await view.get(accountId)
        if (!row) return notFound('account')
        return ok({
          accountId,
          from: formatInstant(from),
          to: formatInstant(to),
          ...(await movements(history, row, from, to)),
          position: positionToken(log, row.position),
        })
      },
    }),
  ]
}

/** Whole hours, so the first and the last may reach beyond what was asked. */
const movements = async (
  views: HistoryViews,
  account: ViewRow<AccountRow>,
  from: Instant,
  to: Instant,
): Promise<Pick<HistoryShown, 'step' | 'opening' | 'points'>> => {
  const { accountId, currencies } = account.row
  const shown = (balances: Balances): BalanceShown[] =>
    showBalances(balances, currencies ? { currencies } : {})
  const step = to - from > (hoursMax * dayMs) / 24 ? 'day' : 'hour'
  const begin = Date.parse(`${hourOf(from)}:00:00.000Z`)
  const opening = await balancesAt(views, account, begin - 1)
  await caughtUp(views.periods, account.position)
  const rows = await everyRow(
    views.periods,
    recordedPlace(accountId, hourOf(from)),
    recordedPlace(accountId, `${hourOf(to)}~`),
  )
  const points = new Map<string, Balances>()
  let balances = opening
  for (const { place, hours = {} } of rows) {
    const hour = place.slice(place.lastIndexOf('|') + 1)
    for (const [currency, { sums }] of Object.entries(hours))
      balances = addBalances(balances, { [currency]: sums })
    points.set(
      step === 'hour' ? `${hour}:59:59.999Z` : `${hour.slice(0, 10)}T23:59:59.999Z`,
      balances,
    )
  }
  return {
    step,
    opening: shown(opening),
    points: [...points].map(([until, at]) => ({ until, balances: shown(at) })),
  }
}
