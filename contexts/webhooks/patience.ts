import type { Instant } from '../../kernel/clock.ts'

/** How long is tried how often, and when an endpoint is given up. */
export interface Patience {
  /** The wait before the second attempt is at most this long; the bound doubles with each one, */
  readonly firstDelayMaxMs: number
  /** up to this. */
  readonly delayMaxMs: number
  /** Counted from a delivery's first attempt; the last attempt is made then. */
  readonly giveUpAfterMs: number
  /** An endpoint that has taken nothing for this long, failing all the while, is paused. */
  readonly pauseAfterMs: number
  /** What waits for longer is not delivered when an endpoint is resumed. */
  readonly retentionMs: number
  /**
   * Deliveries that may wait for an endpoint that is paused or takes nothing, twice as many for one that takes some;
   * beyond it nothing more is queued until somebody resumes it.
   */
  readonly waitingMax: number
  /** The wait, at most, after a call that was not made: the circuit was open, the state not ready. */
  readonly postponedMaxMs: number
}

const second = 1_000
const hour = 3_600 * second
const day = 24 * hour

export const patience: Patience = {
  firstDelayMaxMs: 5 * second,
  delayMaxMs: 6 * hour,
  giveUpAfterMs: 3 * day,
  pauseAfterMs: 3 * day,
  retentionMs: 30 * day,
  waitingMax: 100_000,
  postponedMaxMs: 60 * second,
}

/** What a retry is computed from. */
export interface FailedAttempt {
  /** From 1. */
  readonly attempt: number
  readonly firstAttemptAt: Instant
  readonly now: Instant
  /** By chance, from 0 up to 1. */
  readonly jitter: number
  /** What the receiver asked for. */
  readonly retryAfterMs?: number
}

/** When to try again; undefined once the time is used up. The last attempt falls on the deadline itself. */
export const nextAttemptAt = (
  { firstDelayMaxMs, delayMaxMs, giveUpAfterMs }: Patience,
  { attempt, firstAttemptAt, now, jitter, retryAfterMs = 0 }: FailedAttempt,
): Instant | undefined => {
  const deadline = firstAttemptAt + giveUpAfterMs
  if (now >= deadline) return undefined
  const bound = Math.min(delayMaxMs, firstDelayMaxMs * 2 ** Math.min(attempt - 1, 40))
  // What was asked for is kept, and chance keeps all that were asked alike from coming at once.
  const delay = Math.min(retryAfterMs, delayMaxMs) + Math.floor(jitter * bound)
  return Math.min(now + delay, deadline)
}

/** A number from 0 up to 1 out of a derived id: chance that a repetition meets again. */
export const jitterOf = (id: string): number => Number.parseInt(id.slice(0, 8), 16) / 2 ** 32
