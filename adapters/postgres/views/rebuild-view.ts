import type pg from 'pg'
import type { LogReader } from '../../../kernel/event-store.ts'
import type { DomainEvent, Position, RecordedEvent } from '../../../kernel/message.ts'
import { foldBatch, keysBefore, keysOfEach, type View } from '../../../kernel/view.ts'
import { sideTable } from './names.ts'
import { moveRebuild, readRebuild, readRegistered, servedPosition } from './registry.ts'
import { swapGenerations } from './swap-generations.ts'
import { ViewTable } from './table.ts'
import type { Turns } from './turns.ts'
import { describe, faultOf, isFault } from './view-fault.ts'
import { WriteBehind } from './write-behind.ts'

export interface ViewRebuildOptions<Row extends object, E extends DomainEvent> {
  readonly pool: pg.Pool
  readonly context: string
  readonly log: LogReader
  readonly view: View<Row, E>
  readonly generation: number
  /** Shared with the follower of the live generation, which rests during the swap. */
  readonly turns: Turns
  /** Rows kept in memory, so that rows which change again need not be read. */
  readonly rowsHeldMax?: number
  /** Rows written, with the checkpoint, in one transaction. */
  readonly flushRowsMax?: number
}

export type RebuildResult = 'done' | 'halted' | 'failed'

/** So close to the live generation that the swap may wait for the rest. */
const nearEnoughEvents = 2_000
const flushMs = 1_000
const swapAttemptsMax = 30
const swapRetryMs = 1_000

/**
 * Builds a generation of a view beside the live one, then takes its place. Everything that counts is in the
 * database, so a rebuild that was killed goes on, in this process or another, from its last checkpoint.
 */
export class ViewRebuild<Row extends object, E extends DomainEvent> {
  readonly #options: ViewRebuildOptions<Row, E>
  readonly #rows: WriteBehind<Row>
  #halted = false
  #position: Position = 0
  #flushedAt = performance.now()
  #begun = { at: 0, position: 0 }

  constructor(options: ViewRebuildOptions<Row, E>) {
    this.#options = options
    const { pool, context, log, view, generation, rowsHeldMax, flushRowsMax } = options
    const table = new ViewTable({
      context,
      log: log.name,
      view,
      generation,
      table: sideTable(context, view.name, generation),
    })
    this.#rows = new WriteBehind({
      pool,
      table,
      rowsHeldMax: rowsHeldMax ?? 100_000,
      flushRowsMax: flushRowsMax ?? 20_000,
    })
  }

  /** Stops at the next batch; what was flushed stays. */
  halt(): void {
    this.#halted = true
  }

  /** Runs until the swap, or until it was paused, cancelled or halted. Throws when the database fails. */
  async run(signal: AbortSignal): Promise<RebuildResult> {
    const { pool, context, view } = this.#options
    if (signal.aborted) return 'halted'
    signal.addEventListener('abort', () => this.halt(), { once: true })
    try {
      return await this.#build()
    } catch (error) {
      // Cancelling takes the table away while it is written to.
      if (!(await this.#wanted())) return 'halted'
      if (!isFault(error) && !(error instanceof RebuildFault)) throw error
      const reason = error instanceof RebuildFault ? error.message : describe(error)
      await moveRebuild(pool, context, view.name, ['running'], 'failed', { reason })
      return 'failed'
    }
  }

  async #build(): Promise<RebuildResult> {
    const { pool, context, log, view } = this.#options
    const rebuild = await readRebuild(pool, context, log.name, view.name)
    this.#position = rebuild?.position ?? 0
    this.#rows.startAt(this.#position)
    this.#begun = { at: performance.now(), position: this.#position }
    let target = await this.#target()
    if (!(await this.#scanTo(target))) return 'halted'
    await this.#rows.table.createIndexes(pool)
    for (;;) {
      target = await this.#target()
      const near = target - this.#position <= nearEnoughEvents
      if (!(await this.#scanTo(target))) return 'halted'
      if (near) return this.#takeOver()
    }
  }

  /** The end of the log; or where the live generation stands, if the two can be compared there. */
  async #target(): Promise<Position> {
    const { pool, context, log, view } = this.#options
    const live = await readRegistered(pool, context, view.name)
    return live?.state === 'live' && live.version === view.version
      ? servedPosition(pool, context, log.name, view.name)
      : log.head()
  }

  /** False where it was told to stop on the way. */
  async #scanTo(target: Position): Promise<boolean> {
    if (!(await this.#report(target))) return false
    if (target <= this.#position) return true
    const { log, view } = this.#options
    for await (const { events, position } of log.scan(this.#position, target, view.events)) {
      await this.#fold(events as readonly RecordedEvent<E>[])
      this.#position = position
      const due = performance.now() - this.#flushedAt > flushMs
      if (due || this.#rows.full) await this.#rows.flushInBackground(position)
      if (due && !(await this.#report(target))) break
      if (this.#halted) break
    }
    await this.#rows.flush(this.#position)
    return !this.#halted
  }

  async #fold(events: readonly RecordedEvent<E>[]): Promise<void> {
    const { view } = this.#options
    const keys = this.#blaming(events, () => keysOfEach(view, events))
    if (this.#rows.mayLackRows)
      await this.#rows.load(this.#blaming(events, () => keysBefore(view, events, keys)))
    this.#rows.put(this.#blaming(events, () => foldBatch(view, this.#rows, events, keys)))
  }

  /** Runs the view's code; what it throws is told with the event at which it does. */
  #blaming<Result>(events: readonly RecordedEvent<E>[], work: () => Result): Result {
    try {
      return work()
    } catch {
      throw new RebuildFault(faultOf(this.#options.view, this.#rows, events))
    }
  }

  /** Tells how fast it goes. False where it is no longer wanted. */
  async #report(target: Position): Promise<boolean> {
    const { pool, context, view, generation } = this.#options
    this.#flushedAt = performance.now()
    const seconds = (this.#flushedAt - this.#begun.at) / 1_000
    const rate = seconds > 0 ? (this.#position - this.#begun.position) / seconds : 0
    const updated = await pool.query(
      `update millrace.view_rebuilds set target = $4, rate = $5
       where context = $1 and name = $2 and generation = $3 and state = 'running'`,
      [context, view.name, generation, target, rate],
    )
    if (updated.rowCount === 0) this.#halted = true
    return !this.#halted
  }

  async #takeOver(): Promise<RebuildResult> {
    for (let attempt = 1; ; attempt++) {
      if (this.#halted || !(await this.#wanted())) return 'halted'
      const result = await this.#options.turns.run(() => this.#swap())
      if (result === 'swapped') return 'done'
      if (result === 'not-now' && attempt >= swapAttemptsMax)
        throw new Error(`readers of ${this.#options.view.name} left no moment for the swap`)
      if (result === 'not-now') await new Promise((resolve) => setTimeout(resolve, swapRetryMs))
    }
  }

  async #swap(): Promise<'swapped' | 'behind' | 'not-now'> {
    const { pool, context, log, view, generation } = this.#options
    if (!(await this.#scanTo(await this.#target()))) return 'not-now'
    const position = this.#position
    const swap = { pool, context, log: log.name, view, generation, position }
    return (await swapGenerations(swap)).kind
  }

  async #wanted(): Promise<boolean> {
    const { pool, context, log, view, generation } = this.#options
    const rebuild = await readRebuild(pool, context, log.name, view.name)
    return rebuild?.state === 'running' && rebuild.generation === generation
  }
}

/** The view's code fails on an event of the log. */
class RebuildFault extends Error {}
