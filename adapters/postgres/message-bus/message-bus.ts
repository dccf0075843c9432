import type { BusMessage, MessageBus, Subscription } from '../../../kernel/message-bus.ts'
import type { Ownership } from '../../../kernel/ownership.ts'
import {
  bytesOf,
  messageBytesMaxDefault,
  partitionOf,
  refuseTooLarge,
} from '../../node/delivery/admission.ts'
import { sendTogether } from '../../node/delivery/send-together.ts'
import { int4Array, textArray } from '../binary-array.ts'
import type { Queries } from '../bounded-queries.ts'
import { readLag, readPlaces, startGroup } from './places.ts'
import { readOn } from './reading.ts'
import { busSignals, publishedSubject, type Signals } from './signals.ts'
import { attributesOf } from './stored-message.ts'
import { subscribeOn } from './subscription.ts'
import { Topics } from './topics.ts'

export interface PostgresMessageBusOptions {
  /** Commits here wait for the disk: what was published is not lost. */
  readonly queries: Queries
  /** Commits of places need not wait: what a crash takes away is delivered again. */
  readonly following: Queries
  readonly ownership: Ownership
  /** How other processes hear that there is something to look at. */
  readonly notifications: Signals
  readonly messageBytesMax?: number
}

const together = { itemsMax: 1_000, bytesMax: 4_000_000 }

/** The embedded bus: messages lie in the database, and any number of processes share them. */
export const postgresMessageBus = (options: PostgresMessageBusOptions): MessageBus => {
  const { queries, following, ownership, messageBytesMax = messageBytesMaxDefault } = options
  const topics = new Topics(queries)
  const signals = busSignals(options.notifications)
  const open = new Set<{ close(): Promise<void> }>()

  const send = sendTogether<BusMessage>({
    ...together,
    bytesOf,
    admit: async (messages) => {
      const known = await topics.find(messages.map(({ topic }) => topic))
      for (const [index, message] of messages.entries())
        partitionOf(message, known[index]?.partitions ?? 1)
    },
    send: async (messages) => {
      const known = await topics.find(messages.map(({ topic }) => topic))
      await queries.query({
        name: 'bus-publish',
        text: 'select millrace.bus_publish($1, $2, $3, $4, $5, $6)',
        values: [
          int4Array(known.map(({ topic }) => topic)),
          int4Array(
            messages.map((message, index) => partitionOf(message, known[index]?.partitions ?? 1)),
          ),
          textArray(messages.map(({ key }) => key)),
          textArray(messages.map(({ id }) => id)),
          textArray(messages.map(attributesOf)),
          textArray(messages.map(({ payload }) => payload)),
        ],
      })
      for (const topic of new Set(messages.map((message) => message.topic)))
        signals.notify(publishedSubject(topic))
    },
  })
  const kept = <One extends { close(): Promise<void> }>(one: One): One => {
    const counted = { ...one, close: () => (open.delete(counted), one.close()) }
    open.add(counted)
    return counted
  }

  return {
    ensureTopics: (shapes) => topics.ensure(shapes),
    publish: async (messages) => {
      refuseTooLarge(messages, messageBytesMax)
      await send(messages)
    },
    subscribe: async (asked): Promise<Subscription> => {
      const known = await topics.find(asked.topics)
      await startGroup(queries, asked.group, known, asked.from)
      return kept(subscribeOn({ queries: following, ownership, signals }, known, asked))
    },
    places: async (names, at) => readPlaces(queries, await topics.find(names), at),
    read: async (asked) => {
      const names = [...new Set(asked.from.map(({ topic }) => topic))]
      return kept(readOn({ queries: following, signals }, await topics.find(names), asked))
    },
    lag: async (group, names) => readLag(queries, group, await topics.find(names)),
    close: async () => {
      await Promise.all([...open].map((one) => one.close()))
    },
  }
}
