import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { openEventStore, type PostgresEventStore } from '../adapters/postgres/event-store.ts'
import { postgresTimers } from '../adapters/postgres/timers.ts'
import { PostgresView } from '../adapters/postgres/views/postgres-view.ts'
import type { Audit, Context, ContextTools } from '../kernel/context.ts'
import { Entities } from '../kernel/entities.ts'
import { catalogueOf } from '../kernel/event-schema.ts'
import { commandHandler, type HandleCommand } from '../kernel/handle-command.ts'
import { withIdempotency } from '../kernel/idempotency.ts'
import { withRetry } from '../kernel/retry.ts'
import { withTracing } from '../kernel/trace.ts'
import { silentNumberIn, withAcknowledgement } from './running/acknowledgement.ts'
import { openConfirmation, type Confirmation } from './running/confirmation.ts'
import { Tail } from './running/tail.ts'
import { refusedOnceTakenOver } from './running/taken-over-logs.ts'
import { refuseSharedNames } from './distinct-names.ts'
import type { Foundation } from './foundation.ts'

/** A context with its log open: ready to take commands and to be asked, nothing runs by itself yet. */
export interface ContextRuntime {
  readonly context: Context
  readonly store: PostgresEventStore
  /** The log's end, read once for all who follow it. */
  readonly tail: Tail
  // Views of many shapes stand side by side; each reader is handed out with its own.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly views: readonly PostgresView<any, any>[]
  readonly tools: ContextTools
  /** Where commands are acknowledged once the bus has them. */
  readonly confirmation?: Confirmation
  close(): Promise<void>
}

export interface ContextRuntimeOptions {
  readonly queueLengthMax: number
  /** Of `access`, which opens first; it has none itself. */
  readonly audit: Audit
  readonly onConflict: (command: string) => void
  /** Whether nobody hears of an outcome before its log's relay has brought it to the bus. */
  readonly acknowledgesRelayed?: boolean
}

/**
 * States of streams in memory: all that move within a minute of much work, and ten thousand busy accounts beside. What
 * lives long in memory counts twice, because as much garbage may pile up before it is collected.
 */
const statesHeldMax = 25_000

export const openContext = (
  context: Context,
  foundation: Foundation,
  { queueLengthMax, audit, onConflict, acknowledgesRelayed = false }: ContextRuntimeOptions,
): ContextRuntime => {
  const { name, views: named, policies = [], schedules = [] } = context
  refuseSharedNames({ name, views: named, policies, schedules })
  const { databases, notifications, vault, ids, clock, tracer, takenOver } = foundation
  const catalogue = catalogueOf(context.events)
  const store = openEventStore({
    log: context.name,
    pool: databases.pool,
    connection: databases.connection,
    catalogue,
    notifications,
    queueLengthMax,
    onReplaced: (reason) => takenOver.tell(context.name, reason),
  })
  const tail = new Tail(store)
  const decide = commandHandler({
    log: store,
    entities: new Entities(store, { heldMax: statesHeldMax }),
    events: catalogue,
    ids,
  })
  const queries = boundedQueries(databases.pool)
  const confirmation = acknowledgesRelayed
    ? openConfirmation({ log: context.name, queries, notifications })
    : undefined
  const retried = withRetry(decide, { onConflict })
  const acknowledged = confirmation
    ? withAcknowledgement(retried, {
        confirmation,
        silentNumber: silentNumberIn(queries, context.name),
      })
    : retried
  const handling: HandleCommand = withTracing(withIdempotency(acknowledged), tracer, ids)
  const handle = refusedOnceTakenOver(handling, context.name, takenOver)
  const views = viewsOf(context, foundation, tail)
  const readers = new Map(views.map(({ name, reader }) => [name, reader]))
  return {
    context,
    store,
    tail,
    views,
    ...(confirmation ? { confirmation } : {}),
    tools: {
      handle,
      log: store,
      vault,
      ids,
      clock,
      audit,
      view: ({ name }) => {
        const reader = readers.get(name)
        if (!reader) throw new Error(`${name} is not among the views of ${context.name}`)
        return reader
      },
      timersWaiting: (schedule, waitsFor, countMax) =>
        postgresTimers({
          pool: queries,
          context: context.name,
          log: context.name,
          schedule,
        }).waiting(waitsFor, countMax),
    },
    close: async () => {
      confirmation?.close()
      tail.close()
      await store.close()
    },
  }
}

const viewsOf = (
  { name, views }: Context,
  { databases, following, wantedRebuilds }: Foundation,
  log: Tail,
): ContextRuntime['views'] =>
  views.map(
    (view) =>
      new PostgresView({
        pool: following,
        readerPool: databases.pool,
        wanted: wantedRebuilds,
        context: name,
        log,
        view,
      }),
  )
