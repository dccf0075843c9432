import type { BusMessage, Publisher } from './message-bus.ts'
import type { DomainEvent, Position, RecordedEvent } from './message.ts'
import type { LiveLog } from './policy.ts'

/** What a context tells the world about one of its events: pure, so that it can be told again from the log. */
export type Publish<E extends DomainEvent = DomainEvent> = (
  event: RecordedEvent<E>,
) => readonly BusMessage[]

/** What a context tells, asks and answers of an event: each part knows its own events. */
export const publishTogether =
  // oxlint-disable-next-line typescript/no-explicit-any
  (...parts: readonly Publish<any>[]): Publish<any> =>
    (event) =>
      parts.flatMap((publish) => publish(event))

/** Where a consumer stands. `move` succeeds only from where it was read: a stale owner is fenced off. */
export interface Checkpoint {
  read(): Promise<Position>
  move(from: Position, to: Position): Promise<boolean>
}

export interface Stretch {
  /** Events whose messages are confirmed together. */
  readonly batchSizeMax?: number
  /** What lies behind it has to wait. */
  readonly upTo?: Position
}

/**
 * Moves what one stretch of the log publishes to the bus, then the checkpoint. May repeat after a crash
 * between the two, never skips. Returns how far it came; `from` where there is nothing new.
 */
export const relayOnce = async (
  log: LiveLog,
  publish: Publish,
  bus: Publisher,
  checkpoint: Checkpoint,
  { batchSizeMax = 500, upTo = Infinity }: Stretch = {},
): Promise<Position> => {
  const from = await checkpoint.read()
  const read = from < upTo ? await log.read(from, batchSizeMax) : []
  const events = read.filter(({ position }) => position <= upTo)
  const last = events.at(-1)
  if (!last) return from
  const messages = events.flatMap(publish)
  if (messages.length > 0) await bus.publish(messages)
  if (!(await checkpoint.move(from, last.position)))
    throw new Error(`another relay has taken over ${log.name}`)
  return last.position
}
