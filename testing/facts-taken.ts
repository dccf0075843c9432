import type pg from 'pg'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import type { KafkaSettings } from '../adapters/kafka/settings.ts'
import { publishedFacts } from '../contexts/payments/published/contract.ts'
import { topicOf } from '../kernel/message-contract.ts'
import type { DeliveredMessage } from '../kernel/message-bus.ts'
import { environmentName } from './firm-on-kafka.ts'
import { openEffects } from './message-bus-on-postgres.ts'

/** Those that each payment has that settles. */
export const factNames = ['PaymentReceived', 'PaymentSubmitted', 'PaymentSettled'] as const
type FactName = (typeof factNames)[number]

/** A group of two members that takes facts of payments from Kafka, and makes an effect of each in a database. */
export interface FactsTaken {
  has(name: FactName, paymentId: string): boolean
  /** The messages as they came, also those that came again. */
  readonly delivered: readonly DeliveredMessage[]
  /** The longest time without a new effect since it was last asked for (ms), one that lasts included. */
  takeLongestPause(): number
  /** The effects, in the order in which they were made. */
  effects(): Promise<readonly string[]>
  close(): Promise<void>
}

const group = 'integrator'
export const factTopics = factNames.map((name) => topicOf(publishedFacts[name], environmentName))

export const takeFacts = async (settings: KafkaSettings, pool: pg.Pool): Promise<FactsTaken> => {
  const effects = await openEffects(pool)
  const delivered: DeliveredMessage[] = []
  const known = new Set<string>()
  let lastAt = performance.now()
  let longest = 0
  const take = async (message: DeliveredMessage): Promise<void> => {
    await effects.store(group, message)
    delivered.push(message)
    const fact = `${message.type} ${message.key}`
    if (known.has(fact)) return
    known.add(fact)
    const now = performance.now()
    longest = Math.max(longest, now - lastAt)
    lastAt = now
  }
  const members = [1, 2].map((number) =>
    kafkaMessageBus({ settings, clientId: `integrator-${number}` }),
  )
  for (const bus of members)
    await bus.subscribe({ topics: factTopics, group, from: 'earliest', handle: take })
  return {
    has: (name, paymentId) => known.has(`${name} ${paymentId}`),
    delivered,
    takeLongestPause: () => {
      const pause = Math.max(longest, performance.now() - lastAt)
      longest = 0
      return pause
    },
    effects: () => effects.stored(group),
    close: async () => void (await Promise.all(members.map((bus) => bus.close()))),
  }
}
