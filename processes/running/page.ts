import type { DomainEvent, Position, RecordedEvent } from '../../kernel/message.ts'
import { Stuck } from './consumer.ts'

/** What a consumer makes of the events of a page, and how far that reaches. */
export interface Worked<Result> {
  readonly results: readonly Result[]
  readonly to: Position
}

/**
 * Applies a consumer's own code to the events that concern it. Where it fails, what lies before is done
 * first; a page that begins with the failing event is a reason to stop.
 */
export const workThrough = <E extends DomainEvent, Result>(
  page: readonly RecordedEvent[],
  types: readonly string[],
  work: (event: RecordedEvent<E>) => readonly Result[],
): Worked<Result> => {
  const results: Result[] = []
  let to: Position | undefined
  for (const event of page) {
    try {
      if (types.includes(event.type)) results.push(...work(event as RecordedEvent<E>))
    } catch (error) {
      if (to === undefined)
        throw new Stuck(`${event.type} at position ${event.position}: ${String(error)}`)
      break
    }
    to = event.position
  }
  return { results, to: to ?? 0 }
}
