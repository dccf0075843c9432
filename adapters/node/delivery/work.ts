import { setTimeout as delay } from 'node:timers/promises'

export interface WorkOptions {
  /** Returns whether to go on at once. */
  readonly step: () => Promise<boolean>
  readonly restMs: number
  readonly onFailure?: ((error: unknown) => void) | undefined
}

/** A step that is repeated: when it is woken, otherwise after a rest. */
export class Work {
  readonly #options: WorkOptions
  readonly #running: Promise<void>
  #stopped = false
  #woken = false
  #resting: AbortController | undefined

  constructor(options: WorkOptions) {
    this.#options = options
    this.#running = this.#run()
  }

  wake(): void {
    this.#woken = true
    this.#resting?.abort()
  }

  /** Resolves when the step that is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.wake()
    await this.#running
  }

  async #run(): Promise<void> {
    const { step, restMs, onFailure } = this.#options
    while (!this.#stopped) {
      this.#woken = false
      const goOn = await step().catch((error: unknown) => {
        if (!this.#stopped) onFailure?.(error)
        return undefined
      })
      // What failed waits in any case: nothing that is away comes back sooner for being asked often.
      if (goOn || (goOn === false && this.#woken)) continue
      if (this.#stopped) return
      this.#resting = new AbortController()
      await delay(restMs, undefined, { signal: this.#resting.signal }).catch(() => undefined)
      this.#resting = undefined
    }
  }
}
