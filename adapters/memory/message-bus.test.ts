import { messageBusConformance } from '../../testing/message-bus.conformance.ts'
import { memoryMessageBus } from './message-bus.ts'

messageBusConformance('the memory', () =>
  Promise.resolve({
    bus: memoryMessageBus({ redeliverAfterMs: 5 }),
    close: () => Promise.resolve(),
  }),
)
