import type { RecordedEvent } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import { bookedEvents, journalTransactionsOf, type Booked } from './mapping.ts'
import { addSums, changesOn, negateSums, type Balances, type Sums } from './sums.ts'
import { dayOf, hourOf, sortableInstant } from './time.ts'
import { accountsIn, changesBy } from './view-accounts.ts'

/*
 * What makes a balance at a time cheap, however many postings there are. An account has one row for each hour in
 * which something was booked on it. A balance at T is
 *
 *   the closing of the month before T   (in the account's own row)
 * + the hours of that month before T    (744 rows at the very most)
 * + the last mark before T in its hour  (in the hour's row)
 * + the lines between that mark and T   (a few hundred)
 *
 * Marks are set every so many bookings and thinned out when there are too many, so a quiet account has none and a
 * busy one a row of bounded size. Each mark is the exact sum of all bookings before its time.
 *
 * Effective dates cost nothing where they are the day of recording: only what counts from another day moves its
 * amounts from the one to the other, in `effective` rows.
 */

/** Sums over an hour of one currency. */
export interface Hour {
  readonly sums: Sums
  /** The latest booking. */
  readonly latest: number
  readonly sinceMark: number
  readonly spacing: number
  /** Instants with the sums of all bookings of this hour before them. */
  readonly marks: readonly (readonly [at: number, sums: Sums])[]
}

export interface PeriodRow {
  readonly place: string
  /** Of an hour. */
  readonly hours?: Readonly<Record<string, Hour>>
  /** Of a day: posted amounts that count from it and were recorded on another, less those recorded on it. */
  readonly shifted?: Balances
}

/** Bookings between marks at first, and how many marks an hour keeps; a test makes do with less. */
export interface MarkLimits {
  readonly spacing: number
  readonly marksMax: number
}
const markLimits: MarkLimits = { spacing: 256, marksMax: 256 }

/** `a|r|2026-11-21T15`, in the order of time within an account. */
export const recordedPlace = (accountId: string, hour: string): string => `${accountId}|r|${hour}`
/** `a|e|2026-11-21` */
export const effectivePlace = (accountId: string, day: string): string => `${accountId}|e|${day}`

export const periodsMarkedBy = (limits: MarkLimits): View<PeriodRow, Booked> => ({
  name: 'account-periods',
  version: 2,
  events: bookedEvents,
  keys: (event) => {
    const hour = hourOf(event.time)
    return accountsIn(event).flatMap((accountId) => [
      recordedPlace(accountId, hour),
      ...shiftsOf(event).map(({ day }) => effectivePlace(accountId, day)),
    ])
  },
  fold: (row, event, place) => {
    const [accountId = '', kind, period = ''] = place.split('|')
    if (kind === 'e') return { place, shifted: shift(row?.shifted ?? {}, event, accountId, period) }
    const hours: Record<string, Hour> = { ...row?.hours }
    for (const [currency, changes] of Object.entries(changesBy(event, accountId)))
      hours[currency] = bookIn(hours[currency] ?? emptyHour(limits), event.time, changes, limits)
    return { place, hours }
  },
  indexed: { place: 'key' },
})

export const accountPeriods = periodsMarkedBy(markLimits)

/** The days between which an event moves its amounts; none where it counts from the day of its recording. */
const shiftsOf = (
  event: RecordedEvent<Booked>,
): readonly { readonly day: string; readonly isAway: boolean }[] => {
  if (event.type !== 'TransactionPosted') return []
  const [recorded, { effectiveDate }] = [dayOf(event.time), event.data]
  if (recorded === effectiveDate) return []
  return [
    { day: effectiveDate, isAway: false },
    { day: recorded, isAway: true },
  ]
}

const shift = (
  before: Balances,
  event: RecordedEvent<Booked>,
  accountId: string,
  period: string,
): Balances => {
  const isAway = shiftsOf(event).some(({ day, isAway: away }) => away && day === period)
  const shifted: Record<string, Sums> = { ...before }
  for (const { postings } of journalTransactionsOf(event))
    for (const [currency, sums] of Object.entries(changesOn(accountId, postings)))
      shifted[currency] = addSums(shifted[currency] ?? {}, isAway ? negateSums(sums) : sums)
  return shifted
}

const emptyHour = ({ spacing }: MarkLimits): Hour => ({
  sums: {},
  latest: 0,
  sinceMark: 0,
  spacing,
  marks: [],
})

const bookIn = (hour: Hour, time: number, changes: Sums, limits: MarkLimits): Hour => {
  const due = hour.sinceMark >= hour.spacing && time > hour.latest
  const marked = due ? mark(hour, time, limits) : hour
  return {
    ...marked,
    sums: addSums(marked.sums, changes),
    latest: Math.max(marked.latest, time),
    sinceMark: marked.sinceMark + 1,
    marks: time < marked.latest ? belated(marked.marks, time, changes) : marked.marks,
  }
}

/** Everything so far lies before `time`, so the sum so far is the sum before it. */
const mark = (hour: Hour, time: number, { marksMax }: MarkLimits): Hour => {
  const marks = [...hour.marks, [time, hour.sums] as const]
  return marks.length <= marksMax
    ? { ...hour, marks, sinceMark: 0 }
    : {
        ...hour,
        marks: marks.filter((_, index) => index % 2 === 1),
        sinceMark: 0,
        spacing: hour.spacing * 2,
      }
}

/** Writers' clocks differ a little: what comes late still belongs before the marks behind it. */
const belated = (marks: Hour['marks'], time: number, changes: Sums): Hour['marks'] =>
  marks.some(([at]) => at > time)
    ? marks.map(([at, sums]) => (at > time ? [at, addSums(sums, changes)] : [at, sums]))
    : marks

/** Where an account's lines of an instant begin, in the order of `place`. */
export const linePlace = (accountId: string, at: number): string =>
  `${accountId}|${sortableInstant(at)}`
