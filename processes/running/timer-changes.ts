import type { CommandDefinition } from '../../kernel/decider.ts'
import type { Json } from '../../kernel/json.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../kernel/message.ts'
import type { Hastening, Schedule, TimerChange } from '../../kernel/schedule.ts'
import type { StoredTimer } from '../../kernel/timer-store.ts'
import { workThrough } from './page.ts'

// Definitions of many commands stand side by side; each handles its own.
// oxlint-disable-next-line typescript/no-explicit-any
export type Definitions = ReadonlyMap<string, CommandDefinition<any, any, any>>

/** Throws where two commands have one name: a timer at rest would find the wrong one. */
// oxlint-disable-next-line typescript/no-explicit-any
export const definitionsByType = (commands: readonly CommandDefinition<any, any, any>[]) => {
  const byType = new Map(commands.map((definition) => [definition.type, definition]))
  const other = commands.find((definition) => byType.get(definition.type) !== definition)
  if (other) throw new Error(`two commands of one context are called ${other.type}`)
  return byType satisfies Definitions
}

/** What a page of a log leaves of a schedule's timers, and how far it was folded. */
export interface TimerChanges {
  readonly set: readonly StoredTimer[]
  readonly cancelled: readonly string[]
  readonly to: Position
  /** Then there is nothing beside it: what lies before is done first. */
  readonly hastening?: Hastening
}

/** Folds pages, one after the other. Throws `Stuck` where the schedule's own code fails. */
export const timerChanges =
  <E extends DomainEvent>(schedule: Schedule<E>, definitions: Definitions) =>
  (page: readonly RecordedEvent[]): TimerChanges => {
    const { results, to } = workThrough<E, Change>(page, schedule.events, (event) =>
      schedule.change(event).map((change) => {
        if ('hasten' in change) return { hastening: change.hasten, at: event.position }
        return 'set' in change ? toStored(definitions, change, event) : change.cancel
      }),
    )
    const first = results.findIndex(hastens)
    const found = results[first]
    if (!found || !hastens(found)) return { ...lastOfEach(results as readonly Kept[]), to }
    const { hastening, at } = found
    return page[0]?.position === at
      ? { set: [], cancelled: [], to: at, hastening }
      : { ...lastOfEach(results.slice(0, first) as readonly Kept[]), to: at - 1 }
  }

type Kept = StoredTimer | string
type Change = Kept | { readonly hastening: Hastening; readonly at: Position }

const hastens = (change: Change): change is Exclude<Change, Kept> =>
  typeof change === 'object' && 'hastening' in change

const toStored = (
  definitions: Definitions,
  { set, due, intent, waitsFor }: Extract<TimerChange, { set: string }>,
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
    ...(waitsFor === undefined ? {} : { waitsFor }),
  }
}

/** What a page leaves of each timer: the last thing that was said of it. */
const lastOfEach = (changes: readonly Kept[]) => {
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
