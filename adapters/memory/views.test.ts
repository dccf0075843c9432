import type { LogReader } from '../../kernel/event-store.ts'
import type { DomainEvent } from '../../kernel/message.ts'
import type { View } from '../../kernel/view.ts'
import { viewPagingConformance } from '../../testing/view-paging.conformance.ts'
import { viewReaderConformance } from '../../testing/view-reader.conformance.ts'
import { MemoryView } from './views.ts'

const open = <Row extends object, E extends DomainEvent>(
  definition: View<Row, E>,
  log: LogReader,
) => {
  const view = new MemoryView(definition, log)
  return Promise.resolve({
    reader: view.reader,
    catchUp: async () => void (await view.step()),
    close: () => Promise.resolve(),
  })
}

viewReaderConformance('the memory', open)
viewPagingConformance('the memory', open)
