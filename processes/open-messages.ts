import type { Logger } from 'pino'
import type { KafkaSettings } from '../adapters/kafka/settings.ts'
import { PostgresDeadLetters } from '../adapters/postgres/dead-letters/dead-letters.ts'
import type { DeadLetterStore } from '../kernel/dead-letter-store.ts'
import { TopicMismatch, type MessageBus, type Publisher } from '../kernel/message-bus.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import { watchBus, type WatchedBus } from './message-traffic.ts'
import { pruningLetters } from './prune-letters.ts'
import { checkedPublisher, messagingOf, type Messaging } from './messaging.ts'
import { openBus } from './open-bus.ts'
import type { WholeLogs } from './run-context.ts'
import { endOn, firstBatchOn, refuseOtherLog } from './running/log-on-topic.ts'
import { watchTakenOver, type TakenOverOptions } from './running/taken-over.ts'
import { logShape, OtherLog } from './running/whole-log.ts'

/** The bus, with the topics that the contexts need, and what keeps them to their contracts. */
export interface OpenedMessages extends WatchedBus {
  readonly messaging: Messaging
  readonly environment: string
  readonly deadLetters: DeadLetterStore
  /** Where the bus holds the logs too. */
  readonly wholeLogs?: WholeLogs
  /** Sends without looking. */
  readonly publisher: Publisher
  readonly publisherOf: (runtime: Pick<ContextRuntime, 'context'>) => Publisher
}

export interface MessageParts {
  readonly foundation: Foundation
  /** Undefined: the bus is in the database. */
  readonly kafka: KafkaSettings | undefined
  readonly log: Logger
  /** What dead letters are sealed with. */
  readonly masterKey: Buffer
}

/**
 * Throws `TopicMismatch` where a topic has another shape, `OtherLog` where it holds another installation's log. A bus
 * that is away is waited for in the background.
 */
export const openMessages = async (
  runtimes: readonly ContextRuntime[],
  { environment, deadLetterDays }: Pick<Config, 'environment' | 'deadLetterDays'>,
  { foundation, kafka, log, masterKey }: MessageParts,
  closing: Closing,
): Promise<OpenedMessages> => {
  const messaging = messagingOf(
    runtimes.map(({ context }) => context),
    environment,
  )
  const onError = (error: unknown) => log.error({ part: 'bus' }, String(error))
  const opened = await openBus({ foundation, kafka, onError })
  const { bus, traffic } = watchBus(opened, foundation, onError, closing)
  closing.add(() => bus.close())
  const logTopics = kafka ? runtimes.map(({ context }) => logShape(environment, context.name)) : []
  const ensured = onceDone(() => bus.ensureTopics([...messaging.topics, ...logTopics]))
  const { pool } = foundation.databases
  const begunWith = firstBatchOn(bus)
  const counting = kafka && (await import('../adapters/kafka/place-before.ts'))
  const check = async () => {
    await ensured()
    if (!counting) return
    const end = endOn(bus, counting.placeBefore)
    const looking = { queries: pool, environment, begunWith, endOn: end }
    for (const { context } of runtimes) await refuseOtherLog({ ...looking, log: context.name })
  }
  await check().catch((error: unknown) => {
    if (error instanceof TopicMismatch || error instanceof OtherLog) throw error
    onError(error)
  })
  const places: MessageBus['places'] = async (topics, at) => {
    await ensured()
    return bus.places(topics, at)
  }
  const watchOn =
    (how: Pick<TakenOverOptions, 'placeBefore' | 'recordsBetween'>) => (log: string) =>
      watchTakenOver({ ...how, queries: pool, environment, log, bus: { ...bus, places } })
  const deadLetters = new PostgresDeadLetters({ pool, masterKey, clock: foundation.clock })
  closing.add(pruningLetters(foundation, deadLetterDays, onError))
  const publisher: Publisher = {
    publish: async (messages) => {
      await ensured()
      await bus.publish(messages)
    },
  }
  return {
    bus,
    traffic,
    messaging,
    environment,
    deadLetters,
    publisher,
    ...(counting
      ? { wholeLogs: { environment, bus: publisher, begunWith, watch: watchOn(counting) } }
      : {}),
    publisherOf: ({ context }) =>
      checkedPublisher(publisher, messaging.check, deadLetters, context.name),
  }
}

/** Tried again until it succeeds, and then no more. */
const onceDone = (task: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () =>
    (done ??= task().catch((error: unknown) => {
      done = undefined
      throw error
    }))
}
