import { createHash, hash, type Hash } from 'node:crypto'
import type { LogProblems } from './log-problems.ts'

/** A batch as it stands in its row. */
export interface StoredBatch {
  readonly first: number
  readonly last: number
  readonly hash: Buffer
}

/**
 * Recomputes the chain: each batch hashes the one before, its bounds, and the hashes of its events. Batches and
 * events are handed over in order, a stretch at a time; only the batches of a stretch are held.
 */
export class BatchChain {
  readonly #problems: LogProblems
  /** Asked for by position, because somebody wrote down what the hash is there. */
  readonly #watched: ReadonlySet<number>
  readonly #seen = new Map<number, string>()
  #open: StoredBatch[] = []
  #index = 0
  #digest: Hash = createHash('sha256')
  #firstPending: number | undefined
  #previous: Buffer = Buffer.alloc(32)
  #expected = 1

  constructor(problems: LogProblems, watched: ReadonlySet<number>) {
    this.#problems = problems
    this.#watched = watched
  }

  /** Batches that begin in the stretch whose events come next. */
  addBatches(batches: readonly StoredBatch[]): void {
    this.#open = [...this.#open.slice(this.#index), ...batches]
    this.#index = 0
  }

  addEvent(position: number, stored: Uint8Array): void {
    for (
      let batch = this.#open[this.#index];
      batch && position > batch.last;
      batch = this.#open[this.#index]
    )
      this.#close(batch)
    this.#digest.update(stored)
    this.#firstPending ??= position
  }

  /** Holds the end of the chain against the counter. */
  end(position: number, head: Buffer): void {
    for (let batch = this.#open[this.#index]; batch; batch = this.#open[this.#index])
      this.#close(batch)
    if (this.#firstPending !== undefined)
      this.#problems.add(
        this.#firstPending,
        `events from ${this.#firstPending} on belong to no batch`,
      )
    const last = this.#expected - 1
    if (position !== last)
      this.#problems.add(
        Math.min(position, last),
        `the counter stands at ${position}, the batches end at ${last}`,
      )
    if (!head.equals(this.#previous))
      this.#problems.add(position, 'the log ends with another hash than its last batch')
  }

  /** Hash of the batch that ends at a watched position, hexadecimal. */
  hashAt(position: number): string | undefined {
    return this.#seen.get(position)
  }

  /** A broken link is reported once, where it breaks. */
  #close({ first, last, hash: stored }: StoredBatch): void {
    if (first !== this.#expected)
      this.#problems.add(this.#expected, `the batch that begins at ${this.#expected} is missing`)
    const bounds = Buffer.alloc(16)
    bounds.writeBigInt64BE(BigInt(first), 0)
    bounds.writeBigInt64BE(BigInt(last), 8)
    const link = Buffer.concat([this.#previous, bounds, this.#digest.digest()])
    if (!hash('sha256', link, 'buffer').equals(stored))
      this.#problems.add(first, `batch ${first} to ${last} does not continue the chain`)
    if (this.#watched.has(last)) this.#seen.set(last, stored.toString('hex'))
    this.#previous = stored
    this.#expected = last + 1
    this.#digest = createHash('sha256')
    this.#firstPending = undefined
    this.#index++
  }
}
