import { messageBusConformance } from '../../testing/message-bus.conformance.ts'
import { memoryMessageBus } from './message-bus.ts'

messageBusConformance('the memory', async () => {
  const messageBytesMax = 10_000
  const bus = memoryMessageBus({ messageBytesMax })
  const effects = new Map<string, Set<string>>()
  const of = (group: string) => {
    const ids = effects.get(group) ?? new Set()
    effects.set(group, ids)
    return ids
  }
  return {
    bus,
    another: () => Promise.resolve(bus),
    messageBytesMax,
    effects: {
      store: async (group, { id }) => void of(group).add(id),
      stored: async (group) => [...of(group)],
    },
    close: () => bus.close(),
  }
})
