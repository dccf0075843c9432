import type { Instant } from '../../kernel/clock.ts'
import type { EventCatalogue } from '../../kernel/event-schema.ts'
import type {
  Append,
  AppendResult,
  EventStore,
  Snapshot,
  StoredOutcome,
} from '../../kernel/event-store.ts'
import type { Json } from '../../kernel/json.ts'
import type { RecordedEvent } from '../../kernel/message.ts'

interface Remembered {
  readonly fingerprint: string
  readonly outcome: StoredOutcome
  /** Undefined for a refusal, which stands at the end of the log whenever it is asked for. */
  readonly position: number | undefined
  readonly keptUntil: number | undefined
}

interface Waiting {
  readonly append: Append
  readonly onNotAppended: () => void
  readonly resolve: (result: AppendResult) => void
}

export interface MemoryEventStoreOptions {
  readonly log: string
  readonly catalogue: EventCatalogue
  readonly queueLengthMax?: number
}

export type MemoryEventStore = EventStore & {
  /** Forgets the outcomes whose time has passed. Returns how many. */
  pruneOutcomes(now: Instant): Promise<number>
}

/**
 * A log that lives as long as its process: for tests, and to see what a log is without a database in the way.
 * Values pass through JSON on their way in and out, so that nobody shares an object with the past.
 */
export const memoryEventStore = ({
  log,
  catalogue,
  queueLengthMax = 10_000,
}: MemoryEventStoreOptions): MemoryEventStore => {
  const events: { event: RecordedEvent; storedVersion: number; text: string }[] = []
  const streams = new Map<string, number[]>()
  const outcomes = new Map<string, Remembered>()
  const snapshots = new Map<string, { schemaVersion: number; text: string; version: number }>()
  const listeners = new Set<() => void>()
  let queue: Waiting[] = []

  const read = ({ event, storedVersion, text }: (typeof events)[number]): RecordedEvent => ({
    ...event,
    schemaVersion: catalogue.version(event.type),
    data: catalogue.upcast(event.type, storedVersion, JSON.parse(text) as Json),
  })

  const settle = (append: Append, spoiled: Set<string>): AppendResult => {
    const known = outcomes.get(append.commandId)
    if (known) {
      if (known.fingerprint !== append.fingerprint && append.onOtherContent === 'refuse')
        return { kind: 'other-content' }
      return { kind: 'repeated', outcome: known.outcome, position: known.position ?? events.length }
    }
    const fits = append.reads.every(
      ({ stream, version }) =>
        !spoiled.has(stream) && (streams.get(stream)?.length ?? 0) === version,
    )
    return fits ? store(append) : { kind: 'conflict' }
  }

  const store = (append: Append): AppendResult => {
    for (const { stream, data, ...event } of append.events) {
      const positions = streams.get(stream) ?? []
      streams.set(stream, positions)
      events.push({
        event: {
          ...event,
          ...append.origin,
          stream,
          data: null,
          version: positions.length + 1,
          position: events.length + 1,
          time: append.time,
        },
        storedVersion: event.schemaVersion,
        text: JSON.stringify(data),
      })
      positions.push(events.length)
    }
    outcomes.set(append.commandId, {
      fingerprint: append.fingerprint,
      outcome: JSON.parse(JSON.stringify(append.outcome)) as StoredOutcome,
      position: append.events.length > 0 ? events.length : undefined,
      keptUntil: append.outcomeKeptUntil,
    })
    return { kind: 'appended', position: events.length }
  }

  /** What queues in one turn is settled together, so that a failure spoils what was decided behind it. */
  const flush = () => {
    const batch = queue
    queue = []
    const before = events.length
    const spoiled = new Set<string>()
    const answers = batch.map(({ append, onNotAppended, resolve }) => {
      const result = settle(append, spoiled)
      if (result.kind !== 'appended') {
        for (const { stream } of append.events) spoiled.add(stream)
        onNotAppended()
      }
      return () => resolve(result)
    })
    for (const answer of answers) answer()
    if (events.length > before) for (const listener of listeners) listener()
  }

  return {
    name: log,
    append: (append, onNotAppended = () => undefined) => {
      const written = new Set(append.events.map(({ stream }) => stream))
      for (const stream of written)
        if (!append.reads.some((readStream) => readStream.stream === stream))
          return Promise.reject(
            new Error(`an append writes to ${stream} without an expected version`),
          )
      if (queue.length >= queueLengthMax) {
        onNotAppended()
        return Promise.resolve({ kind: 'overloaded' })
      }
      return new Promise((resolve) => {
        queue.push({ append, onNotAppended, resolve })
        if (queue.length === 1) setImmediate(flush)
      })
    },
    head: () => Promise.resolve(events.length),
    read: (after, limit) => Promise.resolve(events.slice(after, after + limit).map(read)),
    readStream: (stream, after, limit) =>
      Promise.resolve(
        (streams.get(stream) ?? [])
          .slice(after, after + limit)
          .flatMap((position) => events[position - 1] ?? [])
          .map(read),
      ),
    scan: async function* (after, upTo, types) {
      for (let from = after; from < Math.min(upTo, events.length); from += 1_000) {
        const to = Math.min(from + 1_000, upTo, events.length)
        const page = events
          .slice(from, to)
          .filter(({ event }) => !types || types.includes(event.type))
        yield { events: page.map(read), position: to }
      }
    },
    hasStreamsOf: async (entity) =>
      [...streams.keys()].some((stream) => stream.startsWith(`${entity}-`)),
    readSnapshot: (stream, schemaVersion) => {
      const found = snapshots.get(stream)
      const snapshot: Snapshot | undefined =
        found?.schemaVersion === schemaVersion
          ? { version: found.version, state: JSON.parse(found.text) as Json }
          : undefined
      return Promise.resolve(snapshot)
    },
    saveSnapshot: (stream, schemaVersion, { version, state }) => {
      const found = snapshots.get(stream)
      const newer = !found || found.schemaVersion < schemaVersion || found.version < version
      if (newer) snapshots.set(stream, { schemaVersion, version, text: JSON.stringify(state) })
      return Promise.resolve()
    },
    pruneOutcomes: (now) => {
      const passed = [...outcomes].filter(
        ([, { keptUntil }]) => keptUntil !== undefined && keptUntil <= now,
      )
      for (const [commandId] of passed) outcomes.delete(commandId)
      return Promise.resolve(passed.length)
    },
    onAppended: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
