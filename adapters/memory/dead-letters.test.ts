import { deadLetterStoreConformance } from '../../testing/dead-letter-store.conformance.ts'
import { memoryDeadLetters } from './dead-letters.ts'

deadLetterStoreConformance('memory', async (clock) => ({
  store: memoryDeadLetters(clock),
  close: async () => undefined,
}))
