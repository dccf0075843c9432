import type { CommandDefinition } from '../../kernel/decider.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../kernel/message.ts'
import type { Ids, Uuid } from '../../kernel/id.ts'
import type { LiveLog } from '../../kernel/policy.ts'
import type { Hastening, Schedule } from '../../kernel/schedule.ts'
import type { StoredTimer, TimerStore } from '../../kernel/timer-store.ts'
import { type Consumer, startConsumer, StuckInPart } from './consumer.ts'
import { heldTimers } from './held-timers.ts'
import type { LoopResult } from './loop.ts'
import { type Following, followPace, overWhenInterrupted } from './policies.ts'
import { sendAll, type Sending, type Sent } from './send-intents.ts'
import { definitionsByType, timerChanges, type TimerChanges } from './timer-changes.ts'

export interface ScheduleOptions extends Sending, Following {
  readonly timers: TimerStore
  /** All that the context's timers may send. */
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly commands: readonly CommandDefinition<any, any, any>[]
  readonly pageSizeMax?: number
  /** Timers fired together. */
  readonly batchSizeMax?: number
}

/** The id of the command that a timer sends when it is due: the same one, however often it does. */
export const firedBy = (
  ids: Pick<Ids, 'derive'>,
  log: string,
  schedule: string,
  { timer, due }: Pick<StoredTimer, 'timer' | 'due'>,
): Uuid => ids.derive('timer', log, schedule, timer, String(due))

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
  const definitions = definitionsByType(options.commands)
  const changesOf = timerChanges(schedule, definitions)
  const stopping = new AbortController()
  const held = heldTimers(timers)

  const fold = async (): Promise<Exclude<LoopResult, number>> => {
    const page = await live.read(await held.position(), pageSizeMax)
    if (page.length === 0) {
      await held.write()
      return 'idle'
    }
    const changes = await changesOrStop(page)
    if (changes.hastening) await hasten(changes.to, changes.hastening)
    else await held.hold(changes)
    const isWhole = changes.to === page.at(-1)?.position
    return page.length === pageSizeMax || !isWhole ? 'more' : { taken: page.length }
  }

  /** Among what is written, all that was set before. */
  const hasten = async (to: Position, hastening: Hastening): Promise<void> => {
    const from = await held.position()
    if (await held.write()) await timers.hasten(from, to, hastening)
    // Where another process has moved on, and where not: the next step looks anew.
    held.forget()
  }

  /** What lies before an event at which the work stops is done first. */
  const changesOrStop = async (page: readonly RecordedEvent[]): Promise<TimerChanges> => {
    try {
      return changesOf(page)
    } catch (error) {
      await held.write()
      throw error
    }
  }

  const toSent = ({ timer, due, commandType, command, cause, ...origin }: StoredTimer): Sent[] => {
    const definition = definitions.get(commandType)
    if (!definition) return []
    const commandId = firedBy(ids, live.name, schedule.name, { timer, due })
    const actor = `timer:${schedule.name}`
    const sent = { type: commandType, data: command }
    return [{ definition, command: sent, commandId, actor, causationId: cause, ...origin }]
  }
  const isKnown = ({ commandType }: StoredTimer): boolean => definitions.has(commandType)
  const fire = async (): Promise<void> => {
    const now = clock.now()
    if (held.nextDue() > now) return
    // Where another process has moved on, the next step finds out what is due.
    if (!(await held.write())) return
    let removing: Promise<void> = Promise.resolve()
    let unknown: StoredTimer | undefined
    let batch = await timers.due(now, batchSizeMax)
    while (batch.length > 0) {
      const full = batch.length === batchSizeMax
      // Whose command was renamed, or is of another release, stays; the others are not to wait for it.
      unknown ??= batch.find((timer) => !isKnown(timer))
      const known = batch.filter(isKnown)
      const sends = known.flatMap(toSent)
      // The next ones are fetched while these are sent, and these forgotten while the next are sent.
      const fetching = full ? timers.due(now, batchSizeMax, batch.at(-1)) : Promise.resolve([])
      await Promise.all([fetching, sendAll(options, sends, stopping.signal)])
      await removing
      removing = timers.remove(known)
      // Heard of at the next await; it may fail before that.
      removing.catch(() => undefined)
      batch = await fetching
    }
    await removing
    await held.look()
    if (unknown)
      throw new StuckInPart(
        `timer ${unknown.timer} sends ${unknown.commandType}, which the context no longer knows; it waits, the others are fired`,
      )
  }

  const step = async (): Promise<LoopResult> => {
    try {
      const folded = await fold()
      await fire()
      return folded === 'idle' ? Math.max(0, held.nextDue() - clock.now()) : folded
    } catch (error) {
      held.forget()
      return overWhenInterrupted(error)
    }
  }

  return startConsumer({
    ...options,
    name: `schedule/${live.name}/${schedule.name}`,
    begin: async () => {
      held.forget()
      await held.position()
    },
    step,
    interrupt: () => stopping.abort(),
    // What cannot be written is folded again.
    end: async () => void (await held.write().catch(() => undefined)),
    wakeOn: options.onAppended,
    ...followPace,
  })
}
