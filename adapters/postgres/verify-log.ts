import { hash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { copyRowReader } from './copy-rows.ts'
import { logSchema } from './migrate.ts'
import { eventHash } from './stored-event.ts'

/** Something in a log that is not as it was written. */
export interface LogProblem {
  /** Where, as a position of the log; 0 where it concerns the log as a whole. */
  readonly position: number
  readonly what: string
}

export interface LogVerdict {
  readonly log: string
  /** How far was read. */
  readonly position: number
  /** Hash of the last batch, hexadecimal. */
  readonly hash: string
  readonly problems: readonly LogProblem[]
}

/** A place in a log that was written down elsewhere, to hold the log against. */
export interface KnownPlace {
  readonly position: number
  readonly hash: string
}

const problemsMax = 100

/**
 * Reads a whole log and recomputes it: each event's hash, the chain over the batches, gap-free positions, the
 * versions of every stream, and what signed checkpoints say about it.
 *
 * It finds any changed, removed or inserted event, and a cut tail as far back as the newest checkpoint. It cannot
 * find a log that was rewritten whole, hashes included, behind the newest checkpoint, nor changed outcomes of
 * commands, snapshots or views: the first is what checkpoints kept elsewhere are for, the others can be made again.
 */
export const verifyLog = async (
  pool: Pool,
  log: string,
  checkpoints: readonly KnownPlace[],
): Promise<LogVerdict> => {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('begin transaction isolation level repeatable read read only')
    const verdict = await verifyLogWithin(client, log, checkpoints)
    await client.query('commit')
    broken = false
    return verdict
  } finally {
    client.release(broken)
  }
}

/** The same within a transaction that is under way, which sees what it has not committed yet. */
export const verifyLogWithin = async (
  client: PoolClient,
  log: string,
  checkpoints: readonly KnownPlace[],
): Promise<LogVerdict> => {
  const schema = logSchema(log)
  const head = await readHead(client, schema)
  const problems = new Problems()
  const batches = await readBatches(client, schema)
  await checkEvents(client, schema, batches, problems)
  checkChain(batches, head, problems)
  await checkStreams(client, schema, problems)
  checkCheckpoints(checkpoints, batches, head.position, problems)
  return {
    log,
    position: head.position,
    hash: head.hash.toString('hex'),
    problems: problems.found,
  }
}

class Problems {
  readonly found: LogProblem[] = []
  add(position: number, what: string): void {
    if (this.found.length < problemsMax) this.found.push({ position, what })
  }
}

type Client = PoolClient

interface Batch {
  readonly first: number
  readonly last: number
  readonly hash: Buffer
  /** Recomputed from the stored hashes of its events. */
  digest: Buffer | undefined
}

interface Head {
  readonly position: number
  readonly hash: Buffer
}

const readHead = async (client: Client, schema: string): Promise<Head> => {
  const { rows } = await client.query<{ position: string; hash: Buffer }>(
    `select position, hash from ${schema}.log`,
  )
  const [row] = rows
  if (!row) throw new Error(`${schema} has no counter row`)
  return { position: Number(row.position), hash: row.hash }
}

const readBatches = async (client: Client, schema: string): Promise<Batch[]> => {
  const batches: Batch[] = []
  const read = copyRowReader(3, (chunk, starts, ends) => {
    batches.push({
      first: Number(chunk.readBigInt64BE(starts[0])),
      last: Number(chunk.readBigInt64BE(starts[1])),
      hash: Buffer.from(chunk.subarray(starts[2], ends[2])),
      digest: undefined,
    })
  })
  const stream = client.query(
    copyTo(
      `copy (select first, last, hash from ${schema}.batches order by first) to stdout (format binary)`,
    ),
  )
  for await (const chunk of stream as AsyncIterable<Buffer>) read(chunk)
  return batches
}

/** Reads every event once, checking it for itself and gathering the digest of its batch. */
const checkEvents = async (
  client: Client,
  schema: string,
  batches: Batch[],
  problems: Problems,
): Promise<void> => {
  let expected = 1
  let index = 0
  let hashes: Buffer[] = []
  const closeBatch = () => {
    const batch = batches[index++]
    if (batch) batch.digest = hash('sha256', Buffer.concat(hashes), 'buffer')
    hashes = []
  }
  const read = copyRowReader(10, (chunk, starts, ends) => {
    const position = Number(chunk.readBigInt64BE(starts[0]))
    const stored = Buffer.from(chunk.subarray(starts[9], ends[9]))
    if (position !== expected)
      problems.add(expected, `events ${expected} to ${position - 1} are missing`)
    expected = position + 1
    if (!eventHash(readEvent(chunk, starts, ends)).equals(stored))
      problems.add(position, `event ${position} is not what was written: its hash differs`)
    while (index < batches.length && position > (batches[index]?.last ?? 0)) closeBatch()
    hashes.push(stored)
  })
  const stream = client.query(
    copyTo(
      `copy (select position, stream, version, id, type, schema_version, time, origin, data, hash
       from ${schema}.events order by position) to stdout (format binary)`,
    ),
  )
  for await (const chunk of stream as AsyncIterable<Buffer>) read(chunk)
  while (index < batches.length) closeBatch()
}

const readEvent = (chunk: Buffer, starts: Int32Array, ends: Int32Array) => {
  const text = (field: number) => chunk.toString('utf8', starts[field], ends[field])
  const id = chunk.toString('hex', starts[3], ends[3])
  return {
    stream: text(1),
    version: chunk.readInt32BE(starts[2]),
    id: `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`,
    type: text(4),
    schemaVersion: chunk.readInt32BE(starts[5]),
    time: Number(chunk.readBigInt64BE(starts[6])),
    origin: text(7),
    data: text(8),
  }
}

/** Each batch hashes the one before; the last one is the log's. A broken link is reported once, where it breaks. */
const checkChain = (batches: readonly Batch[], head: Head, problems: Problems): void => {
  let previous: Buffer = Buffer.alloc(32)
  let expected = 1
  for (const { first, last, hash: stored, digest } of batches) {
    if (first !== expected)
      problems.add(expected, `the batch that begins at ${expected} is missing`)
    const bounds = Buffer.alloc(16)
    bounds.writeBigInt64BE(BigInt(first), 0)
    bounds.writeBigInt64BE(BigInt(last), 8)
    const chained = hash(
      'sha256',
      Buffer.concat([previous, bounds, digest ?? Buffer.alloc(32)]),
      'buffer',
    )
    if (!chained.equals(stored))
      problems.add(first, `batch ${first} to ${last} does not continue the chain`)
    previous = stored
    expected = last + 1
  }
  if (head.position !== expected - 1)
    problems.add(
      Math.min(head.position, expected - 1),
      `the counter stands at ${head.position}, the batches end at ${expected - 1}`,
    )
  if (!head.hash.equals(previous))
    problems.add(head.position, 'the log ends with another hash than its last batch')
}

const checkStreams = async (client: Client, schema: string, problems: Problems): Promise<void> => {
  const { rows } = await client.query<{
    stream: string
    head: number | null
    events: string
    version: number
  }>(
    `select coalesce(e.stream, s.stream) as stream, s.version as head, coalesce(e.events, 0) as events, coalesce(e.version, 0) as version
     from (select stream, count(*) as events, max(version) as version from ${schema}.events group by stream) e
     full join ${schema}.streams s on s.stream = e.stream
     where s.version is distinct from coalesce(e.version, 0) or coalesce(e.events, 0) <> coalesce(e.version, 0)
     order by 1 limit ${problemsMax}`,
  )
  for (const { stream, head, events, version } of rows)
    problems.add(
      0,
      `stream ${stream} stands at ${head ?? 'nothing'}, its ${events} events reach version ${version}`,
    )
}

const checkCheckpoints = (
  checkpoints: readonly KnownPlace[],
  batches: readonly Batch[],
  position: number,
  problems: Problems,
): void => {
  const hashes = new Map(batches.map(({ last, hash: stored }) => [last, stored.toString('hex')]))
  for (const known of checkpoints) {
    if (known.position > position)
      problems.add(
        position,
        `the tail is cut: a signed checkpoint knows position ${known.position}, the log ends at ${position}`,
      )
    else if (known.position > 0 && hashes.get(known.position) !== known.hash)
      problems.add(
        known.position,
        `history was rewritten: a signed checkpoint knows another hash at ${known.position}`,
      )
  }
}
