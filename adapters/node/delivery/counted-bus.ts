import type { DeliveredMessage, MessageBus } from '../../../kernel/message-bus.ts'

/** Messages that went one way: who sent them, on which topic, and who handled them. */
export interface MessageWay {
  readonly topic: string
  /** CloudEvents source. */
  readonly source: string
  /** A group, or whoever reads without one; empty: they were published. */
  readonly consumer: string
  /** Every process that reads without a group has all of them. */
  readonly isEverywhere: boolean
}

export interface MessageCount extends MessageWay {
  readonly messages: number
}

/** Counts in memory; whoever takes the counts begins anew. */
export interface MessageCounts {
  count(way: MessageWay): void
  take(): readonly MessageCount[]
  /** What was taken and could not be written down. */
  giveBack(counts: readonly MessageCount[]): void
}

/** A sender may call itself what it likes: beyond so many ways they are counted as one. */
const waysMax = 1_000
const nameLengthMax = 200
const otherSource = '(others)'

export const messageCounts = (): MessageCounts => {
  let ways = new Map<string, MessageWay & { messages: number }>()
  const add = (way: MessageWay, messages: number): void => {
    const key = `${way.topic}\n${way.source}\n${way.consumer}`
    const known = ways.get(key)
    if (known) known.messages += messages
    else if (ways.size < waysMax || way.source === otherSource) ways.set(key, { ...way, messages })
    else add({ ...way, source: otherSource }, messages)
  }
  return {
    count: (way) => add(isPlain(way.source) ? way : { ...way, source: plainName(way.source) }, 1),
    take: () => {
      const taken = [...ways.values()]
      ways = new Map()
      return taken
    },
    giveBack: (counts) => {
      for (const { messages, ...way } of counts) add(way, messages)
    },
  }
}

const isPlain = (name: string): boolean => name.length <= nameLengthMax && !name.includes('\0')
const plainName = (name: string): string => name.replaceAll('\0', '').slice(0, nameLengthMax)

export type CountedBus = MessageBus & {
  /** The bus for one who reads without a group, and takes of a topic what is for it. */
  readAs(
    consumer: string,
    isFor: (message: DeliveredMessage) => boolean,
  ): Pick<MessageBus, 'places' | 'read'>
}

/** A bus that counts what was published and what was handled, by topic, sender and consumer. */
export const countedBus = (
  bus: MessageBus,
  { count }: Pick<MessageCounts, 'count'>,
): CountedBus => ({
  ...bus,
  publish: async (messages) => {
    await bus.publish(messages)
    for (const { topic, source } of messages)
      count({ topic, source, consumer: '', isEverywhere: false })
  },
  subscribe: ({ handle, ...options }) =>
    bus.subscribe({
      ...options,
      handle: async (message) => {
        await handle(message)
        const { topic, source } = message
        count({ topic, source, consumer: options.group, isEverywhere: false })
      },
    }),
  readAs: (consumer, isFor) => ({
    places: (topics, at) => bus.places(topics, at),
    read: ({ handle, ...options }) =>
      bus.read({
        ...options,
        handle: async (messages) => {
          await handle(messages)
          for (const message of messages)
            if (isFor(message)) {
              const { topic, source } = message
              count({ topic, source, consumer, isEverywhere: true })
            }
        },
      }),
  }),
})
