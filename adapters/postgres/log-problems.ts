/** Something in a log that is not as it was written. */
export interface LogProblem {
  /** Where, as a position of the log; 0 where it concerns the log as a whole. */
  readonly position: number
  readonly what: string
}

/** More tell nobody more. */
export const problemsMax = 100

/** What was found so far, up to `problemsMax`. */
export class LogProblems {
  readonly found: LogProblem[] = []

  add(position: number, what: string): void {
    if (this.found.length < problemsMax) this.found.push({ position, what })
  }
}
