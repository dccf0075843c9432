import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import { mayHaveBeenDone } from '../adapters/postgres/restore/epochs.ts'
import { postgresTimers } from '../adapters/postgres/timers.ts'
import type { Publisher } from '../kernel/message-bus.ts'
import { asLiveLog } from '../kernel/policy.ts'
import { isRestored } from '../kernel/position-token.ts'
import type { Publish } from '../kernel/relay.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'
import { runOutsideCall } from './running/outside-calls.ts'
import { runPolicy } from './running/policies.ts'
import { promptPace, runRelay } from './running/relay.ts'
import { rememberedCheckpoint } from './running/remembered-checkpoint.ts'
import { runSchedule } from './running/timers.ts'
import { stoppedOnceTakenOver } from './running/taken-over-logs.ts'
import { startLoop, type Loop } from './running/loop.ts'
import { runView } from './running/views.ts'
import { wholeLog, type TakenOver } from './running/whole-log.ts'
import { refuseSharedNames } from './distinct-names.ts'
import type { Foundation } from './foundation.ts'

/** Whole logs go to the bus as they are: they keep to no contract but their own. */
export interface WholeLogs {
  /** Second part of their topics. */
  readonly environment: string
  readonly bus: Publisher
  /** Hash of the first batch on a topic; undefined where there is none. */
  readonly begunWith: (topic: string) => Promise<string | undefined>
  /** Whether a log is still the one that counts. */
  readonly watch: (log: string) => TakenOver
}

export interface RunContextOptions {
  readonly bus: Publisher
  /** Where the bus is to hold the logs too, as a distributed one. */
  readonly wholeLogs?: WholeLogs
  readonly onStatus: (status: ConsumerStatus) => void
}

/** Starts what follows a context's log: its views. */
export const runViews = (
  { views, tail }: ContextRuntime,
  { ownership }: Foundation,
  { onStatus }: Pick<RunContextOptions, 'onStatus'>,
): readonly Consumer[] =>
  views.map((view) =>
    runView(view, tail, {
      ownership,
      onAppended: (listener) => tail.onAppended(listener),
      onStatus,
    }),
  )

/** Where other processes keep the views: passes on to their readers here that they have changed. */
export const watchViews = ({ views, tail }: ContextRuntime): Loop =>
  startLoop({
    step: async () => {
      await Promise.all(views.map((view) => view.observe()))
      return 'idle'
    },
    wakeOn: (wake) => tail.onAppended(wake),
    paceMs: watchPaceMs,
  })

const watchPaceMs = 50

const nothing: Publish = () => []

/** What all that follows a log is run with. */
const runningOf = (
  { context, tail, tools }: ContextRuntime,
  { ownership, following }: Foundation,
  { onStatus }: Pick<RunContextOptions, 'onStatus'>,
) => ({
  checkpoint: (consumer: string) =>
    postgresCheckpoint({ pool: following, consumer, log: context.name }),
  running: {
    handle: tools.handle,
    ids: tools.ids,
    clock: tools.clock,
    ownership,
    onAppended: (listener: () => void) => tail.onAppended(listener),
    onStatus,
  },
})

/** Starts what acts on the world by a context's facts. Here, and in its relay, is a log live. */
export const runActing = (
  runtime: ContextRuntime,
  foundation: Foundation,
  options: Pick<RunContextOptions, 'onStatus'>,
): readonly Consumer[] => {
  const { context, tail, tools } = runtime
  const live = asLiveLog(tail)
  const log = context.name
  const calls = context.outsideCalls?.(tools) ?? []
  refuseSharedNames({ name: log, views: [], outsideCalls: calls })
  const queries = boundedQueries(foundation.databases.pool)
  const { checkpoint, running } = runningOf(runtime, foundation, options)
  const policies = (context.policies ?? []).map((policy) =>
    runPolicy(policy, live, { ...running, checkpoint: checkpoint(`policy/${policy.name}`) }),
  )
  const schedules = (context.schedules ?? []).map((schedule) =>
    runSchedule(schedule, live, {
      ...running,
      timers: postgresTimers({
        pool: foundation.following,
        context: log,
        log,
        schedule: schedule.name,
      }),
      commands: context.commands ?? [],
    }),
  )
  const outsideCalls = calls.map((outside) =>
    runOutsideCall(outside, live, {
      ...running,
      checkpoint: checkpoint(`outside/${outside.name}`),
      ...(isRestored(log)
        ? { mayHaveBeenMade: (fact) => mayHaveBeenDone(queries, log, fact) }
        : {}),
    }),
  )
  return [...policies, ...schedules, ...outsideCalls].map((consumer) =>
    stoppedOnceTakenOver(consumer, [log], foundation.takenOver),
  )
}

/** Whether there is anything of a context to bring to the bus. */
export const isRelayed = (
  { context }: Pick<ContextRuntime, 'context'>,
  publishesWholeLogs: boolean,
): boolean => context.publish !== undefined || publishesWholeLogs

/** How a process that has the bus relays. */
export const relaying = (
  {
    publisherOf,
    wholeLogs,
  }: {
    readonly publisherOf: (runtime: ContextRuntime) => Publisher
    readonly wholeLogs?: WholeLogs
  },
  runtime: ContextRuntime,
  onStatus: RunContextOptions['onStatus'],
): RunContextOptions => ({
  bus: publisherOf(runtime),
  ...(wholeLogs ? { wholeLogs } : {}),
  onStatus,
})

/** Starts what brings a context's facts, and its whole log where that is wanted, to the bus. */
export const runRelays = (
  runtime: ContextRuntime,
  foundation: Foundation,
  { bus, wholeLogs, onStatus }: RunContextOptions,
): readonly Consumer[] => {
  if (!isRelayed(runtime, wholeLogs !== undefined)) return []
  const { context, tail, confirmation } = runtime
  const { checkpoint, running } = runningOf(runtime, foundation, { onStatus })
  const known = (consumer: string) => rememberedCheckpoint(checkpoint(consumer))
  const whole = wholeLogs && {
    whole: wholeLog({
      ...wholeLogs,
      queries: boundedQueries(foundation.databases.pool),
      log: context.name,
      takenOver: wholeLogs.watch(context.name),
      batches: known('whole-log/batches'),
      silent: known('whole-log/outcomes'),
      ...(confirmation ? { onConfirmed: (place) => confirmation.tell(place) } : {}),
    }),
  }
  const pace = wholeLogs ? { pace: promptPace } : {}
  const relayed = { ...running, bus, checkpoint: checkpoint('relay'), ...whole, ...pace }
  return [runRelay(context.publish ?? nothing, asLiveLog(tail), relayed)]
}
