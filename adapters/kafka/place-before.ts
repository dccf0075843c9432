import type { Place } from '../../kernel/message-bus.ts'

/** The place so many records before one, but not before the first that is kept. Kafka counts the records of a partition. */
export const placeBefore = (place: Place, records: number, earliest: Place): Place => {
  const before = BigInt(place.offset) - BigInt(records)
  const first = BigInt(earliest.offset)
  return { ...place, offset: String(before > first ? before : first) }
}

/** How many records lie from one place of a partition up to a later one. */
export const recordsBetween = (first: Place, second: Place): number =>
  Number(BigInt(second.offset) - BigInt(first.offset))
