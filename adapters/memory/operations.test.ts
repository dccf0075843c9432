import { operationStoreConformance } from '../../testing/operation-store.conformance.ts'
import { memoryOperations } from './operations.ts'

operationStoreConformance('the memory', () => {
  const store = memoryOperations()
  return Promise.resolve({ one: store, other: store })
})
