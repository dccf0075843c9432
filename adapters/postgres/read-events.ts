import type { EventCatalogue } from '../../kernel/event-schema.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { Queries } from './bounded-queries.ts'
import { int4Array, textArray } from './binary-array.ts'
import { gatherStreams, type StreamPlace } from './gathered-streams.ts'
import { StoredEvent } from './stored-event.ts'

const columns = 'position, stream, version, id, type, schema_version, time, origin, data'

/** JSON stays text and numbers stay digits: the event parses what is asked for. */
const asText = { getTypeParser: () => (text: string) => text }

/** Pages of a log, over the pool. */
export const eventPages = (pool: Queries, schema: string, catalogue: EventCatalogue) => {
  const page = async (name: string, where: string, order: string, values: readonly unknown[]) => {
    const { rows } = await pool.query<string[]>({
      name: `${schema}_${name}`,
      text: `select ${columns} from ${schema}.events where ${where} order by ${order} limit $1`,
      values: [...values],
      rowMode: 'array',
      types: asText,
    })
    return rows.map((row) => toEvent(row, catalogue))
  }
  const ofStream = (stream: string, version: number, limit: number) =>
    page('of_stream', 'stream = $2 and version > $3', 'version', [limit, stream, version])
  const ofStreams = async (places: readonly StreamPlace[], eventsMax: number) => {
    const { rows } = await pool.query<string[]>({
      name: `${schema}_of_streams`,
      text: `select ${columns} from unnest($1::text[], $2::int4[]) as p(name, after) cross join lateral (
          select ${columns} from ${schema}.events where stream = p.name and version > p.after order by version limit $3
        ) e order by stream, version`,
      values: [
        textArray(places.map(({ stream }) => stream)),
        int4Array(places.map(({ after }) => after)),
        eventsMax,
      ],
      rowMode: 'array',
      types: asText,
    })
    return rows.map((row) => toEvent(row, catalogue))
  }
  return {
    behind: (position: number, limit: number) =>
      page('behind', 'position > $2', 'position', [limit, position]),
    ofStream: gatherStreams(ofStream, ofStreams),
  }
}

const toEvent = (row: readonly string[], catalogue: EventCatalogue): RecordedEvent => {
  const [position, stream, version, id, type, schemaVersion, time, origin, data] = row as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return new StoredEvent(
    {
      position: Number(position),
      stream,
      version: Number(version),
      id,
      type,
      schemaVersion: Number(schemaVersion),
      time: Number(time),
      origin,
      data,
    },
    catalogue,
  )
}
