import { eventStoreConformance } from '../../testing/event-store.conformance.ts'
import { memoryEventStore } from './event-store.ts'

eventStoreConformance('the memory', (options) =>
  Promise.resolve({ store: memoryEventStore(options), close: () => Promise.resolve() }),
)
