import type { Instant } from './clock.ts'
import type { Uuid } from './id.ts'
import type { Json } from './json.ts'
import type { Position } from './message.ts'
import type { Hastening } from './schedule.ts'

/** A timer at rest. The command's definition is found again by its type, after a restart or a release. */
export interface StoredTimer {
  readonly timer: string
  readonly due: Instant
  readonly commandType: string
  readonly command: Json
  /** The event that set it, and the story that it belongs to. */
  readonly cause: Uuid
  readonly correlationId: Uuid
  readonly traceparent: string
  /** Those that wait for the same can be hastened together. */
  readonly waitsFor?: string
}

/** The timers of one schedule, together with how far its fold has come. */
export interface TimerStore {
  position(): Promise<Position>
  /**
   * Sets and cancels timers (no timer stands in both) and moves the checkpoint, all or nothing. False, and
   * nothing changed, where the checkpoint is not at `from`.
   */
  apply(
    from: Position,
    to: Position,
    set: readonly StoredTimer[],
    cancelled: readonly string[],
  ): Promise<boolean>
  /** Hastens timers and moves the checkpoint, all or nothing. False, and nothing changed, as with `apply`. */
  hasten(from: Position, to: Position, hastening: Hastening): Promise<boolean>
  /** At most `limit` timers that are due at `now`, behind `after`, in the order of their due times, then names. */
  due(
    now: Instant,
    limit: number,
    after?: Pick<StoredTimer, 'timer' | 'due'>,
  ): Promise<readonly StoredTimer[]>
  /** When the next one is due. */
  nextDue(): Promise<Instant | undefined>
  /** How many wait for one thing; at most `countMax` are counted. */
  waiting(waitsFor: string, countMax: number): Promise<number>
  /** Forgets timers that have fired; one that was set to another time meanwhile stays. */
  remove(fired: readonly Pick<StoredTimer, 'timer' | 'due'>[]): Promise<void>
}
