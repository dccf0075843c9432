/** So many at once; the others wait their turn. While it is paused nobody new is let in. */
export class Slots {
  #free: number
  #paused = false
  readonly #waiting: (() => void)[] = []

  constructor(count: number) {
    this.#free = count
  }

  async take(): Promise<void> {
    if (!this.#paused && this.#free > 0) this.#free--
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  give(): void {
    this.#free++
    this.#admit()
  }

  pause(): void {
    this.#paused = true
  }

  resume(): void {
    this.#paused = false
    this.#admit()
  }

  #admit(): void {
    while (!this.#paused && this.#free > 0) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#free--
      next()
    }
  }
}
