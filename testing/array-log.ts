import type { LogReader } from '../kernel/event-store.ts'
import type { DomainEvent, Position, RecordedEvent, StreamName } from '../kernel/message.ts'

const uuidOf = (number: number): string =>
  `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`

/** A log whose events a test writes down one by one; everything about them follows from their position. */
export class ArrayLog implements LogReader {
  readonly name: string
  readonly events: RecordedEvent[] = []
  readonly #listeners = new Set<() => void>()

  constructor(name: string) {
    this.name = name
  }

  append(...events: readonly (DomainEvent & { readonly stream?: StreamName })[]): void {
    for (const { type, data, stream = 'stream-1' } of events) this.#append(type, data, stream)
    for (const listener of this.#listeners) listener()
  }

  #append(type: string, data: unknown, stream: StreamName): void {
    const position = this.events.length + 1
    this.events.push({
      id: uuidOf(position),
      type,
      data,
      schemaVersion: 1,
      stream,
      version: this.events.filter((event) => event.stream === stream).length + 1,
      position,
      time: 1_000 * position,
      actor: 'system',
      correlationId: uuidOf(900_000 + position),
      causationId: uuidOf(800_000 + position),
      traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
    })
  }

  head(): Promise<Position> {
    return Promise.resolve(this.events.length)
  }

  read(after: Position, limit: number): Promise<readonly RecordedEvent[]> {
    return Promise.resolve(this.events.slice(after, after + limit))
  }

  async *scan(after: Position, upTo: Position, types?: readonly string[]) {
    for (let from = after; from < upTo; from += 100) {
      const to = Math.min(from + 100, upTo)
      const page = await Promise.resolve(this.events.slice(from, to))
      yield { events: page.filter(({ type }) => types?.includes(type) ?? true), position: to }
    }
  }

  readStream(stream: StreamName, after: number, limit: number): Promise<readonly RecordedEvent[]> {
    const events = this.events.filter((event) => event.stream === stream)
    return Promise.resolve(events.slice(after, after + limit))
  }

  hasStreamsOf(entity: string): Promise<boolean> {
    return Promise.resolve(this.events.some(({ stream }) => stream.startsWith(`${entity}-`)))
  }

  onAppended(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
