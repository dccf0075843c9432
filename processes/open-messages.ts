import { memoryDeadLetters } from '../adapters/memory/dead-letters.ts'
import type { DeadLetters, MessageBus, Publisher } from '../kernel/message-bus.ts'
import type { Config } from './config.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { WholeLogs } from './run-context.ts'
import { logShape } from './running/whole-log.ts'
import { checkedPublisher, messagingOf, type Messaging } from './messaging.ts'

/** The bus, with the topics that the contexts need, and what keeps them to their contracts. */
export interface OpenedMessages {
  readonly bus: MessageBus
  readonly messaging: Messaging
  readonly environment: string
  readonly deadLetters: DeadLetters
  /** Where the bus holds the logs too. */
  readonly wholeLogs?: WholeLogs
  readonly publisherOf: (runtime: Pick<ContextRuntime, 'context'>) => Publisher
}

/** Makes the topics that are missing. Throws `TopicMismatch` where one is there in another shape. */
export const openMessages = async (
  runtimes: readonly ContextRuntime[],
  { environment }: Pick<Config, 'environment'>,
  bus: MessageBus,
  hasWholeLogs = false,
): Promise<OpenedMessages> => {
  const messaging = messagingOf(
    runtimes.map(({ context }) => context),
    environment,
  )
  const logTopics = runtimes.map(({ context }) => logShape(environment, context.name))
  await bus.ensureTopics([...messaging.topics, ...(hasWholeLogs ? logTopics : [])])
  const deadLetters = memoryDeadLetters()
  return {
    bus,
    messaging,
    environment,
    deadLetters,
    ...(hasWholeLogs ? { wholeLogs: { environment, bus } } : {}),
    publisherOf: ({ context }) => checkedPublisher(bus, messaging.check, deadLetters, context.name),
  }
}
