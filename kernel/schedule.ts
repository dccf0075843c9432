import type { Instant } from './clock.ts'
import type { DomainEvent, RecordedEvent } from './message.ts'
import type { Intent } from './policy.ts'

/** A timer is set again by the same id, which moves it, or cancelled. */
export type TimerChange =
  | { readonly set: string; readonly due: Instant; readonly intent: Intent }
  | { readonly cancel: string }

/**
 * Durable timers, declared as a fold over the log: they are as old as the facts that set them, survive what
 * the log survives, and fire once, in the order in which they are due.
 */
export interface Schedule<E extends DomainEvent = DomainEvent> {
  readonly name: string
  readonly events: readonly E['type'][]
  readonly change: (event: RecordedEvent<E>) => readonly TimerChange[]
}
