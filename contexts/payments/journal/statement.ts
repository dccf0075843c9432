import type { ContextTools } from '../../../kernel/context.ts'
import { pageSizeMax, type ViewReader, type ViewRow } from '../../../kernel/view.ts'
import { balancesAt, caughtUp, type HistoryViews } from './balance-at.ts'
import { endOfDay, startOfDay } from './time.ts'
import type { AccountRow } from './view-accounts.ts'
import type { LineRow } from './view-lines.ts'
import { linePlace } from './view-periods.ts'

/** Entries of one statement; for more there are more statements. */
export const entriesMax = 20_000

/** What was booked on an account from one day to another, both included, by days of recording in UTC. */
export interface Statement {
  readonly accountId: string
  readonly label?: string
  readonly from: string
  readonly to: string
  readonly currencies: readonly CurrencyStatement[]
}

export interface CurrencyStatement {
  readonly currency: string
  /** Minor units, signed; so is everything below. */
  readonly opening: string
  readonly closing: string
  readonly creditCount: number
  readonly creditSum: string
  readonly debitCount: number
  readonly debitSum: string
  readonly entries: readonly Entry[]
}

export interface Entry extends Pick<
  LineRow,
  | 'because'
  | 'recordedAt'
  | 'effectiveDate'
  | 'transactionId'
  | 'paymentId'
  | 'reference'
  | 'description'
> {
  readonly amount: string
  /** After it. */
  readonly balance: string
  readonly position: number
}

export interface StatementAsked {
  readonly from: string
  readonly to: string
  readonly currency?: string
}

/** Reads a statement; undefined where it would have more than `entriesMax` entries. */
export const readStatement = async (
  views: HistoryViews,
  account: ViewRow<AccountRow>,
  { from, to, currency }: StatementAsked,
): Promise<Statement | undefined> => {
  const { accountId, label, currencies = [] } = account.row
  const opening = await balancesAt(views, account, startOfDay(from) - 1)
  await caughtUp(views.lines, account.position)
  const lines = await bookedLines(views.lines, accountId, from, to)
  if (!lines) return undefined
  const met = lines.map(({ row }) => row.currency)
  const codes = [...new Set([...currencies, ...Object.keys(opening), ...met])].toSorted()
  return {
    accountId,
    ...(label === undefined ? {} : { label }),
    from,
    to,
    currencies: codes
      .filter((code) => currency === undefined || code === currency)
      .map((code) => {
        const own = lines.filter(({ row }) => row.currency === code)
        return statementIn(code, opening[code]?.posted ?? '0', own)
      }),
  }
}

const statementIn = (
  currency: string,
  opening: string,
  lines: readonly ViewRow<LineRow>[],
): CurrencyStatement => {
  let balance = BigInt(opening)
  const [credit, debit] = [
    { count: 0, sum: 0n },
    { count: 0, sum: 0n },
  ]
  const entries = lines.map(({ row, position }): Entry => {
    const { changes, place: _place, accountId: _account, currency: _currency, ...named } = row
    const units = BigInt(changes.posted ?? '0')
    balance += units
    const side = units < 0n ? debit : credit
    side.count++
    side.sum += units
    return { ...named, amount: units.toString(), balance: balance.toString(), position }
  })
  return {
    currency,
    opening,
    closing: balance.toString(),
    creditCount: credit.count,
    creditSum: credit.sum.toString(),
    debitCount: debit.count,
    debitSum: debit.sum.toString(),
    entries,
  }
}

const bookedLines = async (
  view: ViewReader<LineRow>,
  accountId: string,
  from: string,
  to: string,
): Promise<readonly ViewRow<LineRow>[] | undefined> => {
  const place = {
    from: linePlace(accountId, startOfDay(from)),
    to: linePlace(accountId, endOfDay(to) + 1),
  }
  const lines: ViewRow<LineRow>[] = []
  let cursor: string | undefined
  do {
    const page = await view.query({
      filter: { place },
      sort: { field: 'place', direction: 'ascending' },
      limit: pageSizeMax,
      ...(cursor === undefined ? {} : { cursor }),
    })
    lines.push(...page.rows.filter(({ row }) => row.changes.posted !== undefined))
    if (lines.length > entriesMax) return undefined
    cursor = page.next
  } while (cursor !== undefined)
  return lines
}

/**
 * Names a statement in 32 characters: the same one each time, for the same account, days, currencies and entries. Of a
 * day that is not over there are several; whoever has one must not take the next for the same.
 */
export const statementIdOf = (
  { ids }: Pick<ContextTools, 'ids'>,
  { accountId, from, to, currencies }: Statement,
  currency?: string,
): string => {
  const told = currencies.filter((part) => currency === undefined || part.currency === currency)
  const contents = told.map((part) =>
    [part.currency, part.opening, part.closing, part.entries.at(-1)?.position ?? ''].join(),
  )
  const parts = [accountId, from, to, ...(currency === undefined ? ['message'] : []), ...contents]
  return ids.derive('statement', ...parts).replaceAll('-', '')
}
