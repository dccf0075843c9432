/** Work that must not overlap, done in the order in which it came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work)
    // The next turn comes whether or not this one succeeds; its caller sees why it failed.
    this.#last = turn.catch(() => undefined)
    return turn
  }
}
