import {
  TopicMismatch,
  UnknownTopic,
  type MessageBus,
  type Moment,
  type Place,
} from '../../kernel/message-bus.ts'
import { messageBytesMaxDefault, refuseTooLarge } from '../node/delivery/admission.ts'
import { Group } from './bus/group.ts'
import { readLogs } from './bus/read-logs.ts'
import { TopicLog } from './bus/topic-log.ts'

export interface MemoryMessageBusOptions {
  readonly messageBytesMax?: number
  /** Records of a partition that are kept although every group has had them. */
  readonly recordsMax?: number
}

/** A bus that lives as long as its process, for tests and for what nobody else has to see. */
export const memoryMessageBus = ({
  messageBytesMax = messageBytesMaxDefault,
  recordsMax = 10_000,
}: MemoryMessageBusOptions = {}): MessageBus => {
  const topics = new Map<string, TopicLog>()
  const groups = new Map<string, Group>()
  const readers = new Set<() => void>()

  const topic = (name: string): TopicLog => {
    const found = topics.get(name)
    if (!found) throw new UnknownTopic(name)
    return found
  }
  const group = (name: string): Group => {
    const found = groups.get(name) ?? new Group(topic)
    groups.set(name, found)
    return found
  }
  const numbersOf = ({ shape }: TopicLog) => Array.from({ length: shape.partitions }, (_, n) => n)
  const trim = (log: TopicLog, number: number) => {
    const floors = [...groups.values()].flatMap((one) => one.floor(log, number) ?? [])
    log.trim(number, recordsMax, Math.min(...floors, log.place(number, 'latest')))
  }
  const wake = () => {
    for (const one of groups.values()) one.wake()
    for (const reader of readers) reader()
  }
  const places = (names: readonly string[], at: Moment): readonly Place[] =>
    names.map(topic).flatMap((log) =>
      numbersOf(log).map((partition) => ({
        topic: log.shape.name,
        partition,
        offset: String(log.place(partition, at)),
      })),
    )

  return {
    ensureTopics: async (shapes) => {
      for (const shape of shapes) {
        const found = topics.get(shape.name)?.shape
        if (!found) topics.set(shape.name, new TopicLog(shape))
        else if (found.partitions !== shape.partitions)
          throw new TopicMismatch(shape.name, 'partitions', found.partitions, shape.partitions)
        else if (found.retentionMs !== shape.retentionMs)
          throw new TopicMismatch(shape.name, 'retention', found.retentionMs, shape.retentionMs)
      }
    },
    publish: async (messages) => {
      refuseTooLarge(messages, messageBytesMax)
      for (const message of messages) topic(message.topic).partitionOf(message)
      for (const message of messages) topic(message.topic).append(message, Date.now())
      for (const log of new Set(messages.map((one) => topic(one.topic))))
        for (const number of numbersOf(log)) trim(log, number)
      wake()
    },
    subscribe: async (options) => group(options.group).join(options),
    places: async (names, at) => places(names, at),
    read: async (options) => readLogs(topic, readers, options),
    lag: async (name, names) =>
      names.map(topic).flatMap((log) =>
        numbersOf(log).map((partition) => ({
          topic: log.shape.name,
          partition,
          messages:
            log.place(partition, 'latest') -
            (groups.get(name)?.floor(log, partition) ?? log.place(partition, 'earliest')),
        })),
      ),
    close: async () => {
      for (const one of groups.values()) await one.close()
    },
  }
}
