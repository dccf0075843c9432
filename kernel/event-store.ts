import type { Instant } from './clock.ts'
import type { Uuid } from './id.ts'
import type { Json } from './json.ts'
import type { Origin, Position, RecordedEvent, StreamName } from './message.ts'
import type { Refusal } from './refusal.ts'

/** An event on its way into the log. */
export interface NewEvent {
  readonly stream: StreamName
  readonly id: Uuid
  readonly type: string
  readonly schemaVersion: number
  readonly data: Json
}

/** What was answered to a command, kept with the events so that a repetition is answered alike. */
export type StoredOutcome =
  | { readonly kind: 'accepted'; readonly versions: Readonly<Record<StreamName, number>> }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

/** One command's effect: stored whole or not at all. */
export interface Append {
  readonly commandId: Uuid
  readonly fingerprint: string
  readonly onOtherContent: 'refuse' | 'repeat'
  readonly origin: Origin
  readonly time: Instant
  /** Every stream that was looked at, with the version on which was decided; 0 where it did not exist. */
  readonly reads: readonly { readonly stream: StreamName; readonly version: number }[]
  /** In the order of their versions; each stream of them stands in `reads` too. */
  readonly events: readonly NewEvent[]
  readonly outcome: StoredOutcome
  /** From then on the outcome may be forgotten, and the id be used anew. Without it the outcome stays for ever. */
  readonly outcomeKeptUntil?: Instant
}

export type AppendResult =
  /** Durable. `position` is that of the last event, or of the log's end where there was none. */
  | { readonly kind: 'appended'; readonly position: Position }
  /** The command had been carried out before: this was its outcome. */
  | { readonly kind: 'repeated'; readonly outcome: StoredOutcome; readonly position: Position }
  /** The id was used for something else before. */
  | { readonly kind: 'other-content' }
  /** A stream that was read has moved on. Nothing was stored. */
  | { readonly kind: 'conflict' }
  /** The queue is full. Nothing was stored; try later. */
  | { readonly kind: 'overloaded' }
  /** The log could not be reached in time, and whether the command was stored is not known: ask again with the same id. */
  | { readonly kind: 'unavailable'; readonly reason: string }

/** A state that was folded up to a version. */
export interface Snapshot {
  readonly version: number
  readonly state: Json
}

/** Reads the past. Events come in position (or version) order, upcast to their newest shape. */
export interface LogReader {
  /** Which log: a context's name, with a number where a context has several. */
  readonly name: string
  /** The last position, 0 while the log is empty. */
  head(): Promise<Position>
  /** At most `limit` events behind `after`, and where the reader stands then. */
  read(after: Position, limit: number): Promise<readonly RecordedEvent[]>
  /**
   * All events behind `after` up to and including `upTo`, in batches, as fast as the store can.
   * `types` spares the parsing of events that nobody asked for; `position` is how far a batch reaches.
   */
  scan(
    after: Position,
    upTo: Position,
    types?: readonly string[],
  ): AsyncIterable<{ readonly events: readonly RecordedEvent[]; readonly position: Position }>
  /** Events of one stream behind version `after`, in order. */
  readStream(stream: StreamName, after: number, limit: number): Promise<readonly RecordedEvent[]>
  /** Whether any stream of an entity exists: one whose name begins with the entity's and a hyphen. */
  hasStreamsOf(entity: string): Promise<boolean>
}

/**
 * The log of a context. Implementations pass one conformance suite (testing/event-store.conformance.ts):
 * atomic over streams, positions 1..N without gaps in commit order, one outcome per command id.
 */
export interface EventStore extends LogReader {
  /**
   * Queues at once, in call order, and resolves when durable. Appends that queue together are committed
   * together. Once one fails, those queued behind it that touch a stream it wrote conflict too:
   * they were decided on a state that never came to be. `onNotAppended` is called before any other code can
   * run, whenever the result will be another than `appended`: whoever holds the state that the append would
   * have led to drops it there.
   */
  append(append: Append, onNotAppended?: () => void): Promise<AppendResult>
  readSnapshot(stream: StreamName, version: number): Promise<Snapshot | undefined>
  saveSnapshot(stream: StreamName, schemaVersion: number, snapshot: Snapshot): Promise<void>
  /**
   * Called after a commit of this or another process, possibly late, never instead of polling. `appended` are
   * the events, in position order, where they are at hand without a look into the store. Returns a way to stop.
   */
  onAppended(listener: (appended?: readonly RecordedEvent[]) => void): () => void
}
