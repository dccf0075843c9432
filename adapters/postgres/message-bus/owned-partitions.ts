import type { Place } from '../../../kernel/message-bus.ts'
import type { Lease, Ownership } from '../../../kernel/ownership.ts'
import type { OrderedDelivery, Partition, Taken } from '../../node/delivery/ordered-delivery.ts'
import type { Queries } from '../bounded-queries.ts'
import type { Wanted } from './fetch.ts'
import type { StoredMessage } from './stored-message.ts'
import type { KnownTopic } from './topics.ts'

export interface OwnedPartitionsOptions {
  readonly queries: Queries
  readonly ownership: Ownership
  readonly group: string
  readonly topics: readonly KnownTopic[]
  readonly delivery: OrderedDelivery
}

interface Owned {
  readonly topic: number
  readonly number: number
  readonly lease: Lease
  readonly partition: Partition
  /** Where the group's place was left. */
  place: bigint
  next: bigint
}

/** The partitions that a member has: one session lock each, and the group's place in it. */
export class OwnedPartitions {
  readonly #options: OwnedPartitionsOptions
  readonly #owned = new Map<string, Owned>()

  constructor(options: OwnedPartitionsOptions) {
    this.#options = options
  }

  /** Gives up what is another's by now, or was lost, and takes what is to be its own and free. */
  async share(isMine: (topic: string, partition: number) => boolean): Promise<void> {
    const { topics } = this.#options
    const mine = topics.flatMap(({ topic, name, partitions }) =>
      Array.from({ length: partitions }, (_, number) => ({ topic, number })).filter(({ number }) =>
        isMine(name, number),
      ),
    )
    const keys = new Set(mine.map(({ topic, number }) => keyOf(topic, number)))
    await this.release(
      ({ topic, number, lease }) => !keys.has(keyOf(topic, number)) || !lease.held(),
    )
    for (const { topic, number } of mine)
      if (!this.#owned.has(keyOf(topic, number))) await this.#take(topic, number)
  }

  wanted(): readonly Wanted[] {
    return [...this.#owned.values()].map(({ topic, number, next }) => ({
      topic,
      partition: number,
      from: next,
    }))
  }

  offer({ topic, partition, place }: StoredMessage, message: Taken): void {
    const owned = this.#owned.get(keyOf(topic, partition))
    if (!owned) return
    owned.next = BigInt(place) + 1n
    owned.partition.offer(message)
  }

  /** Writes down how far the group has come. Who finds that another has moved it, has lost the partition. */
  async checkpoint(which: readonly Owned[] = [...this.#owned.values()]): Promise<void> {
    const ahead = which.filter(({ partition, place }) => partition.floor > place)
    if (ahead.length === 0) return
    const floors = ahead.map(({ partition }) => partition.floor)
    const { rows } = await this.#options.queries.query<{ topic: number; partition: number }>({
      name: 'bus-checkpoint',
      text: `update millrace.bus_places g set place = m.past
       from unnest($2::integer[], $3::integer[], $4::bigint[], $5::bigint[])
         as m (topic, partition, place, past)
       where g.group_name = $1 and g.topic = m.topic and g.partition = m.partition
         and g.place = m.place
       returning g.topic, g.partition`,
      values: [
        this.#options.group,
        ahead.map(({ topic }) => topic),
        ahead.map(({ number }) => number),
        ahead.map(({ place }) => place),
        floors,
      ],
    })
    const moved = new Set(rows.map(({ topic, partition }) => keyOf(topic, partition)))
    for (const [index, owned] of ahead.entries())
      if (moved.has(keyOf(owned.topic, owned.number))) owned.place = floors[index] ?? owned.place
      else await this.#lose(owned)
  }

  /** Ends what is under way, writes down the place and lets another member have it. */
  async release(which: (owned: Owned) => boolean): Promise<void> {
    const going = [...this.#owned.values()].filter(which)
    await Promise.all(going.map(({ partition }) => partition.drop()))
    for (const { topic, number } of going) this.#owned.delete(keyOf(topic, number))
    try {
      await this.checkpoint(going)
    } finally {
      await Promise.all(going.map(({ lease }) => lease.release().catch(() => undefined)))
    }
  }

  async seek(places: readonly Place[]): Promise<void> {
    const { topics, queries, group, delivery } = this.#options
    for (const { topic: name, partition: number, offset } of places) {
      const topic = topics.find((known) => known.name === name)?.topic
      const owned = topic === undefined ? undefined : this.#owned.get(keyOf(topic, number))
      if (!owned) continue
      await owned.partition.drop()
      const place = BigInt(offset)
      await queries.query(
        `update millrace.bus_places set place = $4
         where group_name = $1 and topic = $2 and partition = $3`,
        [group, owned.topic, number, place],
      )
      const partition = delivery.open(place)
      this.#owned.set(keyOf(owned.topic, number), { ...owned, partition, place, next: place })
    }
  }

  async #take(topic: number, number: number): Promise<void> {
    const { ownership, group, queries, delivery } = this.#options
    const lease = await ownership.tryAcquire(`bus/${group}/${topic}/${number}`)
    if (!lease) return
    try {
      const { rows } = await queries.query<{ place: string }>(
        `select place from millrace.bus_places
         where group_name = $1 and topic = $2 and partition = $3`,
        [group, topic, number],
      )
      const place = BigInt(rows[0]?.place ?? 0)
      const partition = delivery.open(place)
      this.#owned.set(keyOf(topic, number), { topic, number, lease, partition, place, next: place })
    } catch (error) {
      await lease.release().catch(() => undefined)
      throw error
    }
  }

  async #lose(owned: Owned): Promise<void> {
    this.#owned.delete(keyOf(owned.topic, owned.number))
    await owned.partition.drop()
    await owned.lease.release().catch(() => undefined)
  }
}

const keyOf = (topic: number, number: number): string => `${topic}/${number}`
