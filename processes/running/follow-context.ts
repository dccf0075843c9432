import type pg from 'pg'
import { postgresCheckpoint } from '../../adapters/postgres/checkpoints.ts'
import { postgresTimers } from '../../adapters/postgres/timers.ts'
import { PostgresView } from '../../adapters/postgres/views/postgres-view.ts'
import type { Context, ContextTools } from '../../kernel/context.ts'
import type { MessageBus } from '../../kernel/message-bus.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import type { View, ViewReader } from '../../kernel/view.ts'
import type { Consumer, ConsumerStatus } from './consumer.ts'
import { runOutsideCall } from './outside-calls.ts'
import { type Following, runPolicy } from './policies.ts'
import { runRelay } from './relay.ts'
import type { Sending } from './send-intents.ts'
import type { Tail } from './tail.ts'
import { runSchedule } from './timers.ts'
import { runView } from './views.ts'

// Views of many rows and events stand side by side here; each checks its own.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyView = PostgresView<any, any>

/** The views of a context as this process sees them: readable at once, whoever follows them. */
export interface ContextViews {
  readonly all: readonly AnyView[]
  /** For `ContextTools.view`. Throws for a view that the context does not have. */
  reader<Row extends object>(view: View<Row, never>): ViewReader<Row>
}

export interface ContextViewsOptions {
  readonly context: Pick<Context, 'name' | 'views'>
  readonly tail: Tail
  /** For following; see following-pool.ts. */
  readonly pool: pg.Pool
  readonly readerPool: pg.Pool
}

export const contextViews = (options: ContextViewsOptions): ContextViews => {
  const { context, tail, ...pools } = options
  const all = context.views.map(
    (view) => new PostgresView({ ...pools, context: context.name, log: tail, view }) as AnyView,
  )
  const byName = new Map(all.map((view) => [view.name, view]))
  return {
    all,
    reader: <Row extends object>({ name }: View<Row, never>) => {
      const view = byName.get(name)
      if (!view) throw new Error(`${context.name} has no view ${name}`)
      return view.reader as ViewReader<Row>
    },
  }
}

export interface FollowContextOptions extends Sending, Omit<Following, 'onAppended'> {
  readonly context: Context
  readonly tail: Tail
  readonly views: ContextViews
  readonly pool: pg.Pool
  /** What the context makes its outside calls with. */
  readonly tools: ContextTools
  /** Where the context's publications go. */
  readonly bus?: MessageBus
}

export interface FollowedContext {
  statuses(): readonly ConsumerStatus[]
  /** Ends what is under way, with a bound, and gives all of it to whoever wants it next. */
  stop(): Promise<void>
}

/** Starts everything that follows a context's log: views, policies, timers, outside calls and the relay. */
export const followContext = (options: FollowContextOptions): FollowedContext => {
  const { context, tail, views, pool, tools, bus } = options
  const live = asLiveLog(tail)
  const following = { ...options, onAppended: (wake: () => void) => tail.onAppended(wake) }
  const checkpointed = (consumer: string) => ({
    ...following,
    checkpoint: postgresCheckpoint({ pool, consumer, log: tail.name }),
  })
  const timersOf = (schedule: string) =>
    postgresTimers({ pool, context: context.name, log: tail.name, schedule })

  const consumers: readonly Consumer[] = [
    ...views.all.map((view) => runView(view, tail, following)),
    ...(context.policies ?? []).map((policy) =>
      runPolicy(policy, live, checkpointed(`policy/${policy.name}`)),
    ),
    ...(context.schedules ?? []).map((schedule) =>
      runSchedule(schedule, live, {
        ...following,
        timers: timersOf(schedule.name),
        commands: context.commands ?? [],
      }),
    ),
    ...(context.outsideCalls?.(tools) ?? []).map((outside) =>
      runOutsideCall(outside, live, checkpointed(`outside/${outside.name}`)),
    ),
    ...(context.publish && bus
      ? [runRelay(context.publish, live, { ...checkpointed('relay'), bus })]
      : []),
  ]
  return {
    statuses: () => consumers.map((consumer) => consumer.status()),
    stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.stop()))),
  }
}
