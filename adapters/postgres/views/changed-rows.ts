import type { LogReader } from '../../../kernel/event-store.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../../kernel/message.ts'
import type { View, ViewReader, ViewRow } from '../../../kernel/view.ts'

export interface ChangedRowsSource<Row extends object, E extends DomainEvent> {
  readonly log: Pick<LogReader, 'read' | 'scan'>
  readonly view: Pick<View<Row, E>, 'events' | 'keys'>
  readonly reader: Pick<ViewReader<Row>, 'getMany' | 'position'>
}

/** So few that followers have most likely just read them: they are at hand. */
const readEventsMax = 1_000
/** Events whose rows are looked up together, when somebody comes back after a long time. */
const stretchEvents = 5_000

/**
 * Rows that changed behind a position, in the order of their last change. The log says which they are: an index that says
 * it would be written with each change of each row, and would keep PostgreSQL from changing rows in place.
 */
export const changedRows = async <Row extends object, E extends DomainEvent>(
  { log, view, reader }: ChangedRowsSource<Row, E>,
  after: Position,
  limit: number,
): Promise<readonly ViewRow<Row>[]> => {
  // Up to here every change can be seen in every row, whenever it is looked up; what is behind it comes next time.
  const end = await reader.position()
  const types = new Set<string>(view.events)
  const changed: ViewRow<Row>[] = []
  for (let from = after, to = from; from < end && changed.length < limit; from = to) {
    to = Math.min(end, from + stretchEvents)
    const keys = new Set<string>()
    for await (const event of eventsIn(log, from, to, view.events))
      if (types.has(event.type))
        for (const key of view.keys(event as RecordedEvent<E>)) keys.add(key)
    if (keys.size === 0) continue
    const rows = await reader.getMany([...keys])
    // One that changed again behind this stretch is met there.
    const here = rows.filter(({ position }) => position > from && position <= to)
    changed.push(...here.toSorted((a, b) => a.position - b.position))
  }
  const last = changed[limit - 1]?.position ?? end
  // One event may change several rows; a page never ends between them.
  return changed.filter(({ position }) => position <= last)
}

async function* eventsIn(
  log: Pick<LogReader, 'read' | 'scan'>,
  after: Position,
  upTo: Position,
  types: readonly string[],
): AsyncGenerator<RecordedEvent> {
  if (upTo - after <= readEventsMax) {
    const events = await log.read(after, upTo - after)
    yield* events.filter(({ position }) => position <= upTo)
    return
  }
  for await (const { events } of log.scan(after, upTo, types)) yield* events
}
