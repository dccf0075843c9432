interface Step {
  /** For whoever waits for it: `the message bus`. */
  readonly what: string | (() => string)
  readonly close: () => Promise<void> | void
}

/** What was opened, to be closed in reverse order; also after a start that failed half way. */
export class Closing {
  readonly #steps: Step[] = []
  #underWay: Step | undefined

  add(what: Step['what'], close: Step['close']): void {
    this.#steps.push({ what, close })
  }

  /** What is being closed at the moment. */
  get underWay(): string | undefined {
    const what = this.#underWay?.what
    return typeof what === 'function' ? what() : what
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      this.#underWay = step
      await step.close()
    }
    this.#underWay = undefined
  }
}
