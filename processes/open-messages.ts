import { memoryDeadLetters } from '../adapters/memory/dead-letters.ts'
import type { DeadLetters, MessageBus, Publisher } from '../kernel/message-bus.ts'
import type { Closing } from './closing.ts'
import type { Config } from './config.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Foundation } from './foundation.ts'
import { checkedPublisher, messagingOf, type Messaging } from './messaging.ts'
import { openBus } from './open-bus.ts'

/** The bus, with the topics that the contexts need, and what keeps them to their contracts. */
export interface OpenedMessages {
  readonly bus: MessageBus
  readonly messaging: Messaging
  readonly environment: string
  readonly deadLetters: DeadLetters
  readonly publisherOf: (runtime: Pick<ContextRuntime, 'context'>) => Publisher
}

export const openMessages = async (
  runtimes: readonly ContextRuntime[],
  { environment }: Pick<Config, 'environment'>,
  foundation: Foundation,
  closing: Closing,
  onError: (error: unknown) => void,
): Promise<OpenedMessages> => {
  const messaging = messagingOf(
    runtimes.map(({ context }) => context),
    environment,
  )
  const bus = openBus(foundation, closing, onError)
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
