import Type from 'typebox'
import type { ContextTools } from '../../../kernel/context.ts'
import { positionToken } from '../../../kernel/position-token.ts'
import { ok } from '../../../kernel/reply.ts'
import { route, type Route } from '../../../kernel/route.ts'
import { pageSizeMax, type ViewReader, type ViewRow } from '../../../kernel/view.ts'
import { readers } from '../api-reading.ts'
import { tag } from './api-reading.ts'
import { TrialBalanceShown } from './contract.ts'
import { disagreementsOf, totalsOf, type Disagreement } from './integrity.ts'
import { showTrialBalance } from './showing.ts'
import { accounts, type AccountRow } from './view-accounts.ts'
import { trialBalance, type TrialBalanceRow } from './view-trial-balance.ts'

/** Accounts that one check looks at. */
const accountsMax = 1_000_000
const disagreementsToldMax = 100

const Disagreeing = Type.Object({
  accountId: Type.String(),
  currency: Type.String(),
  booked: Type.Object({ posted: Type.String(), reserved: Type.String() }),
  decided: Type.Object({ posted: Type.String(), reserved: Type.String() }),
})

/** Routes that prove the books. */
export const checkRoutes = (tools: ContextTools): readonly Route[] => {
  const trial = tools.view<TrialBalanceRow>(trialBalance)
  const view = tools.view<AccountRow>(accounts)
  const log = tools.log.name

  return [
    route({
      method: 'GET',
      path: '/v1/journal/trial-balance',
      name: 'getTrialBalance',
      summary: 'The sum of all postings by currency: zero, always',
      tag,
      access: { roles: readers },
      shows: trial,
      replies: {
        200: Type.Object({ items: Type.Array(TrialBalanceShown), position: Type.String() }),
      },
      handle: async () => {
        const position = positionToken(log, await trial.position())
        return ok({ items: showTrialBalance(log, await everyRow(trial)), position })
      },
    }),

    route({
      method: 'GET',
      path: '/v1/journal/check',
      name: 'checkJournal',
      summary: 'Check the books against themselves',
      description:
        'Three ways to the same sums: all postings as they were recorded, the balances of all accounts, and for ' +
        `guarded accounts what their own decisions say. Looks at up to ${accountsMax} accounts.`,
      tag,
      access: { roles: ['operator', 'compliance', 'administrator', 'service'] },
      shows: view,
      replies: {
        200: Type.Object({
          sound: Type.Boolean(),
          accounts: Type.Integer(),
          currencies: Type.Array(
            Type.Object({
              currency: Type.String(),
              postings: Type.Boolean({
                description: 'All postings sum to zero, at every position',
              }),
              balances: Type.Union([Type.Boolean(), Type.Null()], {
                description:
                  'The balances of all accounts sum to zero; null where they never stood still while they were read',
              }),
            }),
          ),
          disagreements: Type.Array(Disagreeing, {
            description: 'Guarded accounts whose balance is not what their own stream says',
          }),
          position: Type.String(),
        }),
      },
      handle: async () => {
        const { rows, position, atRest } = await readAtRest(view)
        const totals = totalsOf(rows.map(({ row }) => row))
        const currencies = (await everyRow(trial)).map(({ row: { currency, unbalancedAt } }) => {
          const balances = totals.get(currency) ?? true
          return { currency, postings: unbalancedAt === null, balances: told(balances, atRest) }
        })
        const disagreements = await confirmed(view, rows)
        const sound =
          disagreements.length === 0 &&
          currencies.every(({ postings, balances }) => postings && balances !== false)
        return ok({
          sound,
          accounts: rows.length,
          currencies,
          disagreements: disagreements.slice(0, disagreementsToldMax).map(asJson),
          position: positionToken(log, position),
        })
      },
    }),
  ]
}

const everyRow = async <Row extends object>(
  view: ViewReader<Row>,
): Promise<readonly ViewRow<Row>[]> => {
  const rows: ViewRow<Row>[] = []
  let cursor: string | undefined
  do {
    const page = await view.query({ limit: pageSizeMax, ...(cursor ? { cursor } : {}) })
    rows.push(...page.rows)
    cursor = page.next
  } while (cursor !== undefined && rows.length < accountsMax)
  return rows
}

/** What does not sum up proves something only if nothing changed while it was read. */
const told = (balanced: boolean, atRest: boolean): boolean | null => {
  if (balanced) return true
  return atRest ? false : null
}

const asJson = (disagreement: Disagreement) => ({ ...disagreement })

const looksMax = 3

const readAtRest = async (view: ViewReader<AccountRow>) => {
  for (let look = 1; ; look++) {
    const position = await view.position()
    const rows = await everyRow(view)
    const atRest = (await view.position()) === position
    if (atRest || look === looksMax) return { rows, position, atRest }
  }
}

/** A row may be read between two events of one command; what is wrong is so however often one looks. */
const confirmed = async (
  view: ViewReader<AccountRow>,
  rows: readonly ViewRow<AccountRow>[],
): Promise<readonly Disagreement[]> => {
  let found = rows.flatMap(({ row }) => disagreementsOf(row))
  for (let look = 1; look < looksMax && found.length > 0; look++) {
    const ids = [...new Set(found.map(({ accountId }) => accountId))].slice(0, disagreementsToldMax)
    const again = await Promise.all(ids.map((id) => view.get(id)))
    found = again.flatMap((row) => (row ? disagreementsOf(row.row) : []))
  }
  return found
}
