import type { PoolClient } from 'pg'
import type {
  BatchRecord,
  EpochRecord,
  PlacesRecord,
  RecordOutcome,
  SilentRecord,
} from '../log-records.ts'
import { LogRows } from './log-rows.ts'
import { addPart, beginBatch, closeBatch, isWhole, type PendingBatch } from './pending-batch.ts'
import { PlacesTold } from './places-told.ts'
import { readRecord, refuse, type FoundRecord } from './read-record.ts'
import { batchDiffers, outcomesDiffer, type Difference } from './repeated.ts'
import { batchRow, outcomeRow, silentRow } from './row-text.ts'

export interface RestoringLogOptions {
  /** With a transaction under way on empty tables of the log. */
  readonly client: PoolClient
  readonly log: string
  readonly environment: string
  /** Outcomes whose time is over are left out, as they would be forgotten next. */
  readonly now: number
}

/** Where an epoch began. */
export interface BegunEpoch {
  readonly epoch: number
  readonly after: number
  readonly silent: number
  readonly hash: string
  /** The restore that began it. */
  readonly by: string
}

const nothing = '0'.repeat(64)

/**
 * A log that is being made again from its records, in their order:
 *
 *   record -> of this log? -> of this epoch? -> continues? -> events recomputed, chain recomputed -> rows
 *                |               |                 |
 *             refused     of an earlier one:    said before: the same, or refused
 *                         superseded, counted   a gap: refused
 */
export class RestoringLog {
  position = 0
  hash: string = nothing
  /** Number of the last outcome without an event. */
  silent = 0
  /** When the newest of what was stored was said, in milliseconds; 0 while there is nothing. */
  saidAt = 0
  repeated = 0
  superseded = 0
  readonly epochs: BegunEpoch[] = [{ epoch: 1, after: 0, silent: 0, hash: nothing, by: '' }]
  readonly places = new PlacesTold()
  readonly #options: RestoringLogOptions
  readonly #rows: LogRows
  #pending: PendingBatch | undefined
  #cut: PendingBatch | undefined

  constructor(options: RestoringLogOptions) {
    this.#options = options
    this.#rows = new LogRows(options.client, options.log)
  }

  get epoch(): number {
    return this.epochs.at(-1)?.epoch ?? 1
  }

  /** A batch whose last parts are missing where the newest epoch begins, or what was read ends. */
  get cutOff(): { readonly first: number; readonly last: number } | undefined {
    const cut = this.#pending ?? this.#cut
    return cut && { first: cut.first, last: cut.last }
  }

  /** Throws `RestoreRefused` that names the place where it is not as it was written. */
  async take(found: FoundRecord): Promise<void> {
    const record = readRecord(found, this.#options)
    if (record.kind === 'epoch') return this.#begin(record, found)
    if (record.epoch < this.epoch) return void this.superseded++
    if (record.epoch > this.epoch)
      refuse(found, `is of epoch ${record.epoch}, whose beginning is missing`)
    if (record.kind === 'places') this.#tell(record)
    else if (record.kind === 'outcomes') await this.#takeSilent(record, found)
    else await this.#takeBatch(record, found)
    if (this.#rows.isFull) await this.#rows.begin()
  }

  flush(): Promise<void> {
    return this.#rows.flush()
  }

  #begin({ epoch, by }: EpochRecord, found: FoundRecord): void {
    if (epoch <= this.epoch) return void this.superseded++
    if (epoch !== this.epoch + 1) refuse(found, `begins epoch ${epoch} behind epoch ${this.epoch}`)
    // What was begun before and never ended was never answered from this past.
    this.#cut = this.#pending
    this.#pending = undefined
    const { position: after, silent, hash } = this
    this.epochs.push({ epoch, after, silent, hash, by })
  }

  #tell({ at, places }: PlacesRecord): void {
    this.places.add(at, places)
    this.saidAt = Math.max(this.saidAt, at)
  }

  async #takeBatch(record: BatchRecord, found: FoundRecord): Promise<void> {
    const { first, last, previous } = record
    if (last <= this.position)
      return this.#repeats(found, () => batchDiffers(this.#options.client, record))
    if (first !== this.position + 1)
      refuse(
        found,
        first > this.position
          ? `positions ${this.position + 1} to ${first - 1} are missing`
          : `begins at position ${first} again, and ends elsewhere`,
      )
    if (previous !== this.hash)
      refuse(found, `the batch at position ${first} does not continue what is before it`)
    this.#pending ??= beginBatch(record)
    if (!addPart(this.#pending, record, found)) return void this.repeated++
    if (isWhole(this.#pending)) this.#store(this.#pending, found)
  }

  #store(batch: PendingBatch, found: FoundRecord): void {
    closeBatch(batch, this.hash, found)
    for (const row of batch.rows) this.#rows.add('events', row)
    this.#rows.add('batches', batchRow(batch.first, batch.last, batch.hash))
    for (const outcome of batch.outcomes)
      if (this.#isKept(outcome)) this.#rows.add('outcomes', outcomeRow(outcome))
    this.position = batch.last
    this.hash = batch.hash
    this.saidAt = Math.max(this.saidAt, batch.time)
    this.#pending = undefined
  }

  async #takeSilent(record: SilentRecord, found: FoundRecord): Promise<void> {
    const numbers = record.numbers ?? record.outcomes.map((_, index) => record.first + index)
    if (numbers.length !== record.outcomes.length)
      refuse(found, `has ${record.outcomes.length} outcomes and ${numbers.length} numbers`)
    const numberOf = (index: number) => numbers[index] ?? 0
    const before = record.outcomes.filter((_, index) => numberOf(index) <= this.silent)
    if (before.length > 0)
      await this.#repeats(found, () =>
        outcomesDiffer(this.#options.client, this.#options.log, before),
      )
    for (const [index, outcome] of record.outcomes.entries()) {
      if (numberOf(index) <= this.silent) continue
      this.silent = numberOf(index)
      this.saidAt = Math.max(this.saidAt, outcome.time)
      if (!this.#isKept(outcome)) continue
      this.#rows.add('outcomes', outcomeRow(outcome))
      this.#rows.add('silent_outcomes', silentRow(this.silent, outcome.commandId))
    }
  }

  #isKept({ keptUntil }: RecordOutcome): boolean {
    return keptUntil === null || keptUntil > this.#options.now
  }

  async #repeats(found: FoundRecord, differs: () => Promise<Difference>): Promise<void> {
    // It is held against what is stored, which so far may be on its way.
    await this.#rows.flush()
    const difference = await differs()
    if (difference !== undefined) refuse(found, difference)
    this.repeated++
  }
}
