import type { PreparedAppend } from './append-batch.ts'

/**
 * Batches that were sent and whose answers are still to come. What was decided on the streams that they write must
 * not be sent before it is known that they were written: were they refused because somebody else had written, the
 * versions could match by chance.
 */
export class UnderWay {
  readonly #batches = new Map<Promise<void>, Written>()

  /** Batches. */
  get size(): number {
    return this.#batches.size
  }

  /** Whether a command is repeated, or looks at a stream, that is being written. */
  touches({ append: { commandId, reads } }: PreparedAppend): boolean {
    for (const written of this.#batches.values()) {
      const { commands, streams } = written.names()
      if (commands.has(commandId) || reads.some(({ stream }) => streams.has(stream))) return true
    }
    return false
  }

  /** From now until everybody concerned has been told. `settled` never rejects. */
  add(appends: readonly PreparedAppend[], settled: Promise<void>): void {
    const over = settled.then(() => {
      this.#batches.delete(over)
    })
    this.#batches.set(over, new Written(appends))
  }

  /** Once the next of them is settled. */
  next(): Promise<void> {
    return Promise.race(this.#batches.keys())
  }
}

interface Names {
  readonly commands: ReadonlySet<string>
  readonly streams: ReadonlySet<string>
}

/** What a batch writes, put together once somebody asks: where batches take turns, nobody does. */
class Written {
  readonly #appends: readonly PreparedAppend[]
  #names: Names | undefined

  constructor(appends: readonly PreparedAppend[]) {
    this.#appends = appends
  }

  names(): Names {
    this.#names ??= {
      commands: new Set(this.#appends.map(({ append }) => append.commandId)),
      streams: new Set(
        this.#appends.flatMap(({ append }) => append.events.map(({ stream }) => stream)),
      ),
    }
    return this.#names
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
