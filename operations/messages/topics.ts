import type { Instant } from '../../kernel/clock.ts'
import { parseTopic } from '../../kernel/topic.ts'
import type { DeclaredMessage, MessageKind } from './declared.ts'
import { unseenAfterMs, type Difference } from './message-map.ts'
import type { ObservedWay, Systems } from './systems.ts'

/** Who takes messages of a topic: a group that shares them, or a reader that has all of them. */
export interface TopicConsumer {
  readonly consumer: string
  readonly system: string
  readonly lastMinute: number
  readonly lastHour: number
  /** Absent: nothing was taken lately. */
  readonly lastAt?: Instant
  /** Messages before it; absent for a reader without a group, or while the bus is away. */
  readonly lag?: number
}

export interface TopicTraffic {
  readonly topic: string
  readonly message: string
  readonly kind: MessageKind
  readonly isDeclared: boolean
  readonly summary?: string
  readonly partitions?: number
  readonly retentionMs?: number | 'for ever'
  readonly inLastMinute: number
  readonly inLastHour: number
  readonly outLastMinute: number
  readonly outLastHour: number
  readonly lastAt?: Instant
  readonly consumers: readonly TopicConsumer[]
  readonly difference?: Extract<Difference, 'not-seen' | 'no-consumer' | 'topic-undeclared'>
}

/** Of a group, how much it has before it in a topic. */
export type Lags = ReadonlyMap<string, number>
export const lagKey = (group: string, topic: string): string => `${group}\n${topic}`

/** Every topic, declared or seen: what goes in, what is taken out, and what each group has before it. */
export const topicTraffic = (
  declared: readonly DeclaredMessage[],
  observed: readonly ObservedWay[],
  groups: readonly { readonly group: string; readonly topics: readonly string[] }[],
  lags: Lags,
  systems: Systems,
  now: Instant,
): readonly TopicTraffic[] => {
  const lately = observed.filter(({ lastAt }) => lastAt > now - unseenAfterMs)
  const byTopic = new Map(declared.map((message) => [message.topic, message]))
  const topics = [...new Set([...byTopic.keys(), ...lately.map(({ topic }) => topic)])].sort()
  return topics.map((topic) => {
    const ways = lately.filter((way) => way.topic === topic)
    const names = [
      ...groups.filter((one) => one.topics.includes(topic)).map(({ group }) => group),
      ...ways.map(({ consumer }) => consumer).filter((consumer) => consumer !== ''),
    ]
    const consumers = [...new Set(names)]
      .sort()
      .map((name) => consumerOf(topic, name, ways, lags, systems))
    return topicOf(topic, byTopic.get(topic), ways, consumers)
  })
}

const topicOf = (
  topic: string,
  message: DeclaredMessage | undefined,
  ways: readonly ObservedWay[],
  consumers: readonly TopicConsumer[],
): TopicTraffic => {
  const parsed = parseTopic(topic)
  const difference = differenceOf(message, ways, consumers)
  return {
    topic,
    message: message?.message ?? ('refused' in parsed ? topic : parsed.message),
    kind: message?.kind ?? 'fact',
    isDeclared: message !== undefined,
    ...(message
      ? {
          summary: message.summary,
          partitions: message.partitions,
          retentionMs: message.retentionMs,
        }
      : {}),
    inLastMinute: taken(ways, 'lastMinute'),
    inLastHour: taken(ways, 'lastHour'),
    outLastMinute: consumers.reduce((sum, { lastMinute }) => sum + lastMinute, 0),
    outLastHour: consumers.reduce((sum, { lastHour }) => sum + lastHour, 0),
    ...lastOf(ways),
    consumers,
    ...(difference === undefined ? {} : { difference }),
  }
}

/** What went in: as it was published here, or, of senders elsewhere, as the one who takes most of it has seen it. */
const taken = (ways: readonly ObservedWay[], of: 'lastMinute' | 'lastHour'): number => {
  const bySource = new Map<string, number>()
  for (const { source } of ways) {
    const own = ways.filter((way) => way.source === source)
    const published = own.filter(({ consumer }) => consumer === '')
    const seen = published.length > 0 ? published : own
    bySource.set(source, Math.max(...seen.map((way) => way[of])))
  }
  return [...bySource.values()].reduce((sum, count) => sum + count, 0)
}

const consumerOf = (
  topic: string,
  consumer: string,
  ways: readonly ObservedWay[],
  lags: Lags,
  { ofConsumer }: Systems,
): TopicConsumer => {
  const own = ways.filter((way) => way.consumer === consumer)
  const lag = lags.get(lagKey(consumer, topic))
  return {
    consumer,
    system: ofConsumer(consumer),
    lastMinute: own.reduce((sum, { lastMinute }) => sum + lastMinute, 0),
    lastHour: own.reduce((sum, { lastHour }) => sum + lastHour, 0),
    ...lastOf(own),
    ...(lag === undefined ? {} : { lag }),
  }
}

const lastOf = (ways: readonly ObservedWay[]): { readonly lastAt?: Instant } =>
  ways.length === 0 ? {} : { lastAt: Math.max(...ways.map(({ lastAt }) => lastAt)) }

const differenceOf = (
  message: DeclaredMessage | undefined,
  ways: readonly ObservedWay[],
  consumers: readonly TopicConsumer[],
): TopicTraffic['difference'] => {
  if (!message) return 'topic-undeclared'
  if (ways.length === 0) return 'not-seen'
  // Whole logs are for whoever restores them, and questions to others are taken unseen.
  return consumers.length === 0 && message.kind === 'fact' ? 'no-consumer' : undefined
}
