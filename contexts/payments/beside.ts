import type { StreamRead } from '../../kernel/decider.ts'
import type { DomainEvent } from '../../kernel/message.ts'

/** What follows from a payment's decision on a stream that is not the payment's own, in the same append. */
export interface Beside {
  readonly read: StreamRead
  readonly events: (state: unknown) => readonly DomainEvent[]
}
