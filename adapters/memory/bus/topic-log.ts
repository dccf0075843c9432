import type { BusMessage, Moment, TopicShape } from '../../../kernel/message-bus.ts'
import type { Taken } from '../../node/delivery/ordered-delivery.ts'
import { partitionOf } from '../../node/delivery/admission.ts'

interface Kept {
  readonly message: Taken
  readonly at: number
}

/** The records of a topic, partition by partition. */
export class TopicLog {
  readonly shape: TopicShape
  readonly #partitions: { begin: number; readonly records: Kept[] }[]

  constructor(shape: TopicShape) {
    this.shape = shape
    this.#partitions = Array.from({ length: shape.partitions }, () => ({ begin: 0, records: [] }))
  }

  partitionOf(message: BusMessage): number {
    return partitionOf(message, this.shape.partitions)
  }

  append(message: BusMessage, at: number): void {
    const number = this.partitionOf(message)
    const partition = this.#partition(number)
    const offset = String(partition.begin + partition.records.length)
    partition.records.push({ message: { ...message, partition: number, offset }, at })
  }

  /** What lies from there on. */
  from(number: number, offset: number, countMax: number): readonly Taken[] {
    const { begin, records } = this.#partition(number)
    const first = Math.max(0, offset - begin)
    return records.slice(first, first + countMax).map(({ message }) => message)
  }

  /** The first record that is kept, the one that comes next, or the first one since a time. */
  place(number: number, moment: Moment): number {
    const { begin, records } = this.#partition(number)
    if (moment === 'earliest') return begin
    if (moment === 'latest') return begin + records.length
    const since = Date.parse(moment.time)
    const found = records.findIndex(({ at }) => at >= since)
    return begin + (found === -1 ? records.length : found)
  }

  /** Forgets the oldest beyond so many, none from `needed` on. */
  trim(number: number, recordsMax: number, needed: number): void {
    const partition = this.#partition(number)
    const surplus = Math.min(partition.records.length - recordsMax, needed - partition.begin)
    if (surplus <= 0) return
    partition.records.splice(0, surplus)
    partition.begin += surplus
  }

  #partition(number: number) {
    const found = this.#partitions[number]
    if (!found) throw new RangeError(`${this.shape.name} has no partition ${number}`)
    return found
  }
}
