import type { PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { BatchChain, StoredBatch } from './batch-chain.ts'
import { copyRowReader, type OnCopyRow } from './copy-rows.ts'
import type { LogProblems } from './log-problems.ts'
import { eventHash } from './stored-event.ts'

/** Positions whose batches are held in memory at a time. */
const stretchLength = 50_000

/**
 * Reads every event once, checking it for itself and handing its hash to the chain. The first stretch is open at its
 * beginning and the last one, behind the counter, at its end: whatever was put there is found.
 */
export const checkEvents = async (
  client: PoolClient,
  schema: string,
  head: number,
  chain: BatchChain,
  problems: LogProblems,
): Promise<void> => {
  let expected = 1
  let rows = 0
  const read = (chunk: Buffer, starts: Int32Array, ends: Int32Array) => {
    const position = Number(chunk.readBigInt64BE(starts[0]))
    const stored = chunk.subarray(starts[9], ends[9])
    rows++
    if (position !== expected)
      problems.add(expected, `events ${expected} to ${position - 1} are missing`)
    expected = position + 1
    if (!eventHash(readEvent(chunk, starts, ends)).equals(stored))
      problems.add(position, `event ${position} is not what was written: its hash differs`)
    chain.addEvent(position, stored)
  }
  for (let from = 0; ;) {
    rows = 0
    const to = from + stretchLength
    const within = (column: string) =>
      [
        ...(from > 0 ? [`${column} > ${from}`] : []),
        ...(from < head ? [`${column} <= ${to}`] : []),
      ].join(' and ') || 'true'
    chain.addBatches(await readBatches(client, schema, within('first')))
    await copyRows(
      client,
      `select position, stream, version, id, type, schema_version, time, origin, data, hash
       from ${schema}.events where ${within('position')} order by position`,
      10,
      read,
    )
    if (from >= head) break
    // A counter may claim any position: where nothing is, nothing is walked through.
    from = rows > 0 ? to : Math.max(to, Math.min(head, (await nextRow(client, schema, to)) - 1))
  }
  if (expected <= head) problems.add(expected, `events ${expected} to ${head} are missing`)
}

/** Position of the first event or batch behind another; Infinity where there is none. */
const nextRow = async (client: PoolClient, schema: string, after: number): Promise<number> => {
  const { rows } = await client.query<{ next: string | null }>(
    `select least((select min(position) from ${schema}.events where position > ${after}),
       (select min(first) from ${schema}.batches where first > ${after})) as next`,
  )
  return Number(rows[0]?.next ?? Infinity)
}

const readBatches = async (
  client: PoolClient,
  schema: string,
  where: string,
): Promise<readonly StoredBatch[]> => {
  const batches: StoredBatch[] = []
  await copyRows(
    client,
    `select first, last, hash from ${schema}.batches where ${where} order by first`,
    3,
    (chunk, starts, ends) => {
      batches.push({
        first: Number(chunk.readBigInt64BE(starts[0])),
        last: Number(chunk.readBigInt64BE(starts[1])),
        hash: Buffer.from(chunk.subarray(starts[2], ends[2])),
      })
    },
  )
  return batches
}

const copyRows = async (
  client: PoolClient,
  select: string,
  fields: number,
  onRow: OnCopyRow,
): Promise<void> => {
  const read = copyRowReader(fields, onRow)
  const stream = client.query(copyTo(`copy (${select}) to stdout (format binary)`))
  for await (const chunk of stream as AsyncIterable<Buffer>) read(chunk)
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
