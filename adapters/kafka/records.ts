import type { RecordsBatch } from '@platformatic/kafka'
import type { Taken } from '../node/delivery/ordered-delivery.ts'
import { messageOf } from './cloud-event.ts'

/** Of a batch that tells of transactions and carries nothing. */
const controlBit = 0x20

/** The messages of a partition from an offset on, and the offset to fetch next: batches may begin before it. */
export const recordsOf = (
  { topic, partition, from }: { topic: string; partition: number; from: bigint },
  batches: readonly RecordsBatch[],
): { readonly records: readonly Taken[]; readonly next: bigint } => {
  const records: Taken[] = []
  let next = from
  for (const batch of batches) {
    const past = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n
    if (past > next) next = past
    if ((batch.attributes & controlBit) !== 0) continue
    for (const { offsetDelta, timestampDelta, key, value, headers } of batch.records) {
      const offset = batch.firstOffset + BigInt(offsetDelta)
      if (offset < from) continue
      const timestamp = batch.firstTimestamp + timestampDelta
      records.push(messageOf({ topic, partition, offset, timestamp, key, value, headers }))
    }
  }
  return { records, next }
}
