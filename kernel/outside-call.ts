import type { DomainEvent, RecordedEvent } from './message.ts'
import type { Intent } from './policy.ts'

/**
 * A slow call to another system, caused by a fact. Three steps, none inside a transaction of another:
 *
 *   fact --> intent recorded --> call --> answer recorded
 *                  |                          ^
 *                  +-- recorded before? ------+  then a call may have been made and its answer lost:
 *                                                `ambiguous` is recorded, and only asking resolves it
 */
export interface OutsideCall<E extends DomainEvent = DomainEvent, Answer = unknown> {
  readonly name: string
  readonly events: readonly E['type'][]
  /** Which of the facts call for it. */
  readonly concerns?: (event: RecordedEvent<E>) => boolean
  /** Recorded before the call; absent where repeating the call does no harm (a question). */
  readonly intent?: (event: RecordedEvent<E>) => Intent | Promise<Intent>
  /**
   * Nothing may be recorded before it is done, and repeating it does no harm: it is made for as long as it takes. What
   * has no intent and is not like that counts as `ambiguous` after a few failures.
   */
  readonly untilAnswered?: true
  /** `stopped` rejects when the work stops: what only waits, and is not announced, may end with it and begins anew. */
  readonly call: (event: RecordedEvent<E>, stopped: Promise<never>) => Promise<Answer>
  /**
   * Recorded after the call. `ambiguous`: an earlier process announced the call and never told its answer, or it failed
   * too often; never where it is made until it is answered.
   */
  readonly answer: (event: RecordedEvent<E>, answer: Answer | 'ambiguous') => Intent
  /** Calls under way at one time (bulkhead). */
  readonly concurrencyMax: number
}
