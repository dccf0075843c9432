import Type from 'typebox'
import { formatInstant } from '../../../kernel/clock.ts'
import type { ContextTools } from '../../../kernel/context.ts'
import { pageOf, pageReply } from '../../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../../kernel/list-query.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok } from '../../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../../kernel/route.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { notFound, readers } from '../api-reading.ts'
import { accountIdPattern, isStandingAccount } from './account-id.ts'
import { AccountParams, badField, dayProblem, DaySchema, tag } from './api-reading.ts'
import { balancesAt, postedEffectiveOn } from './balance-at.ts'
import { AccountShown, BalancesAtShown } from './contract.ts'
import { showAccounts, showBalances } from './showing.ts'
import { accounts, type AccountRow } from './view-accounts.ts'
import { accountLines, type LineRow } from './view-lines.ts'
import { accountPeriods, type PeriodRow } from './view-periods.ts'

const accountList = listGrammar(accounts, {
  filters: {
    kind: { enum: ['guarded', 'open'] },
    status: { enum: ['open', 'closed'] },
  },
  sorts: ['accountId'],
  sort: 'accountId',
})

const AccountQuery = Type.Object({
  ...(accountList.query as Type.TObject).properties,
  prefix: Type.Optional(
    Type.String({
      maxLength: 96,
      pattern: accountIdPattern.replace('$', ':?$'),
      description: 'How the account id begins, for example customer:8124:',
    }),
  ),
})

/** Routes that show accounts. */
export const accountViewRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<AccountRow>(accounts)
  const history = {
    periods: tools.view<PeriodRow>(accountPeriods),
    lines: tools.view<LineRow>(accountLines),
  }
  const log = tools.log.name
  const show = (rows: readonly ViewRow<AccountRow>[]) => showAccounts(log, rows)

  return [
    route<Record<string, never>, ListAsked & { prefix?: string }>({
      method: 'GET',
      path: '/v1/accounts',
      name: 'listAccounts',
      summary: 'List accounts with their balances',
      description: 'For example ?prefix=customer:8124:&kind=guarded',
      tag,
      access: { roles: readers },
      query: AccountQuery,
      shows: view,
      replies: { 200: pageOf(AccountShown) },
      handle: ({ query: { prefix, ...asked } }) => {
        // Nothing that an id is made of sorts behind it.
        const fixed = prefix === undefined ? {} : { accountId: { from: prefix, to: `${prefix}~` } }
        return pageReply(view, accountList.read(asked, fixed), show)
      },
    }),

    liveRoute({
      path: '/v1/accounts/live',
      name: 'watchAccounts',
      summary: 'Watch balances change',
      description: 'Server-sent events `rows` with {items}; resumes by Last-Event-ID.',
      tag,
      access: { roles: readers },
      feed: { view, show: async (rows) => show(rows as readonly ViewRow<AccountRow>[]) },
    }),

    route<{ accountId: string }>({
      method: 'GET',
      path: '/v1/accounts/:accountId',
      name: 'getAccount',
      summary: 'One account with its balances',
      tag,
      access: { roles: readers },
      params: AccountParams,
      shows: view,
      replies: { 200: AccountShown },
      validated: true,
      refusals: { 'account-unknown': 404 },
      handle: async ({ params: { accountId } }) => {
        const row =
          (await view.get(accountId)) ??
          (isStandingAccount(accountId) ? untouched(accountId) : undefined)
        const [account] = row ? show([row]) : []
        return account ? ok(account, { etag: account.position }) : notFound('account')
      },
    }),

    route<{ accountId: string }, { at?: string; effectiveOn?: string }>({
      method: 'GET',
      path: '/v1/accounts/:accountId/balances',
      name: 'getBalances',
      summary: 'Balances as they were at a time, or as they count by their effective dates',
      description:
        '?at=2026-11-21T12:00:00Z counts what was recorded up to then. ?effectiveOn=2026-11-21 counts what takes ' +
        'effect on that day or earlier, as it is known now, whenever it was recorded; of booked amounts alone.',
      tag,
      access: { roles: readers },
      params: AccountParams,
      query: Type.Object({
        at: Type.Optional(Type.String({ format: 'date-time' })),
        effectiveOn: Type.Optional(DaySchema),
      }),
      shows: view,
      replies: { 200: BalancesAtShown },
      refusals: { 'account-unknown': 404 },
      handle: async ({ params: { accountId }, query: { at, effectiveOn }, now }) => {
        if (at !== undefined && effectiveOn !== undefined)
          return badField('query/effectiveOn', 'either this or `at`')
        const wrongDay = dayProblem('query/effectiveOn', effectiveOn)
        if (wrongDay) return wrongDay
        const row = await view.get(accountId)
        if (!row) return notFound('account')
        const instant = at === undefined ? now : Date.parse(at)
        const balances =
          effectiveOn === undefined
            ? await balancesAt(history, row, instant)
            : await postedEffectiveOn(history, row, effectiveOn)
        return ok({
          accountId,
          ...(effectiveOn === undefined ? { at: formatInstant(instant) } : { effectiveOn }),
          // Limits are those of now, and say nothing about then.
          balances: showBalances(balances, currenciesOf(row.row)),
          position: positionToken(log, row.position),
        })
      },
    }),
  ]
}

const currenciesOf = ({ currencies }: AccountRow) => (currencies ? { currencies } : {})

/** A standing account on which nothing has been booked. */
const untouched = (accountId: string): ViewRow<AccountRow> => ({
  key: accountId,
  position: 0,
  row: {
    accountId,
    kind: 'open',
    status: 'open',
    balances: {},
    openedAt: null,
    bookedAt: 0,
    closings: {},
  },
})
