import type { Pool } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { EventCatalogue } from '../../kernel/event-schema.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import { copyRowReader } from './copy-rows.ts'
import { StoredEvent } from './stored-event.ts'

export interface ScannedBatch {
  readonly events: readonly RecordedEvent[]
  readonly position: number
}

/** Events handed over at a time. */
const batchSizeMax = 5_000
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
  const readRow = copyRowReader(9, (chunk, starts, ends) => {
    position =
      chunk.readUInt32BE(starts[0] ?? 0) * 0x1_0000_0000 + chunk.readUInt32BE((starts[0] ?? 0) + 4)
    const type = chunk.toString('latin1', starts[4], ends[4])
    if (!wanted || wanted.has(type))
      events.push(toEvent(chunk, starts, ends, position, type, catalogue))
  })
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    const stream = client.query(
      copyTo(
        `copy (select position, stream, version, id, type, schema_version, time, origin, data
         from ${schema}.events where position > ${Math.trunc(after)} and position <= ${Math.trunc(upTo)} order by position) to stdout (format binary)`,
      ),
    )
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      readRow(chunk)
      if (events.length < batchSizeMax) continue
      yield { events, position }
      events = []
    }
    yield { events, position }
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    // Whoever stops early leaves a copy under way; that connection is of no more use.
    client.release(broken ?? position < upTo)
  }
}

const toEvent = (
  chunk: Buffer,
  starts: Int32Array,
  ends: Int32Array,
  position: number,
  type: string,
  catalogue: EventCatalogue,
): RecordedEvent => {
  const text = (field: number) => chunk.toString('utf8', starts[field], ends[field])
  const time = starts[6] ?? 0
  return new StoredEvent(
    {
      position,
      stream: text(1),
      version: chunk.readInt32BE(starts[2]),
      id: formatId(chunk.toString('hex', starts[3], ends[3])),
      type,
      schemaVersion: chunk.readInt32BE(starts[5]),
      time: chunk.readInt32BE(time) * 0x1_0000_0000 + chunk.readUInt32BE(time + 4),
      origin: text(7),
      data: text(8),
    },
    catalogue,
  )
}

const formatId = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
