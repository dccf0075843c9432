import type { Position } from '../../kernel/message.ts'
import type { Queries } from './bounded-queries.ts'
import { logSchema } from './migrate.ts'

/** An event as it is stored: JSON is text, hashes are hexadecimal. */
export interface RecordEvent {
  readonly position: number
  readonly stream: string
  readonly version: number
  readonly id: string
  readonly type: string
  readonly schemaVersion: number
  readonly time: number
  readonly origin: string
  readonly data: string
  readonly hash: string
}

/** What a command was answered, as it is stored. */
export interface RecordOutcome {
  readonly commandId: string
  readonly fingerprint: string
  readonly outcome: string
  readonly stream: string | null
  readonly version: number | null
  readonly time: number
  readonly keptUntil: number | null
}

/**
 * A committed batch of a log, or a part of one that is large: enough to store it again to the byte, and to prove
 * that it is what was written.
 */
export interface BatchRecord {
  readonly kind: 'batch'
  readonly log: string
  /** Raised by a restore, after which positions are used a second time. */
  readonly epoch: number
  readonly first: Position
  readonly last: Position
  /** The chain before the batch, and after it. */
  readonly previous: string
  readonly hash: string
  /** 1 of 1, unless the batch is larger than a message may be. */
  readonly part: number
  readonly parts: number
  readonly events: readonly RecordEvent[]
  readonly outcomes: readonly RecordOutcome[]
}

/** Outcomes of commands that added no event: refusals, mostly. Their numbers may have gaps. */
export interface SilentRecord {
  readonly kind: 'outcomes'
  readonly log: string
  readonly epoch: number
  readonly first: number
  readonly last: number
  /** Of each outcome, where some in between were forgotten. */
  readonly numbers?: readonly number[]
  readonly outcomes: readonly RecordOutcome[]
}

/**
 * How far the log's consumers had come at a time. All that they did until then is in the records before this one:
 * they were read first, and what had been committed by then was published next.
 */
export interface PlacesRecord {
  readonly kind: 'places'
  readonly log: string
  readonly epoch: number
  /** By the database's clock, in milliseconds. */
  readonly at: number
  readonly places: Readonly<Record<string, Position>>
}

/** A restore took over: what still comes of earlier epochs behind this record is of a past that was given up. */
export interface EpochRecord {
  readonly kind: 'epoch'
  readonly log: string
  readonly epoch: number
  /** Of the restore; where two begin the same epoch, the first one has it. */
  readonly by: string
  readonly at: number
}

export type LogRecord = BatchRecord | SilentRecord | PlacesRecord | EpochRecord

export interface LogRecordLimits {
  /** At least one batch, whatever it holds. */
  readonly eventsMax?: number
  /** Of the text of one record, which has one event or outcome at least. */
  readonly bytesMax?: number
}

/** With what is said around it, and escaped once more, a record stays below what a bus carries. */
const bytesMaxDefault = 400_000

interface BatchRow {
  readonly first: string
  readonly last: string
  readonly hash: string
  readonly previous: string | null
  readonly epoch: number
}

const nothing = '0'.repeat(64)
const batchesMax = 500

/** The batches behind a position, in order, whole. Empty where there are none. */
export const readBatchRecords = async (
  queries: Queries,
  log: string,
  after: Position,
  { eventsMax = 500, bytesMax = bytesMaxDefault }: LogRecordLimits = {},
): Promise<readonly BatchRecord[]> => {
  const schema = logSchema(log)
  const batches = await readBatches(queries, schema, after, eventsMax)
  const [begin, end] = [batches.at(0), batches.at(-1)]
  if (!begin || !end) return []
  const events = await readEvents(queries, schema, Number(begin.first), Number(end.last))
  const outcomes = await readOutcomes(queries, schema, events)
  let previous = begin.previous ?? nothing
  return batches.flatMap(({ first, last, hash, epoch }) => {
    const own = events.slice(
      Number(first) - Number(begin.first),
      Number(last) - Number(begin.first) + 1,
    )
    const parts = inParts(own, outcomes, bytesMax)
    const link = {
      kind: 'batch' as const,
      log,
      epoch,
      first: Number(first),
      last: Number(last),
      previous,
      hash,
    }
    previous = hash
    return parts.map((part, index) => ({ ...link, part: index + 1, parts: parts.length, ...part }))
  })
}

/** What was answered without an event, behind a number. */
export const readSilentRecord = async (
  queries: Queries,
  log: string,
  after: number,
  countMax = 500,
): Promise<SilentRecord | undefined> => {
  const schema = logSchema(log)
  const { rows } = await queries.query<OutcomeRow & { number: string; epoch: number }>(
    `select s.number, ${outcomeColumns},
       (select max(epoch) from ${schema}.epochs where silent < s.number) as epoch
     from ${schema}.silent_outcomes s join ${schema}.outcomes o using (command_id)
     where s.number > $1 order by s.number limit ${countMax}`,
    [after],
  )
  const [begin] = rows
  if (!begin) return undefined
  const own = upTo(
    bytesMaxDefault,
    rows.filter(({ epoch }) => epoch === begin.epoch),
  )
  const numbers = own.map(({ number }) => Number(number))
  const [first, last] = [numbers.at(0) ?? 0, numbers.at(-1) ?? 0]
  return {
    kind: 'outcomes',
    log,
    epoch: begin.epoch,
    first,
    last,
    ...(last - first + 1 === numbers.length ? {} : { numbers }),
    outcomes: own.map(outcomeOf),
  }
}

/** How far who follows the log has come. Views are made anew, and the log itself tells how far it was published. */
export const readPlaces = async (
  queries: Queries,
  log: string,
): Promise<Pick<PlacesRecord, 'at' | 'places'>> => {
  const { rows } = await queries.query<{ at: string; places: Record<string, number> }>(
    `select floor(extract(epoch from clock_timestamp()) * 1000) as at,
       coalesce(json_object_agg(consumer, position order by consumer), '{}') as places
     from millrace.checkpoints where log = $1 and consumer not like all ('{view/%,schedule/%,whole-log/%}')`,
    [log],
  )
  return { at: Number(rows[0]?.at ?? 0), places: rows[0]?.places ?? {} }
}

const readBatches = async (
  queries: Queries,
  schema: string,
  after: Position,
  eventsMax: number,
): Promise<readonly BatchRow[]> => {
  const { rows } = await queries.query<BatchRow>(
    `select b.first, b.last, encode(b.hash, 'hex') as hash,
       (select max(epoch) from ${schema}.epochs where after < b.first) as epoch,
       (select encode(p.hash, 'hex') from ${schema}.batches p where p.first < $1 + 1
         order by p.first desc limit 1) as previous
     from ${schema}.batches b
     where b.first > $1 order by b.first limit ${batchesMax}`,
    [after],
  )
  const whole = rows.filter(({ last }) => Number(last) <= after + eventsMax)
  return whole.length > 0 ? whole : rows.slice(0, 1)
}

const readEvents = async (
  queries: Queries,
  schema: string,
  first: Position,
  last: Position,
): Promise<readonly RecordEvent[]> => {
  const { rows } = await queries.query<
    Omit<RecordEvent, 'position' | 'time'> & { position: string; time: string }
  >(
    `select position, stream, version, id, type, schema_version as "schemaVersion", time,
       origin::text, data::text, encode(hash, 'hex') as hash
     from ${schema}.events where position between $1 and $2 order by position`,
    [first, last],
  )
  return rows.map((row) => ({ ...row, position: Number(row.position), time: Number(row.time) }))
}

type OutcomesByCommand = ReadonlyMap<string, RecordOutcome>

interface OutcomeRow extends Omit<RecordOutcome, 'time' | 'keptUntil'> {
  readonly time: string
  readonly keptUntil: string | null
}

const outcomeColumns = `o.command_id as "commandId", o.fingerprint, o.outcome::text, o.stream,
  o.version, o.time, o.kept_until as "keptUntil"`

const outcomeOf = (row: OutcomeRow): RecordOutcome => ({
  commandId: row.commandId,
  fingerprint: row.fingerprint,
  outcome: row.outcome,
  stream: row.stream,
  version: row.version,
  time: Number(row.time),
  keptUntil: row.keptUntil === null ? null : Number(row.keptUntil),
})

/** An event's cause is its command. What was forgotten meanwhile is not needed again. */
const readOutcomes = async (
  queries: Queries,
  schema: string,
  events: readonly RecordEvent[],
): Promise<OutcomesByCommand> => {
  const { rows } = await queries.query<OutcomeRow>(
    `select ${outcomeColumns} from ${schema}.outcomes o where o.command_id = any($1)`,
    [[...new Set(events.map(commandOf))]],
  )
  return new Map(rows.map((row) => [row.commandId, outcomeOf(row)]))
}

const commandOf = ({ origin }: RecordEvent): string => (JSON.parse(origin) as { k: string }).k

interface Part {
  readonly events: RecordEvent[]
  readonly outcomes: RecordOutcome[]
}

/** As many as a record may hold, and one at least. */
const upTo = <Row extends OutcomeRow>(bytesMax: number, rows: readonly Row[]): readonly Row[] => {
  let bytes = 0
  const end = rows.findIndex((row) => (bytes += bytesOf(outcomeOf(row))) > bytesMax)
  return end < 0 ? rows : rows.slice(0, Math.max(1, end))
}

const bytesOf = (said: unknown): number => Buffer.byteLength(JSON.stringify(said))

/** A command's outcome goes with its first event. */
const inParts = (
  events: readonly RecordEvent[],
  outcomes: OutcomesByCommand,
  bytesMax: number,
): readonly Part[] => {
  const parts: Part[] = []
  const told = new Set<string>()
  let bytes = Infinity
  for (const event of events) {
    const command = commandOf(event)
    const outcome = told.has(command) ? undefined : outcomes.get(command)
    told.add(command)
    const added = bytesOf([event, outcome])
    if (bytes + added > bytesMax) {
      parts.push({ events: [], outcomes: [] })
      bytes = 0
    }
    bytes += added
    parts.at(-1)?.events.push(event)
    if (outcome) parts.at(-1)?.outcomes.push(outcome)
  }
  return parts
}
