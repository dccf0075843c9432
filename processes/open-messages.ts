import { memoryDeadLetters } from '../adapters/memory/dead-letters.ts'
import type { DeadLetters, MessageBus, Publisher } from '../kernel/message-bus.ts'
import type { Config } from './config.ts'
import type { ContextRuntime } from './context-runtime.ts'
import { checkedPublisher, messagingOf, type Messaging } from './messaging.ts'

/** The bus, with the topics that the contexts need, and what keeps them to their contracts. */
export interface OpenedMessages {
  readonly bus: MessageBus
  readonly messaging: Messaging
  readonly environment: string
  readonly deadLetters: DeadLetters
  readonly publisherOf: (runtime: Pick<ContextRuntime, 'context'>) => Publisher
}

/** Makes the topics that are missing. Throws `TopicMismatch` where one is there in another shape. */
export const openMessages = async (
  runtimes: readonly ContextRuntime[],
  { environment }: Pick<Config, 'environment'>,
  bus: MessageBus,
): Promise<OpenedMessages> => {
  const messaging = messagingOf(
    runtimes.map(({ context }) => context),
    environment,
  )
  await bus.ensureTopics(messaging.topics)
  const deadLetters = memoryDeadLetters()
  return {
    bus,
    messaging,
    environment,
    deadLetters,
    publisherOf: ({ context }) => checkedPublisher(bus, messaging.check, deadLetters, context.name),
  }
}
