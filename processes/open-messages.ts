import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { KafkaSettings } from '../adapters/kafka/settings.ts'
import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
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
import { noticeRestores } from './running/notice-restores.ts'
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
  closing.add('the message bus', () => bus.close())
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
  const readable = { ...bus, places }
  const watched = counting && { ...counting, queries: pool, environment, bus: readable }
  if (watched)
    noticing({ ...watched, queries: boundedQueries(pool) }, runtimes, foundation, log, closing)
  const deadLetters = new PostgresDeadLetters({ pool, masterKey, clock: foundation.clock })
  closing.add('the pruning of dead letters', pruningLetters(foundation, deadLetterDays, onError))
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
    ...(watched ? { wholeLogs: wholeLogsOn(watched, publisher, begunWith) } : {}),
    publisherOf: ({ context }) =>
      checkedPublisher(publisher, messaging.check, deadLetters, context.name),
  }
}

type Watched = Omit<TakenOverOptions, 'log'>

const wholeLogsOn = (
  watched: Watched,
  bus: Publisher,
  begunWith: WholeLogs['begunWith'],
): WholeLogs => ({
  environment: watched.environment,
  bus,
  begunWith,
  watch: (log) => watchTakenOver({ ...watched, log }),
})

const restlessMsMax = 5_000
const stopWithinMs = 2_000

/** Whatever the process does: its relay finds out by itself, before it publishes; everybody else by this. */
const noticing = (
  watched: Watched,
  runtimes: readonly ContextRuntime[],
  { takenOver }: Pick<Foundation, 'takenOver'>,
  log: Logger,
  closing: Closing,
): void => {
  const part = { part: 'restores' }
  const loop = noticeRestores({
    logs: runtimes.map(({ context }) => context.name),
    watch: (name) => watchTakenOver({ ...watched, log: name, lookEveryMs: 0, restlessMsMax }),
    takenOver,
    onFound: (logs) => log.error({ ...part, logs }, givenUpWords(logs)),
    onFailure: (error) =>
      log.warn(part, `whether a restore has taken over cannot be looked up: ${String(error)}`),
  })
  // What is under way may wait for a broker that is away, and ends with the bus.
  closing.add('the look for restores', () =>
    Promise.race([loop.stop(), delay(stopWithinMs, undefined, { ref: false })]),
  )
}

const givenUpWords = (logs: readonly string[]): string =>
  `A restore has taken over ${logs.join(', ')}: from now on this process decides nothing for them, and calls nobody. ` +
  'Stop it, and run what was restored.'

/** Tried again until it succeeds, and then no more. */
const onceDone = (task: () => Promise<void>): (() => Promise<void>) => {
  let done: Promise<void> | undefined
  return () =>
    (done ??= task().catch((error: unknown) => {
      done = undefined
      throw error
    }))
}
