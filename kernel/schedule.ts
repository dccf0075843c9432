import type { Instant } from './clock.ts'
import type { DomainEvent, RecordedEvent } from './message.ts'
import type { Intent } from './policy.ts'

/** A timer is set again by the same id, which moves it, or cancelled. */
export type TimerChange =
  | {
      readonly set: string
      readonly due: Instant
      readonly intent: Intent
      /** What it is set again and again for; once that is there, `hasten` makes it due earlier. */
      readonly waitsFor?: string
    }
  | { readonly cancel: string }
  /** The only change of its event. */
  | { readonly hasten: Hastening }

/**
 * Timers that wait for one thing become due one after the other, in the order in which they were due: the nth, from 0, at
 * `from` + n * `everyMs`. One that is due before that stays as it is, and so do those beyond the first `timersMax`.
 */
export interface Hastening {
  readonly waitsFor: string
  readonly from: Instant
  readonly everyMs: number
  readonly timersMax: number
}

/**
 * Durable timers, declared as a fold over the log: they are as old as the facts that set them, survive what
 * the log survives, and fire once, in the order in which they are due.
 */
export interface Schedule<E extends DomainEvent = DomainEvent> {
  readonly name: string
  readonly events: readonly E['type'][]
  readonly change: (event: RecordedEvent<E>) => readonly TimerChange[]
}
