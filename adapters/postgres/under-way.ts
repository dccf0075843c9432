import type { PreparedAppend } from './append-batch.ts'

/**
 * Batches that were sent and whose answers are still to come. What was decided on the streams that they write must
 * not be sent before it is known that they were written: were they refused because somebody else had written, the
 * versions could match by chance.
 */
export class UnderWay {
  readonly #batches = new Set<Promise<void>>()
  readonly #streams = new Set<string>()
  readonly #commands = new Set<string>()

  /** Batches. */
  get size(): number {
    return this.#batches.size
  }

  /** Whether a command is repeated, or looks at a stream, that is being written. */
  touches({ append: { commandId, reads } }: PreparedAppend): boolean {
    if (this.#commands.size === 0) return false
    return this.#commands.has(commandId) || reads.some(({ stream }) => this.#streams.has(stream))
  }

  /** From now until everybody concerned has been told. `settled` never rejects. */
  add(appends: readonly PreparedAppend[], settled: Promise<void>): void {
    for (const { append } of appends) {
      this.#commands.add(append.commandId)
      // No two batches under way write one stream.
      for (const { stream } of append.events) this.#streams.add(stream)
    }
    const over = settled.then(() => {
      this.#batches.delete(over)
      for (const { append } of appends) {
        this.#commands.delete(append.commandId)
        for (const { stream } of append.events) this.#streams.delete(stream)
      }
    })
    this.#batches.add(over)
  }

  /** Once the next of them is settled. */
  next(): Promise<void> {
    return Promise.race(this.#batches)
  }

  /** Once all of them are settled. */
  async all(): Promise<void> {
    await Promise.all(this.#batches)
  }
}

/** What has to wait for batches under way, and what must not overtake it meanwhile. */
export class HeldBack {
  readonly #underWay: UnderWay
  readonly #streams = new Set<string>()
  readonly #commands = new Set<string>()

  constructor(underWay: UnderWay) {
    this.#underWay = underWay
  }

  /** Asked in the order of the queue. */
  holds(waiting: PreparedAppend): boolean {
    const { commandId, reads } = waiting.append
    const isHeld =
      this.#underWay.touches(waiting) ||
      this.#commands.has(commandId) ||
      (this.#streams.size > 0 && reads.some(({ stream }) => this.#streams.has(stream)))
    if (isHeld) {
      this.#commands.add(commandId)
      for (const { stream } of reads) this.#streams.add(stream)
    }
    return isHeld
  }
}
