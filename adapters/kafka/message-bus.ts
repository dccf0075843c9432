import type { MessageBus } from '../../kernel/message-bus.ts'
import { messageBytesMaxDefault, refuseTooLarge } from '../node/delivery/admission.ts'
import { openPublishing } from './publishing.ts'
import { readOn } from './reading.ts'
import { clientOptions, type KafkaSettings } from './settings.ts'
import { subscribeOn } from './subscription.ts'
import { KafkaTopics } from './topics.ts'

export interface KafkaMessageBusOptions {
  readonly settings: KafkaSettings
  /** How the brokers' logs call this process. */
  readonly clientId: string
  readonly messageBytesMax?: number
  /** A member of a group that was not heard of for so long is taken for dead. */
  readonly sessionTimeoutMs?: number
}

/** The distributed bus: Kafka. */
export const kafkaMessageBus = ({
  settings,
  clientId,
  messageBytesMax = messageBytesMaxDefault,
  sessionTimeoutMs = 10_000,
}: KafkaMessageBusOptions): MessageBus => {
  const options = clientOptions(settings, clientId)
  const topics = new KafkaTopics(options)
  const publishing = openPublishing(options, settings, topics)
  const open = new Set<{ close(): Promise<void> }>()
  const kept = <One extends { close(): Promise<void> }>(one: One): One => {
    const counted = { ...one, close: () => (open.delete(counted), one.close()) }
    open.add(counted)
    return counted
  }
  return {
    ensureTopics: (shapes) => topics.ensure(shapes),
    publish: async (messages) => {
      refuseTooLarge(messages, messageBytesMax)
      await publishing.publish(messages)
    },
    subscribe: async (asked) => {
      await topics.find(asked.topics)
      return kept(await subscribeOn({ ...options, sessionTimeoutMs }, topics, asked))
    },
    places: (names, at) => topics.places(names, at),
    read: async (asked) => {
      await topics.find(asked.from.map(({ topic }) => topic))
      return kept(readOn(options, asked))
    },
    lag: (group, names) => topics.lag(group, names),
    close: async () => {
      await Promise.all([...open].map((one) => one.close()))
      await publishing.close()
      await topics.close()
    },
  }
}
