import { createHash, hash } from 'node:crypto'
import type { BatchRecord, RecordOutcome } from '../log-records.ts'
import { eventHash } from '../stored-event.ts'
import { refuse, type FoundRecord } from './read-record.ts'
import { eventRow } from './row-text.ts'

/** A batch whose parts are coming in. */
export interface PendingBatch {
  readonly first: number
  readonly last: number
  readonly hash: string
  readonly parts: number
  /** Digest of each part's text, so that a repeated one is known. */
  readonly digests: string[]
  readonly rows: string[]
  readonly outcomes: RecordOutcome[]
  readonly digest: ReturnType<typeof createHash>
  /** The position that its next event has. */
  expected: number
  /** Of its newest event, in milliseconds. */
  time: number
}

export const beginBatch = ({ first, last, hash: chained, parts }: BatchRecord): PendingBatch => ({
  first,
  last,
  hash: chained,
  parts,
  digests: [],
  rows: [],
  outcomes: [],
  digest: createHash('sha256'),
  expected: first,
  time: 0,
})

/** Adds a part, event by event recomputed. False where it is one that came before, byte by byte. */
export const addPart = (
  pending: PendingBatch,
  record: BatchRecord,
  found: FoundRecord,
): boolean => {
  const { first, last, hash: chained, part, parts } = record
  if (last !== pending.last || chained !== pending.hash || parts !== pending.parts)
    refuse(found, `is a part of another batch than the one that began at position ${first}`)
  const text = hash('sha256', found.payload, 'hex')
  const before = pending.digests[part - 1]
  if (before === text) return false
  if (before !== undefined) refuse(found, `repeats part ${part} at position ${first}, changed`)
  if (part !== pending.digests.length + 1)
    refuse(found, `part ${pending.digests.length + 1} of ${parts} at position ${first} is missing`)
  for (const event of record.events) {
    if (event.position !== pending.expected)
      refuse(found, `holds position ${event.position}, where ${pending.expected} is expected`)
    const computed = eventHash(event)
    if (computed.toString('hex') !== event.hash)
      refuse(
        found,
        `the event at position ${event.position} is not what was written: its hash differs`,
      )
    pending.digest.update(computed)
    pending.rows.push(eventRow(event))
    pending.time = event.time
    pending.expected++
  }
  pending.digests.push(text)
  pending.outcomes.push(...record.outcomes)
  return true
}

/** Whether its last part has come. */
export const isWhole = ({ digests, parts }: PendingBatch): boolean => digests.length === parts

/** Recomputes the chain's link over the whole batch. */
export const closeBatch = (
  { first, last, hash: chained, expected, digest }: PendingBatch,
  previous: string,
  found: FoundRecord,
): void => {
  if (expected !== last + 1)
    refuse(found, `the batch ${first} to ${last} ends with position ${expected - 1}`)
  const bounds = Buffer.alloc(16)
  bounds.writeBigInt64BE(BigInt(first), 0)
  bounds.writeBigInt64BE(BigInt(last), 8)
  const link = Buffer.concat([Buffer.from(previous, 'hex'), bounds, digest.digest()])
  if (hash('sha256', link, 'hex') !== chained)
    refuse(found, `the batch ${first} to ${last} does not continue the chain`)
}
