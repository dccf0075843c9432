import { publishingLine } from '../adapters/kafka/publishing-line.ts'
import type { KafkaSettings } from '../adapters/kafka/settings.ts'
import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { postgresMessageBus } from '../adapters/postgres/message-bus/message-bus.ts'
import { pruneBus } from '../adapters/postgres/message-bus/prune.ts'
import type { MessageBus } from '../kernel/message-bus.ts'
import type { Foundation } from './foundation.ts'

export interface OpenBusOptions {
  readonly foundation: Foundation
  /** Undefined: the bus is in the database. */
  readonly kafka: KafkaSettings | undefined
  readonly onError: (error: unknown) => void
}

const pruneEveryMs = 60_000

/** Opens the bus of this process: Kafka where it is set, the database otherwise. */
export const openBus = async ({
  foundation,
  kafka,
  onError,
}: OpenBusOptions): Promise<MessageBus> => {
  const { databases, following, ownership, notifications } = foundation
  const bus = kafka
    ? await openKafka(kafka, foundation)
    : postgresMessageBus({
        queries: boundedQueries(databases.pool),
        following: boundedQueries(following),
        ownership,
        notifications,
      })
  const pruning = startPruning(foundation, onError)
  return {
    ...bus,
    close: async () => {
      await pruning.stop()
      await bus.close()
    },
  }
}

/** Its client is loaded by those who use it alone. */
const openKafka = async (
  settings: KafkaSettings,
  { lines }: Pick<Foundation, 'lines'>,
): Promise<MessageBus> => {
  const { kafkaMessageBus } = await import('../adapters/kafka/message-bus.ts')
  const bus = kafkaMessageBus({ settings, clientId: 'millrace' })
  const line = publishingLine(bus)
  lines.add(() => [{ kind: 'bus', name: 'kafka', status: line.status() }])
  return { ...bus, publish: (messages) => line.publish(messages) }
}

/** Claims are in the database whatever carries the messages, so it is pruned in any case. */
const startPruning = (
  { databases, clock }: Foundation,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } => {
  let running: Promise<void> | undefined
  const prune = () => {
    running ??= pruneBus({ pool: databases.pool, now: clock.now() })
      .catch(onError)
      .finally(() => (running = undefined))
  }
  const timer = setInterval(prune, pruneEveryMs)
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
