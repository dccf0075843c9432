/** How long is waited for what, how often it is tried again, and when somebody is asked to look. */
export interface Patience {
  /** Before the 2nd, 3rd, ... attempt of a submission that certainly did not arrive; the last repeats. */
  readonly retryDelaysMs: readonly number[]
  /** Attempts without an operator. One that may have arrived is never followed by another. */
  readonly attemptsMax: number
  /** Before the 1st, 2nd, ... question about an unknown payment; the last repeats. */
  readonly unknownDelaysMs: readonly number[]
  /** The same while the rail works on it, in case its callbacks are lost. */
  readonly pendingDelaysMs: readonly number[]
  /** Questions in one status without an operator. */
  readonly questionsMax: number
  /** An operator is asked once a payment has waited this long to be handed over, */
  readonly waitingMaxMs: number
  /** has been unknown for this long, */
  readonly unknownMaxMs: number
  /** or has been with the rail for this long. */
  readonly pendingMaxMs: number
  /** How long a payment, a capture, a refund or a change of a limit waits for somebody to agree. */
  readonly approvalMaxMs: number
  /** How long before evidence in a dispute is due somebody is asked for it. */
  readonly disputeWarningMs: number
}

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

export const patience: Patience = {
  retryDelaysMs: [second, 5 * second, 15 * second, minute, 5 * minute],
  attemptsMax: 20,
  unknownDelaysMs: [second, 2 * second, 5 * second, 15 * second, minute, 5 * minute, hour],
  pendingDelaysMs: [15 * second, minute, 5 * minute, 15 * minute, hour],
  questionsMax: 200,
  waitingMaxMs: 15 * minute,
  unknownMaxMs: 15 * minute,
  pendingMaxMs: 24 * hour,
  approvalMaxMs: 7 * 24 * hour,
  disputeWarningMs: 72 * hour,
}

/** The nth delay, from 1; the last one for every n beyond. */
export const nthDelayMs = (delaysMs: readonly number[], nth: number): number => {
  const delayMs = delaysMs[Math.min(nth, delaysMs.length) - 1]
  if (delayMs === undefined) throw new RangeError('a list of delays has at least one')
  return delayMs
}
