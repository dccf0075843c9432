import type { EventStore, LogReader } from '../../kernel/event-store.ts'
import type { Position, RecordedEvent } from '../../kernel/message.ts'

/** A log that can be followed. */
export type FollowableLog = LogReader & Pick<EventStore, 'onAppended'>

/** Without a signal, for so long the end is taken to be where it was. */
const staleMs = 300
/**
 * At least so many are held, and up to a quarter more: what followers take within two or three of their paces. Held
 * for longer, events would grow old in memory, where letting go of them costs the most.
 */
const eventsHeldMax = 1_000

/**
 * A log whose end is read once for all who follow it in this process: views, policies and timers mostly
 * stand at the same place, and ask for the same page within the same moment.
 */
export class Tail implements FollowableLog {
  readonly name: string
  readonly #log: FollowableLog
  readonly #reading = new Map<string, Promise<readonly RecordedEvent[]>>()
  readonly #unsubscribe: () => void
  #held: RecordedEvent[] = []
  /** Something was appended since the end was last read. */
  #grown = true
  #readAt = 0

  constructor(log: FollowableLog) {
    this.name = log.name
    this.#log = log
    // Before any other listener, so that whoever is woken finds the new events, or the end unread.
    this.#unsubscribe = log.onAppended((appended) => this.#hear(appended))
  }

  head(): Promise<Position> {
    return this.#log.head()
  }

  read(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const index = after + 1 - (this.#held[0]?.position ?? Infinity)
    if (index >= 0 && index < this.#held.length)
      return Promise.resolve(this.#held.slice(index, index + limit))
    const atEnd = index === this.#held.length
    const stale = performance.now() - this.#readAt > staleMs
    return atEnd && !this.#grown && !stale ? Promise.resolve([]) : this.#readOnce(after, limit)
  }

  scan(after: Position, upTo: Position, types?: readonly string[]) {
    return this.#log.scan(after, upTo, types)
  }

  readStream(stream: string, after: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.#log.readStream(stream, after, limit)
  }

  hasStreamsOf(entity: string): Promise<boolean> {
    return this.#log.hasStreamsOf(entity)
  }

  onAppended(listener: () => void): () => void {
    return this.#log.onAppended(listener)
  }

  close(): void {
    this.#unsubscribe()
  }

  /** What this process appended itself need not be read back, unless somebody else appended before it. */
  #hear(appended: readonly RecordedEvent[] = []): void {
    const [first] = appended
    const last = this.#held.at(-1)
    if (first && (!last || first.position === last.position + 1)) this.#hold(appended)
    else this.#grown = true
  }

  #readOnce(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const key = `${after} ${limit}`
    const running = this.#reading.get(key)
    if (running) return running
    const page = this.#read(after, limit).finally(() => this.#reading.delete(key))
    this.#reading.set(key, page)
    return page
  }

  async #read(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    const end = this.#held.at(-1)?.position ?? 0
    const grown = this.#grown
    if (after >= end) this.#grown = false
    try {
      const events = await this.#log.read(after, limit)
      this.#remember(events, limit)
      return events
    } catch (error) {
      this.#grown ||= grown
      throw error
    }
  }

  #remember(events: readonly RecordedEvent[], limit: number): void {
    const end = this.#held.at(-1)?.position ?? 0
    const newer = events.filter(({ position }) => position > end)
    const [first] = newer
    // A page from behind the end says nothing about the end, and a full one ends before it.
    if (events.length === limit) this.#grown = true
    if (first || events.length === 0) this.#readAt = performance.now()
    if (!first) return
    if (first.position !== end + 1) this.#held = []
    this.#hold(newer)
  }

  #hold(events: readonly RecordedEvent[]): void {
    for (const event of events) this.#held.push(event)
    if (this.#held.length > 1.25 * eventsHeldMax) this.#held = this.#held.slice(-eventsHeldMax)
  }
}
