import type { RecordedEvent } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import { bookedEvents, journalTransactionsOf, type Booked } from './mapping.ts'
import { rememberingLast } from './remembering-last.ts'
import { changesOn, type Sums } from './sums.ts'
import { dayOf } from './time.ts'
import { linePlace } from './view-periods.ts'

/** What one transaction changed on one account in one currency: a line of its statement. */
export interface LineRow {
  /** Account, time, position and which of its lines: those of an account in the order in which they were recorded. */
  readonly place: string
  readonly accountId: string
  readonly currency: string
  readonly changes: Sums
  readonly recordedAt: number
  readonly effectiveDate: string
  /** The fact that it follows from. */
  readonly because: Booked['type']
  readonly transactionId?: string
  readonly paymentId?: string
  readonly holdId?: string
  readonly reference?: string
  readonly description?: string
}

export const accountLines: View<LineRow, Booked> = {
  name: 'account-lines',
  version: 2,
  events: bookedEvents,
  keys: (event) => linesOf(event).map(({ place }) => place),
  fold: (_row, event, key) => {
    const line = linesOf(event).find(({ place }) => place === key)
    if (!line) throw new Error(`position ${event.position} has no line ${key}`)
    return line
  },
  indexed: { place: 'key' },
}

const linesOf = rememberingLast((event: RecordedEvent<Booked>): readonly LineRow[] =>
  journalTransactionsOf(event)
    .flatMap(({ postings, effectiveDate, ...named }) => {
      const accounts = [...new Set(postings.map(({ account }) => account))]
      return accounts.flatMap((accountId) =>
        Object.entries(changesOn(accountId, postings)).map(([currency, changes]) => ({
          accountId,
          currency,
          changes,
          recordedAt: event.time,
          effectiveDate: effectiveDate ?? dayOf(event.time),
          because: event.type,
          ...named,
        })),
      )
    })
    .map((line, index) => ({ place: placeOf(event, line.accountId, index), ...line })),
)

const placeOf = ({ time, position }: RecordedEvent, accountId: string, index: number): string =>
  `${linePlace(accountId, time)}|${position.toString().padStart(12, '0')}|${index.toString().padStart(3, '0')}`
