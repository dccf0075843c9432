import type { PoolClient } from 'pg'
import type { BatchRecord, RecordOutcome } from '../log-records.ts'
import { logSchema } from '../migrate.ts'
import { eventHash } from '../stored-event.ts'

/** What a repeated record says that was not said before; undefined where it says the same. */
export type Difference = string | undefined

/** Holds a batch, or a part of one, against the one that is stored there. */
export const batchDiffers = async (
  client: PoolClient,
  record: BatchRecord,
): Promise<Difference> => {
  const { log, first, last, hash, events, outcomes } = record
  const schema = logSchema(log)
  const batches = await client.query<{ last: string; hash: string }>(
    `select last, encode(hash, 'hex') as hash from ${schema}.batches where first = $1`,
    [first],
  )
  const [batch] = batches.rows
  if (!batch) return `repeats position ${first}, and no batch begins there`
  if (Number(batch.last) !== last || batch.hash !== hash)
    return `repeats the batch at position ${first} with another content`
  const stored = await client.query<{ position: string; hash: Buffer }>(
    `select position, hash from ${schema}.events where position between $1 and $2`,
    [first, last],
  )
  const hashes = new Map(stored.rows.map((row) => [Number(row.position), row.hash]))
  for (const event of events)
    if (hashes.get(event.position)?.equals(eventHash(event)) !== true)
      return `repeats position ${event.position} with another event`
  return outcomesDiffer(client, log, outcomes)
}

/** The same of outcomes. What was forgotten in between, because its time was over, may be missing. */
export const outcomesDiffer = async (
  client: PoolClient,
  log: string,
  outcomes: readonly RecordOutcome[],
): Promise<Difference> => {
  if (outcomes.length === 0) return undefined
  const { rows } = await client.query<{ id: string; said: string }>(
    `select command_id as id, json_build_array(fingerprint, outcome::text, stream, version, time, kept_until)::text as said
     from ${logSchema(log)}.outcomes where command_id = any($1)`,
    [outcomes.map(({ commandId }) => commandId)],
  )
  const known = new Map(rows.map(({ id, said }) => [id, JSON.stringify(JSON.parse(said))]))
  for (const { commandId, fingerprint, outcome, stream, version, time, keptUntil } of outcomes) {
    const stored = known.get(commandId)
    if (stored === undefined && keptUntil !== null) continue
    if (stored !== JSON.stringify([fingerprint, outcome, stream, version, time, keptUntil]))
      return `repeats the outcome of command ${commandId} with another content`
  }
  return undefined
}
