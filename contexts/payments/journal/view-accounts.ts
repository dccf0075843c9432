import type { RecordedEvent } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import { account, accountIdOfStream, type StoredHolding } from './account.ts'
import { accountEvents, type AccountEvent, type AccountKind } from './events.ts'
import { bookedEvents, isBooked, journalTransactionsOf, type Booked } from './mapping.ts'
import { addBalances, changesOn, type Balances } from './sums.ts'
import { monthOf } from './time.ts'

/** An account with its balances, as it stands. */
export interface AccountRow {
  readonly accountId: string
  readonly kind: AccountKind
  readonly status: 'open' | 'closed'
  readonly label?: string
  /** Absent for a standing account, which takes all. */
  readonly currencies?: readonly string[]
  readonly balances: Balances
  /** What a guarded account's own stream says, by currency: the check compares it with `balances`. */
  readonly holdings?: Readonly<Record<string, StoredHolding>>
  readonly openedAt: number | null
  /** The latest time at which anything was booked; 0 before. */
  readonly bookedAt: number
  /** Balances at the end of each month after which something else was booked, by `YYYY-MM`. */
  readonly closings: Readonly<Record<string, Balances>>
}

type Folded = AccountEvent | Booked

/** Accounts, each opened or met for the first time in a posting. */
export const accounts: View<AccountRow, Folded> = {
  name: 'accounts',
  version: 2,
  events: [...(Object.keys(accountEvents) as AccountEvent['type'][]), ...bookedEvents],
  keys: (event) => (isBooked(event) ? accountsIn(event) : [accountIdOfStream(event.stream)]),
  fold: (row, event, accountId) => {
    const before = row ?? notOpened(accountId)
    return isBooked(event) ? book(before, event, accountId) : decideOn(before, event)
  },
  indexed: { accountId: 'key', kind: 'keyword', status: 'keyword' },
}

/** Every account that an event touches, once. */
export const accountsIn = (event: RecordedEvent<Booked>): readonly string[] => {
  const found = new Set<string>()
  for (const { postings } of journalTransactionsOf(event))
    for (const posting of postings) found.add(posting.account)
  return [...found]
}

/** What an event changes on one account. */
export const changesBy = (event: RecordedEvent<Booked>, accountId: string): Balances =>
  journalTransactionsOf(event).reduce<Balances>(
    (changes, { postings }) => addBalances(changes, changesOn(accountId, postings)),
    {},
  )

const notOpened = (accountId: string): AccountRow => ({
  accountId,
  kind: 'open',
  status: 'open',
  balances: {},
  openedAt: null,
  bookedAt: 0,
  closings: {},
})

const book = (row: AccountRow, event: RecordedEvent<Booked>, accountId: string): AccountRow => {
  const changes = changesBy(event, accountId)
  return {
    ...row,
    balances: addBalances(row.balances, changes),
    bookedAt: Math.max(row.bookedAt, event.time),
    closings: closingsAfter(row, event.time, changes),
  }
}

/** The sum up to a month's end takes in whatever belongs before it, also what is recorded a little out of order. */
const closingsAfter = (
  row: AccountRow,
  time: number,
  changes: Balances,
): AccountRow['closings'] => {
  if (row.bookedAt === 0) return row.closings
  const [month, latest] = [monthOf(time), monthOf(row.bookedAt)]
  if (month === latest) return row.closings
  if (month > latest) return { ...row.closings, [latest]: row.balances }
  const closings: Record<string, Balances> = { ...row.closings }
  closings[month] ??= closingBefore(row.closings, month)
  for (const closed of Object.keys(closings))
    if (closed >= month) closings[closed] = addBalances(closings[closed] ?? {}, changes)
  return closings
}

/** Balances as they were when a month began. */
export const closingBefore = (closings: AccountRow['closings'], month: string): Balances => {
  const last = Object.keys(closings)
    .filter((closed) => closed < month)
    .toSorted()
    .at(-1)
  return last === undefined ? {} : (closings[last] ?? {})
}

const decideOn = (row: AccountRow, event: RecordedEvent<AccountEvent>): AccountRow => {
  if (event.type === 'AccountOpened') return opened(row, event)
  if (event.type === 'AccountClosed') return { ...row, status: 'closed' }
  const { kind, holdings = {} } = row
  const state = account.evolve({ status: 'open', kind, holdings }, event)
  return state.status === 'none' ? row : { ...row, holdings: state.holdings }
}

const opened = (
  row: AccountRow,
  event: RecordedEvent<Extract<AccountEvent, { type: 'AccountOpened' }>>,
): AccountRow => {
  const { kind, currencies, label } = event.data
  const state = account.evolve(account.initialState, event)
  return {
    ...row,
    kind,
    currencies,
    openedAt: event.time,
    ...(label === undefined ? {} : { label }),
    ...(kind === 'guarded' && state.status !== 'none' ? { holdings: state.holdings } : {}),
  }
}
