import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import { pageOf, pageReply } from '../../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../../kernel/list-query.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import { ok } from '../../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../../kernel/route.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { notFound, readers } from '../api-reading.ts'
import { effectiveDateProblem, tag, TransactionParams } from './api-reading.ts'
import { BalanceShown, TransactionShown } from './contract.ts'
import { dryRun } from './dry-run.ts'
import { showTransactions } from './showing.ts'
import { Stated, transactionIdOf } from './stated.ts'
import { dayOf } from './time.ts'
import { accounts, type AccountRow } from './view-accounts.ts'
import { journalTransactions, type TransactionRow } from './view-transactions.ts'

const transactionList = listGrammar(journalTransactions, {
  filters: { recordedAt: { description: 'Recorded at' } },
  sorts: ['recordedAt'],
  sort: '-recordedAt',
})
const TransactionQuery = Type.Object({
  ...(transactionList.query as Type.TObject).properties,
  reference: Type.Optional(Type.String({ minLength: 1, maxLength: 140 })),
})

const Tried = Type.Union([
  Type.Object({
    accepted: Type.Literal(true),
    balances: Type.Array(
      Type.Object({ accountId: Type.String(), balances: Type.Array(BalanceShown) }),
    ),
  }),
  Type.Object({
    accepted: Type.Literal(false),
    refusal: Type.String(),
    detail: Type.Optional(Type.Object({}, { additionalProperties: true })),
  }),
])

/** Routes that show transactions, those too that are not posted yet. */
export const transactionViewRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<TransactionRow>(journalTransactions)
  const accountView = tools.view<AccountRow>(accounts)
  const log = tools.log.name
  const show = (rows: readonly ViewRow<TransactionRow>[]) => showTransactions(log, rows)

  return [
    route<Record<string, never>, Record<string, never>, Stated>({
      method: 'POST',
      path: '/v1/journal-transactions/dry-runs',
      name: 'tryTransaction',
      summary: 'See what posting a transaction would do',
      description:
        'The balances that it would leave, or why it would be refused. Nothing is written.',
      tag,
      access: { roles: readers },
      budget: 'read',
      body: { schema: Stated },
      withoutIdempotencyKey: 'it changes nothing',
      replies: { 200: Tried },
      handle: async ({ body, now }) => {
        const wrongDay = effectiveDateProblem(body.effectiveDate, now)
        if (wrongDay) return wrongDay
        const { effectiveDate = dayOf(now) } = body
        const tried = await dryRun(accountView, { ...body, effectiveDate }, now)
        if (!isRefusal(tried)) return ok({ accepted: true, balances: tried })
        const { refused: refusal, detail } = tried
        return ok({ accepted: false, refusal, ...(detail ? { detail } : {}) })
      },
    }),

    route<Record<string, never>, ListAsked & { reference?: string }>({
      method: 'GET',
      path: '/v1/journal-transactions',
      name: 'listTransactions',
      summary: 'List transactions',
      description:
        'For example ?recordedAt[gte]=2026-11-21T00:00:00Z or ?reference=FEE-2026-11-8124',
      tag,
      access: { roles: readers },
      query: TransactionQuery,
      shows: view,
      replies: { 200: pageOf(TransactionShown) },
      handle: async ({ query: { reference, ...asked } }) => {
        const query = transactionList.read(asked)
        if (reference === undefined) return pageReply(view, query, show)
        const row = await view.get(transactionIdOf(tools, reference))
        const position = positionToken(log, await view.position())
        return ok({ items: row ? show([row]) : [], position })
      },
    }),

    liveRoute({
      path: '/v1/journal-transactions/live',
      name: 'watchTransactions',
      summary: 'Watch transactions being posted',
      description: 'Server-sent events `rows` with {items}; resumes by Last-Event-ID.',
      tag,
      access: { roles: readers },
      feed: { view, show: async (rows) => show(rows as readonly ViewRow<TransactionRow>[]) },
    }),

    route<{ transactionId: string }>({
      method: 'GET',
      path: '/v1/journal-transactions/:transactionId',
      name: 'getTransaction',
      summary: 'One transaction',
      tag,
      access: { roles: readers },
      params: TransactionParams,
      shows: view,
      replies: { 200: TransactionShown },
      refusals: { 'transaction-unknown': 404 },
      handle: async ({ params: { transactionId } }) => {
        const row = await view.get(transactionId)
        const [transaction] = row ? show([row]) : []
        return transaction ? ok(transaction) : notFound('transaction')
      },
    }),
  ]
}
