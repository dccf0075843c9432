import { eventStoreConformance } from '../../testing/event-store.conformance.ts'
import { memoryEventStore } from './event-store.ts'

eventStoreConformance('the memory', (options) => {
  const store = memoryEventStore(options)
  return Promise.resolve({
    store,
    pruneOutcomes: (now) => store.pruneOutcomes(now),
    close: () => Promise.resolve(),
  })
})
