import { Interrupted } from './send-intents.ts'

/** A bulkhead: so many at a time, the others wait in line. */
export class Slots {
  #free: number
  readonly #waiting: { readonly enter: () => void; readonly leave: () => void }[] = []

  constructor(count: number) {
    this.#free = count
  }

  /** Resolves once there is room. Throws `Interrupted` when `signal` is aborted first. */
  async take(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw new Interrupted('stopped while waiting for room')
    if (this.#free > 0) {
      this.#free--
      return
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(place), 1)
        reject(new Interrupted('stopped while waiting for room'))
      }
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const place = { enter, leave }
      this.#waiting.push(place)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  free(): void {
    const next = this.#waiting.shift()
    if (next) next.enter()
    else this.#free++
  }
}
