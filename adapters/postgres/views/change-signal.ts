import type { Position } from '../../../kernel/message.ts'

const pollMs = 100

/** Tells those in this process who wait for a view that it has come further. */
export class ChangeSignal {
  readonly #listeners = new Set<() => void>()
  #position: Position = 0

  /** How far the view is known to have come. */
  get position(): Position {
    return this.#position
  }

  /** A generation that has just been swapped in may stand before the one that it replaced. */
  tell(position: Position): void {
    this.#position = position
    for (const listener of this.#listeners) listener()
  }

  listen(listener: () => void): () => void {
    // A wrapper of its own, so that the same function may listen twice.
    const entry = () => listener()
    this.#listeners.add(entry)
    return () => this.#listeners.delete(entry)
  }

  /** Waits for a position. Another process may follow the view, so it also asks, now and then. */
  async reaches(
    position: Position,
    timeoutMs: number,
    ask: () => Promise<Position>,
  ): Promise<boolean> {
    const deadline = performance.now() + timeoutMs
    while (this.#position < position) {
      if ((await ask()) >= position) return true
      const left = deadline - performance.now()
      if (left <= 0) return false
      await this.#changed(position, Math.min(left, pollMs))
    }
    return true
  }

  #changed(position: Position, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        stop()
        resolve()
      }
      const timer = setTimeout(done, timeoutMs)
      const stop = this.listen(() => this.#position >= position && done())
      // It may have come while somebody was asked.
      if (this.#position >= position) done()
    })
  }
}
