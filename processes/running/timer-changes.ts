import type { CommandDefinition } from '../../kernel/decider.ts'
import type { Json } from '../../kernel/json.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../kernel/message.ts'
import type { Schedule, TimerChange } from '../../kernel/schedule.ts'
import type { StoredTimer } from '../../kernel/timer-store.ts'
import { workThrough } from './page.ts'

// Definitions of many commands stand side by side; each handles its own.
// oxlint-disable-next-line typescript/no-explicit-any
export type Definitions = ReadonlyMap<string, CommandDefinition<any, any, any>>

/** What a page of a log leaves of a schedule's timers, and how far it was folded. */
export interface TimerChanges {
  readonly set: readonly StoredTimer[]
  readonly cancelled: readonly string[]
  readonly to: Position
}

/** Folds pages, one after the other. Throws `Stuck` where the schedule's own code fails. */
export const timerChanges =
  <E extends DomainEvent>(schedule: Schedule<E>, definitions: Definitions) =>
  (page: readonly RecordedEvent[]): TimerChanges => {
    const { results, to } = workThrough<E, StoredTimer | string>(page, schedule.events, (event) =>
      schedule
        .change(event)
        .map((change) => ('set' in change ? toStored(definitions, change, event) : change.cancel)),
    )
    return { ...lastOfEach(results), to }
  }

const toStored = (
  definitions: Definitions,
  { set, due, intent }: Extract<TimerChange, { set: string }>,
  { id: cause, correlationId, traceparent }: RecordedEvent,
): StoredTimer => {
  const { type, data } = intent.command
  if (!definitions.has(type))
    throw new Error(`${type} is not among the commands of the context, so no timer can send it`)
  return {
    timer: set,
    due,
    commandType: type,
    command: data as Json,
    cause,
    correlationId,
    traceparent,
  }
}

/** What a page leaves of each timer: the last thing that was said of it. */
const lastOfEach = (changes: readonly (StoredTimer | string)[]) => {
  const set = new Map<string, StoredTimer>()
  const cancelled = new Set<string>()
  for (const change of changes) {
    const timer = typeof change === 'string' ? change : change.timer
    set.delete(timer)
    cancelled.delete(timer)
    if (typeof change === 'string') cancelled.add(timer)
    else set.set(timer, change)
  }
  return { set: [...set.values()], cancelled: [...cancelled] }
}
