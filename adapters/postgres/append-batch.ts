import { hash } from 'node:crypto'
import type { Append } from '../../kernel/event-store.ts'
import {
  bytesArray,
  int4Array,
  int8Array,
  jsonArray,
  textArray,
  uuidArray,
} from './binary-array.ts'
import { eventDigest, storeOrigin, type EventRow } from './stored-event.ts'

/** One append with what can be prepared before its batch is known. */
export interface PreparedAppend {
  readonly append: Append
  readonly origin: string
  readonly outcome: string
  readonly data: readonly string[]
  /** Of each event, with the version that it will have if the append succeeds. */
  readonly versions: readonly number[]
  /** Of each event, with a character for each byte. */
  readonly digests: readonly string[]
  /** Each stream that was read, with its version afterwards. */
  readonly after: ReadonlyMap<string, number>
  /** Length of what is stored, roughly. */
  readonly characters: number
}

/** Text, versions and hashes of an append: the work that needs no database. Throws on events without an expected version. */
export const prepareAppend = (append: Append): PreparedAppend => {
  const after = new Map(append.reads.map(({ stream, version }) => [stream, version]))
  const origin = storeOrigin(append.origin)
  const data = append.events.map((event) => JSON.stringify(event.data))
  const versions = append.events.map(({ stream }) => {
    // The parts of an event are hashed line by line.
    if (stream.includes('\n')) throw new Error('the name of a stream has no line breaks')
    const version = (after.get(stream) ?? missingRead(stream)) + 1
    after.set(stream, version)
    return version
  })
  const digests = append.events.map((event, index) =>
    eventDigest({
      ...event,
      version: versions[index] ?? 0,
      time: append.time,
      origin,
      data: data[index] ?? 'null',
    }),
  )
  const outcome = JSON.stringify(append.outcome)
  const characters = data.reduce((sum, text) => sum + text.length, outcome.length)
  return { append, origin, outcome, data, versions, digests, after, characters }
}

const missingRead = (stream: string): never => {
  throw new Error(`an append writes to ${stream} without an expected version`)
}

/** The events of an append as they stand in the log now, behind `base`. */
export const addedRows = (
  { append, origin, versions }: PreparedAppend,
  base: number,
): readonly EventRow[] =>
  append.events.map(({ stream, id, type, schemaVersion, data: said }, index) => ({
    position: base + 1 + index,
    stream,
    version: versions[index] ?? 0,
    id,
    type,
    schemaVersion,
    time: append.time,
    origin,
    // Held for as long as anybody may ask: one of the two is enough.
    data: '',
    said,
  }))

/** Streams of a batch: what its first command expects of them, and what its last one leaves. */
export interface BatchHead {
  readonly ordinal: number
  readonly from: number
  to: number
}

/** Whether a command continues the batch: it expects of each stream what its predecessors in the batch leave. */
export const fitsBatch = (
  heads: ReadonlyMap<string, BatchHead>,
  { append }: PreparedAppend,
): boolean =>
  append.reads.every(({ stream, version }) => {
    const head = heads.get(stream)
    return head === undefined || head.to === version
  })

/** Moves the batch's heads by one command that fits. */
export const addToHeads = (
  heads: Map<string, BatchHead>,
  { append, after }: PreparedAppend,
): void => {
  for (const { stream, version } of append.reads) {
    const to = after.get(stream) ?? version
    const head = heads.get(stream)
    if (head) head.to = to
    else heads.set(stream, { ordinal: heads.size + 1, from: version, to })
  }
}

/** `select base, statuses from append_batch(...)`, arguments in the order of migrations/log/0001-log.sql. */
export const appendBatchSql = `select base, statuses from append_batch(${Array.from({ length: 27 }, (_, index) => `$${index + 1}`).join(', ')})`

/** The arguments of `append_batch` for commands that fit each other. */
export const appendBatchValues = (
  batch: readonly PreparedAppend[],
  heads: ReadonlyMap<string, BatchHead>,
): unknown[] => {
  const headList = [...heads]
  const known = headList.filter(([, head]) => head.from > 0).length
  const events = eventColumns(batch)
  return [
    uuidArray(batch.map(({ append }) => append.commandId)),
    textArray(batch.map(({ append }) => append.fingerprint)),
    jsonArray(batch.map(({ outcome }) => outcome)),
    textArray(batch.map(({ append }) => append.events.at(-1)?.stream ?? null)),
    int4Array(batch.map(({ versions }) => versions.at(-1) ?? null)),
    int8Array(batch.map(({ append }) => append.time)),
    int8Array(batch.map(({ append }) => append.outcomeKeptUntil ?? null)),
    textArray(headList.map(([stream]) => stream)),
    int4Array(headList.map(([, head]) => head.from)),
    int4Array(headList.map(([, head]) => head.to)),
    headList.length - known,
    known,
    ...readColumns(batch, heads).map(int4Array),
    int4Array(events.commands),
    textArray(events.streams),
    int4Array(events.versions),
    uuidArray(events.ids),
    textArray(events.types),
    int4Array(events.schemas),
    int8Array(events.times),
    jsonArray(events.origins),
    jsonArray(events.data),
    bytesArray(events.digests),
    hash('sha256', Buffer.from(events.digests.join(''), 'latin1'), 'buffer'),
  ]
}

/** Command, head, version before and version after of each stream that a command looks at. */
const readColumns = (
  batch: readonly PreparedAppend[],
  heads: ReadonlyMap<string, BatchHead>,
): readonly [number[], number[], number[], number[]] => {
  const [commands, ordinals, from, to]: [number[], number[], number[], number[]] = [[], [], [], []]
  for (const [index, { append, after }] of batch.entries())
    for (const { stream, version } of append.reads) {
      commands.push(index + 1)
      ordinals.push(heads.get(stream)?.ordinal ?? 0)
      from.push(version)
      to.push(after.get(stream) ?? version)
    }
  return [commands, ordinals, from, to]
}

const eventColumns = (batch: readonly PreparedAppend[]) => {
  const commands: number[] = []
  const times: number[] = []
  const origins: string[] = []
  for (const [index, { append, origin }] of batch.entries())
    for (let count = append.events.length; count > 0; count--) {
      commands.push(index + 1)
      times.push(append.time)
      origins.push(origin)
    }
  const events = batch.flatMap(({ append }) => append.events)
  return {
    commands,
    times,
    origins,
    streams: events.map(({ stream }) => stream),
    ids: events.map(({ id }) => id),
    types: events.map(({ type }) => type),
    schemas: events.map(({ schemaVersion }) => schemaVersion),
    versions: batch.flatMap(({ versions }) => versions),
    data: batch.flatMap(({ data }) => data),
    digests: batch.flatMap(({ digests }) => digests),
  }
}
