import type { Place } from '../../kernel/message-bus.ts'
import type { OrderedDelivery, Partition, Taken } from '../node/delivery/ordered-delivery.ts'
import type { Wanted } from './fetching.ts'

/** A partition for as long as a member has it. Taken anew it is another object, so that what comes late is known. */
export interface Owned extends Wanted {
  from: bigint
  readonly partition: number
  readonly work: Partition
  /** What the group was told. */
  committed: bigint
}

/** The partitions that a member of a group has. */
export class OwnedPartitions {
  readonly #delivery: OrderedDelivery
  readonly #owned = new Map<string, Owned>()
  readonly #ending = new Set<Promise<void>>()

  constructor(delivery: OrderedDelivery) {
    this.#delivery = delivery
  }

  get all(): readonly Owned[] {
    return [...this.#owned.values()]
  }

  has(topic: string, partition: number): boolean {
    return this.#owned.has(keyOf(topic, partition))
  }

  open({ topic, partition, offset }: Place): void {
    const from = BigInt(offset)
    const work = this.#delivery.open(from)
    this.#owned.set(keyOf(topic, partition), { topic, partition, from, work, committed: from })
  }

  /** Begins with nothing more in those. What is under way ends by itself: the group no longer hears of it. */
  lose(which: (owned: Owned) => boolean): void {
    for (const owned of this.all) {
      if (!which(owned)) continue
      this.#owned.delete(keyOf(owned.topic, owned.partition))
      const ended = owned.work.drop()
      this.#ending.add(ended)
      void ended.then(() => this.#ending.delete(ended))
    }
  }

  /** Ends what is under way, and leaves each partition where it then stands. */
  async drain(): Promise<void> {
    await Promise.all([...this.all.map(({ work }) => work.drop()), ...this.#ending])
  }

  /** Records that were fetched for one. Ignored where it was lost meanwhile. */
  take(wanted: Wanted, records: readonly Taken[], next: bigint): void {
    const owned = this.#owned.get(keyOf(wanted.topic, wanted.partition))
    if (!owned || owned !== wanted) return
    for (const record of records) owned.work.offer(record)
    const last = records.at(-1)
    if (!last || BigInt(last.offset) + 1n < next) owned.work.pass(next - 1n)
    owned.from = next
  }

  /** Goes on from another place. Resolves when what was under way has ended. */
  async seek(place: Place): Promise<void> {
    const owned = this.#owned.get(keyOf(place.topic, place.partition))
    if (!owned) return
    await owned.work.drop()
    this.open(place)
  }
}

const keyOf = (topic: string, partition: number): string => `${partition}/${topic}`
