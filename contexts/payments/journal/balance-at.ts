import type { Instant } from '../../../kernel/clock.ts'
import { pageSizeMax, type ViewReader, type ViewRow } from '../../../kernel/view.ts'
import { addBalances, addSums, type Balances } from './sums.ts'
import { endOfDay, hourOf, monthOf, startOfHour } from './time.ts'
import { closingBefore, type AccountRow } from './view-accounts.ts'
import type { LineRow } from './view-lines.ts'
import {
  effectivePlace,
  linePlace,
  recordedPlace,
  type Hour,
  type PeriodRow,
} from './view-periods.ts'

/** The views that a balance at a time is put together from. */
export interface HistoryViews {
  readonly periods: ViewReader<PeriodRow>
  readonly lines: ViewReader<LineRow>
}

export class HistoryNotYetVisible extends Error {}

const waitMs = 2_000

/**
 * Balances of everything recorded up to and including `at`. Exact, and the same number of steps whether the account has
 * a hundred postings or a hundred million; view-periods.ts says how.
 */
export const balancesAt = async (
  views: HistoryViews,
  account: ViewRow<AccountRow>,
  at: Instant,
): Promise<Balances> => {
  const { accountId, bookedAt, balances, closings } = account.row
  if (at >= bookedAt) return balances
  await caughtUp(views.periods, account.position)
  const hour = hourOf(at)
  const from = recordedPlace(accountId, monthOf(at))
  const rows = await everyRow(views.periods, from, recordedPlace(accountId, `${hour}~`))
  const last = recordedPlace(accountId, hour)
  let total = closingBefore(closings, monthOf(at))
  for (const { place, hours = {} } of rows)
    total = addBalances(
      total,
      place === last ? await partOf(views, account, hours, at) : wholeHour(hours),
    )
  return total
}

/**
 * Posted balances of everything that counts from `day` or earlier, as known now: also what was recorded later and dated
 * back, and without what was recorded by then and counts later.
 */
export const postedEffectiveOn = async (
  views: HistoryViews,
  account: ViewRow<AccountRow>,
  day: string,
): Promise<Balances> => {
  const { accountId } = account.row
  const recorded = await balancesAt(views, account, endOfDay(day))
  await caughtUp(views.periods, account.position)
  const from = effectivePlace(accountId, '')
  const rows = await everyRow(views.periods, from, effectivePlace(accountId, `${day}~`))
  const total = rows.reduce((sum, { shifted = {} }) => addBalances(sum, shifted), recorded)
  return Object.fromEntries(
    Object.entries(total).map(([currency, { posted = '0' }]) => [currency, { posted }]),
  )
}

const wholeHour = (hours: Readonly<Record<string, Hour>>): Balances =>
  Object.fromEntries(Object.entries(hours).map(([currency, { sums }]) => [currency, sums]))

/** An hour up to an instant within it: the nearest marks, and the lines behind them. */
const partOf = async (
  views: HistoryViews,
  { row: { accountId }, position }: ViewRow<AccountRow>,
  hours: Readonly<Record<string, Hour>>,
  at: Instant,
): Promise<Balances> => {
  const total: Record<string, Hour['sums']> = {}
  const since: Record<string, Instant> = {}
  const begin = startOfHour(hourOf(at))
  for (const [currency, hour] of Object.entries(hours)) {
    const [marked, sums] =
      hour.latest <= at
        ? [at + 1, hour.sums]
        : (hour.marks.findLast(([mark]) => mark <= at) ?? [begin, {}])
    total[currency] = sums
    since[currency] = marked
  }
  const first = Math.min(...Object.values(since))
  if (first > at) return total
  await caughtUp(views.lines, position)
  const [from, to] = [linePlace(accountId, first), linePlace(accountId, at + 1)]
  for (const { currency, recordedAt, changes } of await everyRow(views.lines, from, to))
    if (recordedAt >= (since[currency] ?? first))
      total[currency] = addSums(total[currency] ?? {}, changes)
  return total
}

/** All rows whose place lies between two others, in their order. */
export const everyRow = async <Row extends { readonly place: string }>(
  view: ViewReader<Row>,
  from: string,
  to: string,
): Promise<readonly Row[]> => {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const page = await view.query({
      filter: { place: { from, to } } as NonNullable<Parameters<typeof view.query>[0]['filter']>,
      sort: { field: 'place', direction: 'ascending' },
      limit: pageSizeMax,
      ...(cursor === undefined ? {} : { cursor }),
    })
    rows.push(...page.rows.map(({ row }) => row))
    cursor = page.next
  } while (cursor !== undefined)
  return rows
}

/** The parts must have seen what the whole has seen. */
export const caughtUp = async (
  view: ViewReader<PeriodRow> | ViewReader<LineRow>,
  position: number,
): Promise<void> => {
  if (!(await view.waitFor(position, waitMs)))
    throw new HistoryNotYetVisible(`${view.name} has not come to position ${position}`)
}
