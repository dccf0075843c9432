import type { ClientConfig, Pool } from 'pg'
import type { EventCatalogue } from '../../kernel/event-schema.ts'
import type { EventStore } from '../../kernel/event-store.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { BatchWriter, type BatchWriterOptions } from './batch-writer.ts'
import { boundedQueries } from './bounded-queries.ts'
import { logSchema } from './migrate.ts'
import type { Notifications } from './notifications.ts'
import { eventPages } from './read-events.ts'
import { scanEvents } from './scan-events.ts'
import { snapshotStore } from './snapshots.ts'
import { StoredEvent } from './stored-event.ts'

export interface PostgresEventStoreOptions extends Pick<
  BatchWriterOptions,
  'batchSizeMax' | 'queueLengthMax' | 'waitMs' | 'onReplaced'
> {
  /** The context's name. Its schema must have been migrated. */
  readonly log: string
  /** For reading. Appends go over a connection of their own. */
  readonly pool: Pool
  readonly connection: ClientConfig
  readonly catalogue: EventCatalogue
  /** Tells other processes of commits, and this one of theirs. */
  readonly notifications?: Notifications
}

export type PostgresEventStore = EventStore & {
  /** Commands that wait for their batch. */
  queueLength(): number
  /** Takes no more appends, and waits for those that are queued. */
  close(): Promise<void>
}

/** A context's log on PostgreSQL. */
export const openEventStore = (options: PostgresEventStoreOptions): PostgresEventStore => {
  const { log, pool, connection, catalogue, notifications, ...limits } = options
  const schema = logSchema(log)
  const listeners = new Set<(appended?: readonly RecordedEvent[]) => void>()
  const tellListeners = (appended?: readonly RecordedEvent[]) => {
    for (const listener of listeners) listener(appended)
  }
  const writer = new BatchWriter({
    ...limits,
    log,
    connection,
    onCommitted: (rows) => {
      tellListeners(rows?.map((row) => new StoredEvent(row, catalogue)))
      notifications?.notify(schema)
    },
  })
  const stopListening = notifications?.listen(schema, () => tellListeners())
  const bounded = boundedQueries(pool)
  const pages = eventPages(bounded, schema, catalogue)
  return {
    name: log,
    append: (append, onNotAppended = () => undefined) => writer.append(append, onNotAppended),
    head: async () => {
      const { rows } = await bounded.query<{ position: string }>(
        `select position from ${schema}.log`,
      )
      return Number(rows[0]?.position ?? 0)
    },
    hasStreamsOf: async (entity) => {
      // The hyphen is followed by the full stop in the order of the index.
      const { rows } = await bounded.query<{ found: boolean }>(
        `select exists (select from ${schema}.streams where stream >= $1 and stream < $2) as found`,
        [`${entity}-`, `${entity}.`],
      )
      return rows[0]?.found === true
    },
    read: pages.behind,
    readStream: pages.ofStream,
    scan: (after, upTo, types) => scanEvents(pool, schema, catalogue, after, upTo, types),
    ...snapshotStore(bounded, schema),
    onAppended: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    queueLength: () => writer.queueLength,
    close: async () => {
      stopListening?.()
      await writer.close()
    },
  }
}
