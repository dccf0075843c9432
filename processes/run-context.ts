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
import { runSchedule } from './running/timers.ts'
import { trailingCheckpoint } from './running/trailing-checkpoint.ts'
import { runView } from './running/views.ts'
import { wholeLog } from './running/whole-log.ts'
import type { Foundation } from './foundation.ts'

/** Whole logs go to the bus as they are: they keep to no contract but their own. */
export interface WholeLogs {
  /** Second part of their topics. */
  readonly environment: string
  readonly bus: Publisher
  /** Hash of the first batch on a topic; undefined where there is none. */
  readonly begunWith: (topic: string) => Promise<string | undefined>
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

const nothing: Publish = () => []

/** Starts what acts on the world by a context's facts. This is the one place where a log is live. */
export const runActing = (
  { context, tail, tools, confirmation }: ContextRuntime,
  { ownership, following, databases }: Foundation,
  { bus, wholeLogs, onStatus }: RunContextOptions,
): readonly Consumer[] => {
  const live = asLiveLog(tail)
  const log = context.name
  const checkpoint = (consumer: string) => postgresCheckpoint({ pool: following, consumer, log })
  const running = {
    handle: tools.handle,
    ids: tools.ids,
    clock: tools.clock,
    ownership,
    onAppended: (listener: () => void) => tail.onAppended(listener),
    onStatus,
  }
  const policies = (context.policies ?? []).map((policy) =>
    runPolicy(policy, live, { ...running, checkpoint: checkpoint(`policy/${policy.name}`) }),
  )
  const schedules = (context.schedules ?? []).map((schedule) =>
    runSchedule(schedule, live, {
      ...running,
      timers: postgresTimers({ pool: following, context: log, log, schedule: schedule.name }),
      commands: context.commands ?? [],
    }),
  )
  const outsideCalls = (context.outsideCalls?.(tools) ?? []).map((outside) =>
    runOutsideCall(outside, live, {
      ...running,
      checkpoint: checkpoint(`outside/${outside.name}`),
      ...(isRestored(log)
        ? { mayHaveBeenMade: (fact) => mayHaveBeenDone(boundedQueries(databases.pool), log, fact) }
        : {}),
    }),
  )
  /** Not looked up at each step, and written down at once. */
  const known = (consumer: string) =>
    trailingCheckpoint(checkpoint(consumer), `${consumer} of ${log}`, { restMs: 0 })
  const whole = wholeLogs && {
    whole: wholeLog({
      ...wholeLogs,
      queries: boundedQueries(databases.pool),
      log,
      batches: known('whole-log/batches'),
      silent: known('whole-log/outcomes'),
      ...(confirmation ? { onConfirmed: (place) => confirmation.tell(place) } : {}),
    }),
  }
  const pace = wholeLogs ? { pace: promptPace } : {}
  const relaying = { ...running, bus, checkpoint: checkpoint('relay'), ...whole, ...pace }
  const relays =
    context.publish || whole ? [runRelay(context.publish ?? nothing, live, relaying)] : []
  return [...policies, ...schedules, ...outsideCalls, ...relays]
}
