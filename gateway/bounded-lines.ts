type Write = (fields: object, message: string) => void

interface Alike {
  fields: object
  message: string
  /** Those of which no line was written. */
  kept: number
}

/**
 * Writes the first line of a kind at once, and then at most one in `everyMs` that says how many there were besides:
 * an outage meets every request alike, and a line for each would fill the disk just then.
 */
export class BoundedLines {
  readonly #write: Write
  readonly #everyMs: number
  readonly #byKind = new Map<string, Alike>()
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(write: Write, everyMs = 10_000) {
    this.#write = write
    this.#everyMs = everyMs
  }

  /** `kind` comes from a small set: the name of a failure, not what a caller sent. */
  say(kind: string, fields: object, message: string): void {
    const alike = this.#byKind.get(kind)
    if (alike) {
      alike.kept++
      Object.assign(alike, { fields, message })
      return
    }
    this.#byKind.set(kind, { fields, message, kept: 0 })
    this.#write(fields, message)
    this.#wait(kind)
  }

  /** Writes what was kept. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    for (const kind of this.#byKind.keys()) this.#tell(kind)
    this.#byKind.clear()
  }

  #wait(kind: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      // Quiet for so long: the next one is news again.
      if (this.#tell(kind)) this.#wait(kind)
      else this.#byKind.delete(kind)
    }, this.#everyMs)
    this.#timers.add(timer.unref())
  }

  #tell(kind: string): boolean {
    const alike = this.#byKind.get(kind)
    if (!alike || alike.kept === 0) return false
    this.#write({ ...alike.fields, alike: alike.kept }, alike.message)
    alike.kept = 0
    return true
  }
}
