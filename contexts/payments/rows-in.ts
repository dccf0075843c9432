import type { DomainEvent, RecordedEvent } from '../../kernel/message.ts'
import { foldBatch, type View } from '../../kernel/view.ts'
import type { PaymentEvent } from './events.ts'

/** The rows that a view shows of one payment's story: by the same fold, and up to this very event. */
export const rowsIn = <Row extends object, E extends DomainEvent>(
  view: View<Row, E>,
  story: readonly RecordedEvent<PaymentEvent>[],
): readonly Row[] => {
  const concerned = story.filter(({ type }) => (view.events as readonly string[]).includes(type))
  const rows = foldBatch(view, new Map(), concerned as readonly RecordedEvent[] as never)
  return [...rows.values()].map(({ row }) => row)
}
