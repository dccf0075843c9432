import type { Place, SubscribeOptions, Subscription } from '../../kernel/message-bus.ts'
import { OrderedDelivery } from '../node/delivery/ordered-delivery.ts'
import { Work } from '../node/delivery/work.ts'
import { Fetching } from './fetching.ts'
import { joinGroup, type MemberOptions, type Membership } from './membership.ts'
import { OwnedPartitions, type Owned } from './owned-partitions.ts'
import { startGroup } from './start-group.ts'
import type { KafkaTopics } from './topics.ts'

/** Taken up and not settled, in one member; beyond it nothing more is fetched. */
const pendingMax = 2_000
const commitMs = 500

/**
 * One member of a group on Kafka.
 *
 *   broker: which partitions are mine -> the group's offsets -> fetch from there -> handle, ordered by key
 *                                               ^                                        |
 *                                               +------ commit, by time, what is settled +
 */
export const subscribeOn = async (
  options: MemberOptions,
  topics: KafkaTopics,
  asked: SubscribeOptions,
): Promise<Subscription> => {
  const { group, onFailure } = asked
  const { sessionTimeoutMs: _, ...client } = options
  const starts = await startGroup(topics, asked)
  const delivery = new OrderedDelivery({ ...asked, onSettled: () => isFull && room() })
  const owned = new OwnedPartitions(delivery)
  const changes: (() => Promise<void>)[] = []
  let paused = false
  let isFull = false

  const room = (): void => {
    if (delivery.pending > pendingMax / 2) return
    isFull = false
    fetching.wake()
  }
  const fetching = new Fetching(client, asked.topics, {
    wanted: () => {
      isFull = delivery.pending >= pendingMax
      return paused || isFull ? [] : owned.all
    },
    take: (wanted, records, next) => Promise.resolve(owned.take(wanted, records, next)),
    gone: (wanted, first) => {
      const { topic, partition } = wanted
      onFailure?.(new Error(`${topic}/${partition} no longer has ${wanted.from}`))
      changes.push(() => owned.seek({ topic, partition, offset: String(first) }))
    },
    onFailure,
  })
  const member: Membership = joinGroup(options, asked, () => work.wake())

  const assign = async (): Promise<void> => {
    const change = member.takeChange()
    if (!change) return
    owned.lose((one) => !change.isKept || !change.isMine(one.topic, one.partition))
    const committed = await topics.committed(group, asked.topics)
    for (const { topic, partition } of change.partitions) {
      if (owned.has(topic, partition)) continue
      const isIt = (place: Place) => place.topic === topic && place.partition === partition
      const place = committed.find(isIt) ?? starts.find(isIt)
      owned.open(place ?? { topic, partition, offset: '0' })
    }
    fetching.wake()
  }
  const commit = async (): Promise<void> => {
    const ahead = owned.all.filter(({ work: { floor }, committed }) => floor > committed)
    const floors = ahead.map(({ work: { floor } }) => floor)
    if (ahead.length === 0 || !(await member.commit(placesOf(ahead, floors)))) return
    for (const [index, one] of ahead.entries()) one.committed = floors[index] ?? one.committed
  }
  const step = async (): Promise<boolean> => {
    for (let change = changes.shift(); change; change = changes.shift()) await change()
    await member.keepUp()
    await assign()
    await commit()
    return false
  }
  const work = new Work({ step, restMs: commitMs, onFailure })

  return {
    pause: () => {
      paused = true
      delivery.pause()
    },
    resume: () => {
      paused = false
      delivery.resume()
      fetching.wake()
    },
    seek: (places) =>
      new Promise((resolve, reject) => {
        const seek = async () => {
          const mine = places.filter(({ topic, partition }) => owned.has(topic, partition))
          for (const place of mine) await owned.seek(place)
          await member.commit(mine)
          fetching.wake()
        }
        changes.push(() => seek().then(resolve, reject))
        work.wake()
      }),
    close: async () => {
      // From this moment on nothing more begins, however long the rest takes.
      delivery.pause()
      const stopped = work.stop()
      member.abandon()
      await stopped
      await fetching.close()
      await owned.drain()
      // Lets those go that wait for their turn, and find that it is over.
      delivery.resume()
      await commit().catch(() => undefined)
      await member.leave()
    },
  }
}

const placesOf = (owned: readonly Owned[], floors: readonly bigint[]): readonly Place[] =>
  owned.map(({ topic, partition }, index) => ({
    topic,
    partition,
    offset: String(floors[index]),
  }))
