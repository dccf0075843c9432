interface Step {
  /** For whoever waits for it: `the message bus`. */
  readonly what: string | (() => string)
  readonly close: () => Promise<void> | void
}

/** Of a step whose turn comes when the time is over already. */
const leastMsDefault = 1_000

/** What was opened, to be closed in reverse order; also after a start that failed half way. */
export class Closing {
  readonly #steps: Step[] = []
  /** Those that were begun, and have not ended. */
  readonly #open = new Set<Step>()

  add(what: Step['what'], close: Step['close']): void {
    this.#steps.push({ what, close })
  }

  /** What is being closed at the moment, or did not end in its time. */
  get underWay(): string | undefined {
    const names = [...this.#open].map(({ what }) => (typeof what === 'function' ? what() : what))
    return names.length === 0 ? undefined : names.join(', and for ')
  }

  /**
   * All have so long together, in milliseconds. What does not end by then is left behind, as a crash would leave it, and
   * the others are closed all the same. Rejects with what failed first, once all have had their turn.
   */
  async run(withinMs = Infinity, leastMs = leastMsDefault): Promise<void> {
    const endMs = performance.now() + withinMs
    const failures: unknown[] = []
    for (let step = this.#steps.pop(); step; step = this.#steps.pop())
      await endOrTime(
        this.#close(step).catch((error: unknown) => void failures.push(error)),
        Math.max(leastMs, endMs - performance.now()),
      )
    if (failures.length > 0) throw failures[0]
  }

  async #close(step: Step): Promise<void> {
    this.#open.add(step)
    try {
      await step.close()
    } finally {
      this.#open.delete(step)
    }
  }
}

const endOrTime = async (closing: Promise<void>, ms: number): Promise<void> => {
  if (ms === Infinity) return closing
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([closing, late])
  clearTimeout(timer)
}
