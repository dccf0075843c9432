import Type from 'typebox'
import { formatInstant } from '../../../kernel/clock.ts'
import type { ContextTools } from '../../../kernel/context.ts'
import { pageOf, pageReply } from '../../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../../kernel/list-query.ts'
import { mask } from '../../../kernel/personal-data.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok } from '../../../kernel/reply.ts'
import { liveRoute, route, type Route } from '../../../kernel/route.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { notFound, readers, tag } from '../api-reading.ts'
import { BankStatementShown, lineMatches, StatementLineShown } from './contract.ts'
import type { Counterparty } from './events.ts'
import {
  bankStatements,
  statementLines,
  type StatementLineRow,
  type StatementRow,
} from './views.ts'

const statementList = listGrammar(bankStatements, {
  filters: { number: { maxLength: 35 }, receivedAt: { description: 'Received at' } },
  sorts: ['receivedAt'],
  sort: '-receivedAt',
})

const lineList = listGrammar(statementLines, {
  filters: {
    statementId: { format: 'uuid' },
    match: { enum: lineMatches },
    paymentId: { format: 'uuid' },
    endToEndId: { maxLength: 35 },
    uetr: { maxLength: 36 },
  },
  sorts: ['place'],
  sort: 'place',
})

/** Routes that show bank statements and their lines. */
export const statementRoutes = (tools: ContextTools): readonly Route[] => {
  const statements = tools.view<StatementRow>(bankStatements)
  const lines = tools.view<StatementLineRow>(statementLines)
  const show = (rows: readonly ViewRow<StatementRow>[]) => showStatements(tools, rows)
  return [
    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/bank-statements',
      name: 'listBankStatements',
      summary: 'List bank statements',
      tag,
      access: { roles: readers },
      query: statementList.query,
      shows: statements,
      replies: { 200: pageOf(BankStatementShown) },
      handle: ({ query }) => pageReply(statements, statementList.read(query), show),
    }),

    liveRoute({
      path: '/v1/bank-statements/live',
      name: 'watchBankStatements',
      summary: 'Watch bank statements arrive and be matched',
      tag,
      access: { roles: readers },
      feed: { view: statements, show: (rows) => show(rows as readonly ViewRow<StatementRow>[]) },
    }),

    route<{ statementId: string }>({
      method: 'GET',
      path: '/v1/bank-statements/:statementId',
      name: 'getBankStatement',
      summary: 'One bank statement',
      tag,
      access: { roles: readers },
      params: Type.Object({ statementId: Type.String({ format: 'uuid' }) }),
      shows: statements,
      replies: { 200: BankStatementShown },
      refusals: { 'bank-statement-unknown': 404 },
      handle: async ({ params: { statementId } }) => {
        const row = await statements.get(statementId)
        const [statement] = row ? await show([row]) : []
        return statement ? ok(statement) : notFound('bank-statement')
      },
    }),

    route<Record<string, never>, ListAsked>({
      method: 'GET',
      path: '/v1/statement-lines',
      name: 'listStatementLines',
      summary: 'List lines of bank statements, by statement, payment or how they were matched',
      tag,
      access: { roles: readers },
      query: lineList.query,
      shows: lines,
      replies: { 200: pageOf(StatementLineShown) },
      handle: ({ query }) =>
        pageReply(lines, lineList.read(query), (rows) => showLines(tools, rows)),
    }),
  ]
}

const showStatements = async (
  { vault, log }: ContextTools,
  rows: readonly ViewRow<StatementRow>[],
): Promise<readonly BankStatementShown[]> => {
  const accounts = await vault.open<string>(rows.map(({ row }) => row.account))
  return rows.map(({ row, position }, place) => {
    const { accountIndex: _, page: __, receivedAt, ...shown } = row
    const account = accounts[place]
    return {
      ...shown,
      account: typeof account === 'string' ? mask(account) : null,
      receivedAt: formatInstant(receivedAt),
      position: positionToken(log.name, position),
    }
  })
}

const showLines = async (
  { vault, log }: ContextTools,
  rows: readonly ViewRow<StatementLineRow>[],
): Promise<readonly StatementLineShown[]> => {
  const sealed = rows.flatMap(({ row }) => row.counterparty ?? [])
  const opened = await vault.open<Counterparty>(sealed)
  const parties = new Map(sealed.map((text, place) => [text, opened[place]]))
  return rows.map(({ row, position }) => {
    const { place: _, currency, amount, counterparty, ...shown } = row
    const party = counterparty ? parties.get(counterparty) : undefined
    const name = typeof party === 'object' ? (party.name ?? party.account) : undefined
    return {
      ...shown,
      amount: { minorUnits: amount, currency },
      counterparty: name === undefined ? null : mask(name),
      position: positionToken(log.name, position),
    }
  })
}
