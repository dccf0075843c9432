import Type from 'typebox'
import { formatInstant } from '../../../kernel/clock.ts'
import type { ContextTools } from '../../../kernel/context.ts'
import { minorUnitDigitsMax } from '../../../kernel/money.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok, problemReply, type Reply } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { pageSizeMax, type ViewReader } from '../../../kernel/view.ts'
import { notFound, readers } from '../api-reading.ts'
import type { PaymentRow } from '../payment-row.ts'
import { payments } from '../views.ts'
import { AccountParams, badField, dayProblem, DaySchema, tag } from './api-reading.ts'
import { camt053, camt053Versions, type Camt053Version } from './camt053.ts'
import { StatementShown } from './contract.ts'
import { entriesMax, readStatement, statementIdOf, type Statement } from './statement.ts'
import { statementCsv } from './statement-csv.ts'
import { accounts, type AccountRow } from './view-accounts.ts'
import { accountLines, type LineRow } from './view-lines.ts'
import { accountPeriods, type PeriodRow } from './view-periods.ts'

type Format = 'json' | 'csv' | Camt053Version
const formats = ['json', 'csv', ...camt053Versions] as const satisfies readonly Format[]

const StatementQuery = Type.Object({
  from: DaySchema,
  to: Type.Unsafe<string>({ ...DaySchema, description: 'Included' }),
  currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$' })),
  format: Type.Optional(
    Type.Unsafe<Format>({
      type: 'string',
      enum: [...formats],
      description:
        'Without it the Accept header decides: text/csv, application/xml (camt.053.001.08), else JSON',
    }),
  ),
})
type StatementQuery = Type.Static<typeof StatementQuery>

/** Routes that give statements. */
export const statementRoutes = (tools: ContextTools): readonly Route[] => {
  const view = tools.view<AccountRow>(accounts)
  const history = {
    periods: tools.view<PeriodRow>(accountPeriods),
    lines: tools.view<LineRow>(accountLines),
  }

  return [
    route<{ accountId: string }, StatementQuery>({
      method: 'GET',
      path: '/v1/accounts/:accountId/statements',
      name: 'getStatement',
      summary: 'What was booked on an account, with opening and closing balances',
      description:
        `By days of recording, in UTC, up to ${entriesMax} entries. As JSON, CSV or camt.053 (.02, .08). ` +
        'For example ?from=2026-11-01&to=2026-11-30&format=camt.053.001.08',
      tag,
      access: { roles: readers },
      params: AccountParams,
      query: StatementQuery,
      shows: view,
      replies: { 200: StatementShown },
      refusals: { 'account-unknown': 404, 'statement-too-long': 422, 'balance-too-large': 422 },
      handle: async ({ params: { accountId }, query, header, now }) => {
        const { from, to } = query
        const wrongDay = dayProblem('query/from', from) ?? dayProblem('query/to', to)
        if (wrongDay) return wrongDay
        if (from > to) return badField('query/from', 'must not lie behind `to`')
        const row = await view.get(accountId)
        if (!row) return notFound('account')
        const statement = await readStatement(history, row, query)
        if (!statement) return tooLong
        const format = query.format ?? formatOf(header('accept'))
        if (format === 'json') return shown(tools, statement, row.position)
        const attached = {
          'content-disposition': `attachment; filename="${fileName(statement, format)}"`,
        }
        if (format === 'csv')
          return text(statementCsv(statement), {
            ...attached,
            'content-type': 'text/csv; charset=utf-8',
          })
        if (hasLargeSums(statement)) return tooLarge
        const xml = camt053(statement, {
          version: format,
          messageId: statementIdOf(tools, statement),
          createdAt: now,
          statementId: (currency) => statementIdOf(tools, statement, currency),
          endToEndIds: await endToEndIdsOf(tools.view<PaymentRow>(payments), statement),
        })
        return text(xml, { ...attached, 'content-type': 'application/xml; charset=utf-8' })
      },
    }),
  ]
}

const endToEndIdsOf = async (
  view: ViewReader<PaymentRow>,
  { currencies }: Statement,
): Promise<ReadonlyMap<string, string>> => {
  const told = currencies.flatMap(({ entries }) =>
    entries.flatMap((entry) => entry.paymentId ?? []),
  )
  const rest = [...new Set(told)]
  const found = new Map<string, string>()
  while (rest.length > 0)
    for (const { key, row } of await view.getMany(rest.splice(0, pageSizeMax)))
      found.set(key, row.endToEndId)
  return found
}

const formatOf = (accept: string | undefined): Format => {
  if (accept?.includes('text/csv')) return 'csv'
  return accept !== undefined &&
    /\b(application|text)\/xml\b/.test(accept) &&
    !accept.includes('json')
    ? 'camt.053.001.08'
    : 'json'
}

const text = (body: string, headers: Readonly<Record<string, string>>): Reply =>
  ok(body, { headers })

const fileName = ({ accountId, from, to }: Statement, format: Format): string =>
  `${accountId.replaceAll(':', '-')}_${from}_${to}.${format === 'csv' ? 'csv' : `${format}.xml`}`

const shown = (tools: ContextTools, statement: Statement, position: number): Reply => {
  const { accountId, from, to, currencies } = statement
  const token = (at: number) => positionToken(tools.log.name, at)
  return ok({
    accountId,
    from,
    to,
    currencies: currencies.map(({ entries, ...sums }) => ({
      ...sums,
      entries: entries.map(({ because: _because, recordedAt, position: at, ...entry }) => ({
        ...entry,
        recordedAt: formatInstant(recordedAt),
        position: token(at),
      })),
    })),
    position: token(position),
  })
}

const tooLong = problemReply({
  slug: 'statement-too-long',
  status: 422,
  title: `A statement has ${entriesMax} entries at most; ask for fewer days`,
})

const tooLarge = problemReply({
  slug: 'balance-too-large',
  status: 422,
  title: `camt.053 has room for ${minorUnitDigitsMax} digits; ask for JSON or CSV`,
})

const hasLargeSums = ({ currencies }: Statement): boolean =>
  currencies.some(({ opening, closing, creditSum, debitSum, entries }) =>
    [opening, closing, creditSum, debitSum, ...entries.map(({ amount }) => amount)].some(
      (units) => units.replace('-', '').length > minorUnitDigitsMax,
    ),
  )
