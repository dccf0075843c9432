import { viewReaderConformance } from '../../testing/view-reader.conformance.ts'
import { MemoryView } from './views.ts'

viewReaderConformance('the memory', (definition, log) => {
  const view = new MemoryView(definition, log)
  return Promise.resolve({
    reader: view.reader,
    catchUp: async () => void (await view.step()),
    close: () => Promise.resolve(),
  })
})
