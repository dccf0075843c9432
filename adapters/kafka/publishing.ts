import { compatibilityPartitioner, Producer, type BaseOptions } from '@platformatic/kafka'
import type { BusMessage } from '../../kernel/message-bus.ts'
import { bytesOf } from '../node/delivery/admission.ts'
import { sendTogether } from '../node/delivery/send-together.ts'
import { recordOf, type KafkaRecord } from './cloud-event.ts'
import { explained } from './explain.ts'
import type { KafkaSettings } from './settings.ts'
import type { KafkaTopics } from './topics.ts'
import { withWholeMetadata } from './whole-metadata.ts'

/**
 * What leaves in one request. All of it may be for one partition, where it is one batch, and brokers refuse batches
 * beyond a megabyte.
 */
const together = { itemsMax: 5_000, bytesMax: 900_000 }
/** A leader that died is replaced within seconds; until then its batch is sent again, under the same number. */
const patience = { retries: 40, retryDelay: 500 }

export interface Publishing {
  publish(messages: readonly BusMessage[]): Promise<void>
  close(): Promise<void>
}

/** One producer, numbered by the broker, so that what it repeats is there once. One request at a time keeps the order. */
export const openPublishing = (
  options: BaseOptions,
  { compression = 'none' }: Pick<KafkaSettings, 'compression'>,
  topics: KafkaTopics,
): Publishing => {
  let producer: Producer | undefined
  let closed = false
  const open = (): Producer => {
    // What still queues must not begin to wait for brokers anew.
    if (closed) throw new Error('the bus is closed')
    if (producer) return producer
    const opened = new Producer({
      ...options,
      ...patience,
      idempotent: true,
      acks: -1,
      compression,
      // As Kafka's own clients divide: a key is in the same partition whoever sends it.
      partitioner: compatibilityPartitioner,
      // Without these a producer that is restarted takes a number that exists.
      producerId: -1n,
      producerEpoch: -1,
    })
    producer = withWholeMetadata(opened)
    producer.on('error', () => undefined)
    return producer
  }
  const drop = async () => {
    const broken = producer
    producer = undefined
    await broken?.close(true).catch(() => undefined)
  }
  const publish = sendTogether<BusMessage>({
    ...together,
    bytesOf,
    admit: async (messages) => {
      const partitions = await topics.find(messages.map(({ topic }) => topic))
      for (const { topic, partition } of messages)
        if (partition !== undefined && partition >= (partitions.get(topic) ?? 0))
          throw new RangeError(`${topic} has no partition ${partition}`)
    },
    send: async (messages) => {
      try {
        await sendApart(open(), bySuccession(messages.map(recordOf), topics))
      } catch (error) {
        // Its numbers may no longer follow each other. What is in doubt is published again by whoever asked.
        await drop()
        throw explained('Kafka has not taken the messages over', error)
      }
    },
  })
  return {
    publish,
    close: () => {
      closed = true
      return drop()
    },
  }
}

/**
 * The client sends what one broker leads as one request, and repeats that as one, to whoever leads its first message
 * by then. When the leader dies, and others divide its partitions among them, such a request is refused for ever. So
 * only those go together that go to the same broker next.
 */
const bySuccession = (
  records: readonly KafkaRecord[],
  topics: Pick<KafkaTopics, 'successionOf'>,
): readonly (readonly KafkaRecord[])[] => {
  const groups = new Map<string, KafkaRecord[]>()
  for (const record of records) {
    const { topic, key, partition = compatibilityPartitioner(record, key) } = record
    const succession = topics.successionOf(topic, partition)
    const group = groups.get(succession)
    if (group) group.push(record)
    else groups.set(succession, [record])
  }
  return [...groups.values()]
}

/** Rejects once all have ended: what is sent next must not overtake any of them. */
const sendApart = async (
  producer: Producer,
  groups: readonly (readonly KafkaRecord[])[],
): Promise<void> => {
  const sends = groups.map((records) => producer.send({ messages: [...records] }))
  const failed = (await Promise.allSettled(sends)).find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}
