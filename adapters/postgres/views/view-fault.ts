import type { DomainEvent, RecordedEvent } from '../../../kernel/message.ts'
import { foldBatch, type RowsBefore, type View, type ViewRow } from '../../../kernel/view.ts'
import { UnfitRow } from './columns.ts'

/** A view's own code failed on an event, or made a row that cannot be stored. Trying again will not help. */
export class ViewFault extends Error {
  constructor(cause: unknown) {
    super(describe(cause), { cause })
    this.name = 'ViewFault'
  }
}

/** Runs a view's code; whatever it throws is its fault. */
export const faultless = <Result>(work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    throw new ViewFault(error)
  }
}

// Data exceptions, violated constraints and exceeded limits of SQL: the rows are to blame, not the connection.
const dataError = /^(22|23|54)/

export const isFault = (error: unknown): boolean =>
  error instanceof ViewFault ||
  error instanceof UnfitRow ||
  dataError.test(String((error as { code?: unknown } | undefined)?.code))

export const describe = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300)

/** What operators are shown: which event a view cannot get past, and why. */
export const faultAt = (event: RecordedEvent, error: unknown): string =>
  `${event.type} at position ${event.position}: ${describe(error instanceof ViewFault ? error.cause : error)}`

/** Of a batch that cannot be folded, the event at which it fails. */
export const faultOf = <Row extends object, E extends DomainEvent>(
  view: View<Row, E>,
  rows: RowsBefore<Row>,
  events: readonly RecordedEvent<E>[],
): string => {
  const folded = new Map<string, ViewRow<Row>>()
  const before = { get: (key: string) => folded.get(key) ?? rows.get(key) }
  for (const event of events)
    try {
      for (const [key, row] of foldBatch(view, before, [event])) folded.set(key, row)
    } catch (error) {
      return faultAt(event, error)
    }
  return 'a batch fails as a whole that does not fail event by event'
}
