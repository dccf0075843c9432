import type { CommandDefinition } from '../../kernel/decider.ts'
import type { Json } from '../../kernel/json.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../kernel/message.ts'
import type { LiveLog } from '../../kernel/policy.ts'
import type { Schedule, TimerChange } from '../../kernel/schedule.ts'
import type { StoredTimer, TimerStore } from '../../kernel/timer-store.ts'
import { type Consumer, startConsumer, Stuck } from './consumer.ts'
import type { LoopResult } from './loop.ts'
import { workThrough } from './page.ts'
import { type Following, followPace, overWhenInterrupted } from './policies.ts'
import { sendAll, type Sending, type Sent } from './send-intents.ts'

export interface ScheduleOptions extends Sending, Following {
  readonly timers: TimerStore
  /** All that the context's timers may send. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly commands: readonly CommandDefinition<any, any, any>[]
  readonly pageSizeMax?: number
  /** Timers fired together. */
  readonly batchSizeMax?: number
}

/**
 * Keeps the timers of a schedule and fires them: in the order in which they are due, each once, by the
 * process that owns the schedule. What a crash leaves half done is done again, under the same command ids.
 */
export const runSchedule = <E extends DomainEvent>(
  schedule: Schedule<E>,
  live: LiveLog,
  options: ScheduleOptions,
): Consumer => {
  const { timers, clock, ids, pageSizeMax = 1_000, batchSizeMax = 2_500 } = options
  const definitions = new Map(options.commands.map((definition) => [definition.type, definition]))
  const stopping = new AbortController()
  let position: Position | undefined
  let nextDue = Infinity

  const toStored = (change: Extract<TimerChange, { set: string }>, event: RecordedEvent) => {
    const { set, due, intent } = change
    const { type, data } = intent.command
    if (!definitions.has(type))
      throw new Error(`${type} is not among the commands of the context, so no timer can send it`)
    const { id: cause, correlationId, traceparent } = event
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

  const fold = async (): Promise<Exclude<LoopResult, number>> => {
    position ??= await begin()
    const page = await live.read(position, pageSizeMax)
    if (page.length === 0) return 'idle'
    const { results, to } = workThrough<E, StoredTimer | string>(page, schedule.events, (event) =>
      schedule
        .change(event)
        .map((change) => ('set' in change ? toStored(change, event) : change.cancel)),
    )
    const { set, cancelled } = lastOfEach(results)
    const moved = await timers.apply(position, to, set, cancelled)
    // Where another process has moved on, what is due has to be looked up too.
    position = moved ? to : undefined
    nextDue = set.reduce((soonest, { due }) => Math.min(soonest, due), nextDue)
    return page.length === pageSizeMax ? 'more' : { taken: page.length }
  }
  const begin = async (): Promise<Position> => {
    // In this order: a dead owner's last page may still be stored between the two, and the timers of a page
    // that counts as folded must not be missed.
    const reached = await timers.position()
    nextDue = (await timers.nextDue()) ?? Infinity
    return reached
  }

  const toSent = ({ timer, due, commandType, command, cause, ...origin }: StoredTimer): Sent => {
    const definition = definitions.get(commandType)
    if (!definition)
      throw new Stuck(`timer ${timer} sends ${commandType}, which the context no longer knows`)
    return {
      definition,
      command: { type: commandType, data: command },
      commandId: ids.derive('timer', live.name, schedule.name, timer, String(due)),
      actor: `timer:${schedule.name}`,
      causationId: cause,
      ...origin,
    }
  }
  const fire = async (): Promise<void> => {
    const now = clock.now()
    if (nextDue > now) return
    let removing: Promise<void> = Promise.resolve()
    let batch = await timers.due(now, batchSizeMax)
    while (batch.length > 0) {
      const full = batch.length === batchSizeMax
      // The next ones are fetched while these are sent, and these forgotten while the next are sent.
      const fetching = full ? timers.due(now, batchSizeMax, batch.at(-1)) : Promise.resolve([])
      await Promise.all([fetching, sendAll(options, batch.map(toSent), stopping.signal)])
      await removing
      removing = timers.remove(batch)
      // Heard of at the next await; it may fail before that.
      removing.catch(() => undefined)
      batch = await fetching
    }
    await removing
    nextDue = (await timers.nextDue()) ?? Infinity
  }

  const step = async (): Promise<LoopResult> => {
    try {
      const folded = await fold()
      await fire()
      return folded === 'idle' ? Math.max(0, nextDue - clock.now()) : folded
    } catch (error) {
      position = undefined
      return overWhenInterrupted(error)
    }
  }

  return startConsumer({
    ...options,
    name: `schedule/${live.name}/${schedule.name}`,
    begin: async () => void (position = await begin()),
    step,
    interrupt: () => stopping.abort(),
    wakeOn: options.onAppended,
    ...followPace,
  })
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
