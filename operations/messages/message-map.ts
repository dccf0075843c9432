import type { Instant } from '../../kernel/clock.ts'
import { parseTopic } from '../../kernel/topic.ts'
import type { DeclaredMessage, MessageKind } from './declared.ts'
import type { ObservedWay, Systems } from './systems.ts'

export const differences = {
  /** Nothing was seen for `unseenAfterMs`. */
  'not-seen': 'information',
  /** It is published, and no group here has ever taken it. */
  'no-consumer': 'information',
  'not-handled': 'warning',
  'topic-undeclared': 'warning',
  'sender-undeclared': 'warning',
  'receiver-undeclared': 'warning',
} as const
export type Difference = keyof typeof differences

/** A message on its way from one system to another, as it is declared and as it was seen. */
export interface Flow {
  readonly from: string
  /** Absent: nobody is known to take it. */
  readonly to?: string
  readonly topic: string
  readonly message: string
  readonly kind: MessageKind
  readonly isDeclared: boolean
  /** Absent: nothing was seen. */
  readonly seen?: {
    readonly publishedLastMinute: number
    readonly handledLastMinute: number
    readonly lastHour: number
    readonly lastAt: Instant
  }
  readonly difference?: Difference
}

/** What was last seen so long ago counts as not seen. */
export const unseenAfterMs = 24 * 60 * 60_000
/** Processes write down what they counted at their own times, so far apart at most. */
const countsApartMs = 10_000
/** Between sending and handling, where no lag tells. */
const handledWithinMs = 15_000

/** What is before a system's group, in messages of a topic; undefined where it is unknown, or there is no group. */
export type LagOf = (topic: string, system: string) => number | undefined

/** Who sends what to whom: what is declared beside what was seen, a flow for each message and pair of systems. */
export const messageMap = (
  declared: readonly DeclaredMessage[],
  observed: readonly ObservedWay[],
  systems: Systems,
  now: Instant,
  lagOf: LagOf = () => undefined,
): readonly Flow[] => {
  const lately = observed.filter(({ lastAt }) => lastAt > now - unseenAfterMs)
  const byTopic = new Map(declared.map((message) => [message.topic, message]))
  const topics = [...new Set([...byTopic.keys(), ...lately.map(({ topic }) => topic)])].sort()
  return topics.filter(isOfMap).flatMap((topic) => {
    const ways = lately.filter((way) => way.topic === topic)
    const message = byTopic.get(topic)
    return pairsOf(message, ways, systems).map((pair) =>
      flowOf({ topic, message, ways, systems, now, lagOf }, pair),
    )
  })
}

/** Whole logs go from their context to whoever restores it: that is no conversation. */
const isOfMap = (topic: string): boolean => {
  const parsed = parseTopic(topic)
  return 'refused' in parsed || parsed.classification !== 'log'
}

interface Pair {
  readonly from: string
  readonly to?: string
}

/** Declared and seen pairs of systems, each once. A sender whose messages nobody takes has one without a receiver. */
const pairsOf = (
  message: DeclaredMessage | undefined,
  ways: readonly ObservedWay[],
  { ofSource, ofConsumer }: Systems,
): readonly Pair[] => {
  const pairs = new Map<string, Required<Pair>>()
  const add = (from: string, to: string) => pairs.set(`${from}\n${to}`, { from, to })
  const { senders = [], receivers = [] } = message ?? {}
  for (const from of senders) for (const to of receivers) add(from, to)
  for (const { source, consumer } of ways)
    if (consumer !== '') add(ofSource(source), ofConsumer(consumer))
  const seen = ways.map(({ source }) => ofSource(source))
  const taken = new Set([...pairs.values()].map(({ from }) => from))
  const lonely = [...new Set([...senders, ...seen])].filter((from) => !taken.has(from))
  const alone: readonly Pair[] = lonely.map((from) => ({ from }))
  return [...alone, ...pairs.values()].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1))
}

const nameOf = ({ from, to = '' }: Pair): string => `${from}\n${to}`

interface Surroundings {
  readonly topic: string
  readonly message: DeclaredMessage | undefined
  readonly ways: readonly ObservedWay[]
  readonly systems: Systems
  readonly now: Instant
  readonly lagOf: LagOf
}

const flowOf = (about: Surroundings, pair: Pair): Flow => {
  const { topic, message, ways, systems } = about
  const sent = ways.filter(({ source }) => systems.ofSource(source) === pair.from)
  const published = sent.filter(({ consumer }) => consumer === '')
  const handled = sent.filter(
    ({ consumer }) => consumer !== '' && systems.ofConsumer(consumer) === pair.to,
  )
  const difference = differenceOf(about, pair, published, handled)
  return {
    ...pair,
    topic,
    message: message?.message ?? nameIn(topic),
    kind: message?.kind ?? 'fact',
    isDeclared: isDeclared(message, pair),
    ...seenOf(published, handled),
    ...(difference === undefined ? {} : { difference }),
  }
}

const nameIn = (topic: string): string => {
  const parsed = parseTopic(topic)
  return 'refused' in parsed ? topic : parsed.message
}

const isDeclared = (message: DeclaredMessage | undefined, { from, to }: Pair): boolean =>
  message !== undefined &&
  (message.isOpenToSenders || message.senders.includes(from)) &&
  (to === undefined || isOpenTo(message) || message.receivers.includes(to))

/** Facts are for whoever subscribes, and answers for whoever may ask. */
const isOpenTo = ({ kind, isOpenToReceivers }: DeclaredMessage): boolean =>
  kind === 'fact' || isOpenToReceivers

const seenOf = (
  published: readonly ObservedWay[],
  handled: readonly ObservedWay[],
): Pick<Flow, 'seen'> => {
  if (published.length + handled.length === 0) return {}
  const sum = (ways: readonly ObservedWay[], of: 'lastMinute' | 'lastHour') =>
    ways.reduce((total, way) => total + way[of], 0)
  return {
    seen: {
      publishedLastMinute: sum(published, 'lastMinute'),
      handledLastMinute: sum(handled, 'lastMinute'),
      lastHour: Math.max(sum(published, 'lastHour'), sum(handled, 'lastHour')),
      lastAt: lastOf([...published, ...handled]),
    },
  }
}

const lastOf = (ways: readonly ObservedWay[]): Instant =>
  Math.max(0, ...ways.map(({ lastAt }) => lastAt))

const differenceOf = (
  about: Surroundings,
  { from, to }: Pair,
  published: readonly ObservedWay[],
  handled: readonly ObservedWay[],
): Difference | undefined => {
  const { message, systems } = about
  if (!message) return 'topic-undeclared'
  const isSeen = published.length + handled.length > 0
  if (!message.isOpenToSenders && !message.senders.includes(from)) return 'sender-undeclared'
  if (to === undefined) return isSeen ? 'no-consumer' : 'not-seen'
  if (!isOpenTo(message) && !message.receivers.includes(to)) return 'receiver-undeclared'
  if (!isSeen) return 'not-seen'
  // An answer may be for somebody else who has asked.
  if (message.isOpenToReceivers) return undefined
  // What others take over Kafka, they take unseen.
  return systems.isContext(to) && isLeft(about, to, published, handled) ? 'not-handled' : undefined
}

/** Something was published that nobody has handled since. */
const isLeft = (
  { topic, now, lagOf }: Surroundings,
  to: string,
  published: readonly ObservedWay[],
  handled: readonly ObservedWay[],
): boolean => {
  const sentAt = lastOf(published)
  if (sentAt <= lastOf(handled) + countsApartMs) return false
  const lag = lagOf(topic, to)
  return lag === undefined ? sentAt < now - handledWithinMs : lag > 0
}
