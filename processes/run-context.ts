import { postgresCheckpoint } from '../adapters/postgres/checkpoints.ts'
import { postgresTimers } from '../adapters/postgres/timers.ts'
import type { Publisher } from '../kernel/message-bus.ts'
import { asLiveLog } from '../kernel/policy.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Consumer, ConsumerStatus } from './running/consumer.ts'
import { runOutsideCall } from './running/outside-calls.ts'
import { runPolicy } from './running/policies.ts'
import { runRelay } from './running/relay.ts'
import { runSchedule } from './running/timers.ts'
import { runView } from './running/views.ts'
import type { Foundation } from './foundation.ts'

export interface RunContextOptions {
  readonly bus: Publisher
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

/** Starts what acts on the world by a context's facts. This is the one place where a log is live. */
export const runActing = (
  { context, tail, tools }: ContextRuntime,
  { ownership, following }: Foundation,
  { bus, onStatus }: RunContextOptions,
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
    }),
  )
  const relays = context.publish
    ? [runRelay(context.publish, live, { ...running, bus, checkpoint: checkpoint('relay') })]
    : []
  return [...policies, ...schedules, ...outsideCalls, ...relays]
}
