import type { Pool } from 'pg'
import type { EventCatalogue } from '../../kernel/event-schema.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { CopyOut } from './copy-out.ts'
import { StoredEvent, type EventRow } from './stored-event.ts'

export interface ScannedBatch {
  readonly events: readonly RecordedEvent[]
  readonly position: number
}

/** Events handed over at a time, at least: what the server sends while they are folded is soon there. */
const batchSizeMin = 500
/** Events read while nobody takes them, because whoever does waits for something. */
const aheadMax = 5_000
/** Events that one transaction reads, so that a long rebuild does not hold back the cleaning of old rows. */
const stretchEvents = 500_000

/** Reads a stretch of the log as fast as the server can send it; only events of `types` are built. */
export async function* scanEvents(
  pool: Pool,
  schema: string,
  catalogue: EventCatalogue,
  after: number,
  upTo: number,
  types?: readonly string[],
): AsyncGenerator<ScannedBatch> {
  for (let from = after; from < upTo; from += stretchEvents)
    yield* scanStretch(pool, schema, catalogue, from, Math.min(from + stretchEvents, upTo), types)
}

async function* scanStretch(
  pool: Pool,
  schema: string,
  catalogue: EventCatalogue,
  after: number,
  upTo: number,
  types: readonly string[] | undefined,
): AsyncGenerator<ScannedBatch> {
  let events: RecordedEvent[] = []
  let position = after
  const wanted = types && new Set(types)
  const copy = new CopyOut({
    text: `copy (select position, stream, version, id, type, schema_version, time, origin, data
      from ${schema}.events where position > ${Math.trunc(after)} and position <= ${Math.trunc(upTo)} order by position) to stdout (format binary)`,
    fields: 9,
    aheadRowsMax: aheadMax,
    onRow: (chunk, starts, ends) => {
      position =
        chunk.readUInt32BE(starts[0] ?? 0) * 0x1_0000_0000 +
        chunk.readUInt32BE((starts[0] ?? 0) + 4)
      const type = chunk.toString('latin1', starts[4], ends[4])
      if (!wanted || wanted.has(type))
        events.push(new StoredEvent(new ScannedRow(chunk, starts, ends, position, type), catalogue))
    },
  })
  const client = await pool.connect()
  let broken: Error | undefined
  let more = true
  try {
    client.query(copy)
    while (more) {
      more = await copy.next(batchSizeMin)
      const batch = { events, position }
      events = []
      yield batch
    }
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    // Whoever stops early leaves a copy under way; that connection is of no more use.
    client.release(broken ?? more)
  }
}

/** A row whose id and origin are read when somebody looks: almost no view does, and they are half of its text. */
class ScannedRow implements EventRow {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly type: string
  readonly schemaVersion: number
  readonly time: number
  readonly data: string
  readonly #chunk: Buffer
  readonly #idStart: number
  readonly #originStart: number
  readonly #originEnd: number

  constructor(chunk: Buffer, starts: Int32Array, ends: Int32Array, position: number, type: string) {
    const time = starts[6] ?? 0
    this.position = position
    this.stream = chunk.toString('utf8', starts[1], ends[1])
    this.version = chunk.readInt32BE(starts[2])
    this.type = type
    this.schemaVersion = chunk.readInt32BE(starts[5])
    this.time = chunk.readInt32BE(time) * 0x1_0000_0000 + chunk.readUInt32BE(time + 4)
    this.data = chunk.toString('utf8', starts[8], ends[8])
    this.#chunk = chunk
    this.#idStart = starts[3] ?? 0
    this.#originStart = starts[7] ?? 0
    this.#originEnd = ends[7] ?? 0
  }

  get id(): string {
    return formatId(this.#chunk.toString('hex', this.#idStart, this.#idStart + 16))
  }

  get origin(): string {
    return this.#chunk.toString('utf8', this.#originStart, this.#originEnd)
  }
}

const formatId = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
