import { setTimeout as delay } from 'node:timers/promises'
import { Admin, Consumer, findErrorBy } from '@platformatic/kafka'
import {
  TopicMismatch,
  UnknownTopic,
  type Moment,
  type PartitionLag,
  type Place,
  type TopicShape,
} from '../../kernel/message-bus.ts'
import { explained, whatWasSaid } from './explain.ts'
import { configsOf, keepingNames, refuseOtherKeeping } from './topic-configs.ts'
import { withWholeMetadata } from './whole-metadata.ts'
import type { BaseOptions } from '@platformatic/kafka'

const topicConfig = 2
const replicasMax = 3
/** Leaders change, and topics are new, for moments. */
const patience = { retries: 15, retryDelay: 200 }
const timestamps = { latest: -1n, earliest: -2n } as const

/** What there is on the brokers: topics, places, how far groups have come. */
export class KafkaTopics {
  readonly #admin: Admin
  /** Never a member of any group. */
  readonly #looker: Consumer
  readonly #partitions = new Map<string, number>()
  /** Of each partition of a topic: who keeps it, in the order in which they lead. */
  readonly #replicas = new Map<string, readonly string[]>()

  constructor(options: BaseOptions) {
    this.#admin = withWholeMetadata(new Admin({ ...options, ...patience }))
    const looker = new Consumer({
      ...options,
      ...patience,
      groupId: 'millrace-looks-at-offsets',
    })
    this.#looker = withWholeMetadata(looker)
    for (const client of [this.#admin, this.#looker]) client.on('error', () => undefined)
  }

  /** How many partitions each has. Throws `UnknownTopic` for the first one that there is not. */
  async find(names: readonly string[]): Promise<ReadonlyMap<string, number>> {
    for (const name of new Set(names)) {
      if (this.#partitions.has(name)) continue
      const count = await this.#look(name)
      if (count === undefined) throw new UnknownTopic(name)
      this.#partitions.set(name, count)
    }
    return this.#partitions
  }

  /**
   * Of a topic that was found, and what keys are hashed to. Partitions of which it is the same go to the same broker
   * when their leader dies.
   */
  successionOf(name: string, hash: number): string {
    const replicas = this.#replicas.get(name) ?? []
    return replicas[hash % replicas.length] ?? ''
  }

  async ensure(shapes: readonly TopicShape[]): Promise<void> {
    for (const shape of shapes) {
      const found = await this.#look(shape.name)
      if (found === undefined) await this.#create(shape)
      await this.#check(shape)
    }
  }

  async places(names: readonly string[], at: Moment): Promise<readonly Place[]> {
    await this.find(names)
    if (typeof at === 'string') return this.#list(names, timestamps[at])
    const found = await this.#list(names, BigInt(Date.parse(at.time)))
    const ends = await this.#list(names, timestamps.latest)
    // Nothing that late: what comes next.
    return found.map((place, index) => (place.offset === '-1' ? (ends[index] ?? place) : place))
  }

  /** Where a group stands, in the partitions where it was. */
  async committed(group: string, names: readonly string[]): Promise<readonly Place[]> {
    const partitions = await this.find(names)
    const topics = [...new Set(names)].map((name) => ({
      name,
      partitionIndexes: Array.from({ length: partitions.get(name) ?? 0 }, (_, index) => index),
    }))
    const found = await this.#admin.listConsumerGroupOffsets({
      groups: [{ groupId: group, topics }],
    })
    return found.flatMap(({ topics: ofGroup }) =>
      ofGroup.flatMap(({ name, partitions: list }) =>
        list
          .filter(({ committedOffset }) => committedOffset >= 0n)
          .map(({ partitionIndex, committedOffset }) => ({
            topic: name,
            partition: partitionIndex,
            offset: String(committedOffset),
          })),
      ),
    )
  }

  /** Gives a group a place; refused by the broker while it has members. */
  async commit(group: string, places: readonly Place[]): Promise<void> {
    const names = [...new Set(places.map(({ topic }) => topic))]
    await this.#admin.alterConsumerGroupOffsets({
      groupId: group,
      topics: names.map((name) => ({
        name,
        partitionOffsets: places
          .filter(({ topic }) => topic === name)
          .map(({ partition, offset }) => ({ partition, offset: BigInt(offset) })),
      })),
    })
  }

  async lag(group: string, names: readonly string[]): Promise<readonly PartitionLag[]> {
    const [ends, firsts] = [
      await this.places(names, 'latest'),
      await this.places(names, 'earliest'),
    ]
    const committed = await this.committed(group, names)
    return ends.map(({ topic, partition, offset }, index) => {
      const at = committed.find((one) => one.topic === topic && one.partition === partition)
      const from = at?.offset ?? firsts[index]?.offset ?? offset
      return { topic, partition, messages: Math.max(0, Number(BigInt(offset) - BigInt(from))) }
    })
  }

  async close(): Promise<void> {
    await Promise.all([this.#admin.close(), this.#looker.close(true)])
  }

  async #look(name: string): Promise<number | undefined> {
    try {
      const { topics } = await this.#admin.metadata({
        topics: [name],
        forceUpdate: true,
        retries: 0,
      })
      const found = topics.get(name)
      if (found)
        this.#replicas.set(
          name,
          found.partitions.map(({ replicas }) => replicas.join()),
        )
      return found?.partitionsCount
    } catch (error) {
      if (whatWasSaid(error).some((said) => said.startsWith('Unknown topic'))) return undefined
      throw explained(`Kafka cannot be asked about ${name}`, error)
    }
  }

  async #create({ name, partitions, retentionMs }: TopicShape): Promise<void> {
    const { brokers } = await this.#admin.metadata({ topics: [], forceUpdate: true })
    const replicas = Math.min(replicasMax, brokers.size)
    const configs = Object.entries(configsOf({ retentionMs }, replicas))
    try {
      await this.#admin.createTopics({
        topics: [name],
        partitions,
        replicas,
        configs: configs.map(([key, value]) => ({ name: key, value })),
      })
    } catch (error) {
      // Another process was faster; whether it made the same is looked at in any case.
      if (!findErrorBy(error as Error, 'apiId', 'TOPIC_ALREADY_EXISTS'))
        throw explained(`The topic ${name} cannot be made`, error)
    }
    await this.#whenThere(name)
  }

  /** The brokers tell each other of a new topic; until then some do not know it. */
  async #whenThere(name: string): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await this.#hasLeaders(name)) return
      await delay(50)
    }
  }

  async #hasLeaders(name: string): Promise<boolean> {
    if ((await this.#look(name)) === undefined) return false
    const { topics } = await this.#admin.metadata({ topics: [name] })
    return topics.get(name)?.partitions.every(({ leader }) => leader >= 0) === true
  }

  async #check({ name, partitions, retentionMs }: TopicShape): Promise<void> {
    const found = (await this.find([name])).get(name) ?? 0
    if (found !== partitions) throw new TopicMismatch(name, 'partitions', found, partitions)
    const described = await this.#admin.describeConfigs({
      resources: [
        { resourceType: topicConfig, resourceName: name, configurationKeys: [...keepingNames] },
      ],
    })
    const configs = described[0]?.configs ?? []
    const values = Object.fromEntries(configs.map(({ name: key, value }) => [key, value]))
    refuseOtherKeeping({ name, retentionMs }, values)
  }

  async #list(names: readonly string[], timestamp: bigint): Promise<readonly Place[]> {
    const topics = [...new Set(names)]
    const found = await this.#looker.listOffsets({ topics, timestamp })
    return topics.flatMap((topic) =>
      (found.get(topic) ?? []).map((offset, partition) => ({
        topic,
        partition,
        offset: String(offset),
      })),
    )
  }
}
