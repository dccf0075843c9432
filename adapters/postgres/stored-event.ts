import { hash } from 'node:crypto'
import type { EventCatalogue } from '../../kernel/event-schema.ts'
import type { Json } from '../../kernel/json.ts'
import type { Origin, RecordedEvent } from '../../kernel/message.ts'

/** The parts of an event as they stand in its row. JSON is text: what was hashed is what is kept. */
export interface EventRow {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  readonly time: number
  readonly origin: string
  readonly data: string
  /** What the data say, in their newest shape, where that is at hand: their text, which need not be read back, is empty. */
  readonly said?: Json
}

/** Short names, because every event carries them. */
interface StoredOrigin {
  readonly a: string
  readonly c: string
  readonly k: string
  readonly t: string
}

export const storeOrigin = ({ actor, correlationId, causationId, traceparent }: Origin): string =>
  JSON.stringify({
    a: actor,
    c: correlationId,
    k: causationId,
    t: traceparent,
  } satisfies StoredOrigin)

/**
 * Everything that an event says. The data stand last and no part before them can hold a line break, so the parts
 * cannot run into each other. The position is not in it: the chain over the batches fixes the order.
 */
const hashedText = (event: Omit<EventRow, 'position' | 'said'>): string =>
  `${event.stream}\n${event.version}\n${event.id}\n${event.type}\n${event.schemaVersion}\n${event.time}\n${event.origin}\n${event.data}`

/** SHA-256 over everything that an event says. */
export const eventHash = (event: Omit<EventRow, 'position' | 'said'>): Buffer =>
  hash('sha256', hashedText(event), 'buffer')

/** The same with a character for each byte: a short text costs far less than memory of its own. */
export const eventDigest = (event: Omit<EventRow, 'position' | 'said'>): string =>
  hash('sha256', hashedText(event), 'binary')

/** An event read from the log. Its JSON is parsed when somebody looks: a rebuild passes over most events. */
export class StoredEvent implements RecordedEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly time: number
  readonly schemaVersion: number
  readonly #row: EventRow
  readonly #catalogue: EventCatalogue
  #origin: StoredOrigin | undefined
  #data: Json | undefined

  constructor(row: EventRow, catalogue: EventCatalogue) {
    this.position = row.position
    this.stream = row.stream
    this.version = row.version
    this.type = row.type
    this.time = row.time
    this.schemaVersion = catalogue.version(row.type)
    this.#row = row
    this.#catalogue = catalogue
    this.#data = row.said
  }

  get id(): string {
    return this.#row.id
  }

  get data(): Json {
    if (this.#data === undefined) {
      const { data, schemaVersion } = this.#row
      const stored = JSON.parse(data) as Json
      this.#data =
        schemaVersion === this.schemaVersion
          ? stored
          : this.#catalogue.upcast(this.type, schemaVersion, stored)
    }
    return this.#data
  }

  get actor(): string {
    return this.#readOrigin().a
  }

  get correlationId(): string {
    return this.#readOrigin().c
  }

  get causationId(): string {
    return this.#readOrigin().k
  }

  get traceparent(): string {
    return this.#readOrigin().t
  }

  #readOrigin(): StoredOrigin {
    this.#origin ??= JSON.parse(this.#row.origin) as StoredOrigin
    return this.#origin
  }
}
