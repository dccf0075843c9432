import type pg from 'pg'
import type { Position } from '../../../kernel/message.ts'
import type { ViewRow } from '../../../kernel/view.ts'
import { transaction } from '../transaction.ts'
import type { ViewTable } from './table.ts'

export interface WriteBehindOptions {
  readonly pool: pg.Pool
  readonly table: ViewTable
  readonly rowsHeldMax: number
  readonly flushRowsMax: number
}

/** One row in memory. */
interface Held<Row extends object> {
  row: ViewRow<Row>
  /** The table does not have it. */
  isNew: boolean
  /** The table does not have it as it is now. */
  isChanged: boolean
}

/**
 * Rows of a rebuild in memory: those that changed since the last flush, those that are being written while
 * the fold goes on, and as many others as there is room for. A row that is in none of them may be in the table.
 */
export class WriteBehind<Row extends object> {
  readonly table: ViewTable
  readonly #options: WriteBehindOptions
  readonly #held = new Map<string, Held<Row>>()
  #changed: Held<Row>[] = []
  #written: Position = 0
  #writing: Promise<void> = Promise.resolve()
  #mayLackRows = false

  constructor(options: WriteBehindOptions) {
    this.#options = options
    this.table = options.table
  }

  startAt(position: Position): void {
    this.#written = position
    this.#mayLackRows = position > 0
  }

  /** Whether a key that is not held may yet have a row. */
  get mayLackRows(): boolean {
    return this.#mayLackRows
  }

  get full(): boolean {
    return this.#changed.length >= this.#options.flushRowsMax
  }

  get(key: string): ViewRow<Row> | undefined {
    return this.#held.get(key)?.row
  }

  async load(keys: ReadonlySet<string>): Promise<void> {
    const missing = [...keys].filter((key) => !this.#held.has(key))
    if (missing.length === 0) return
    for (const row of await this.table.load<Row>(this.#options.pool, missing))
      this.#held.set(row.key, { row, isNew: false, isChanged: false })
  }

  put(rows: ReadonlyMap<string, ViewRow<Row>>): void {
    for (const [key, row] of rows) {
      const held = this.#held.get(key)
      if (!held) {
        const added = { row, isNew: true, isChanged: true }
        this.#held.set(key, added)
        this.#changed.push(added)
        continue
      }
      held.row = row
      if (held.isChanged) continue
      held.isChanged = true
      this.#changed.push(held)
    }
  }

  /** Writes what changed up to `position` while the fold goes on; waits only for the flush before this one. */
  async flushInBackground(position: Position): Promise<void> {
    await this.#writing
    this.#evict()
    const added: ViewRow<Row>[] = []
    const changed: ViewRow<Row>[] = []
    for (const held of this.#changed) {
      if (held.isNew) added.push(held.row)
      else changed.push(held.row)
      held.isNew = false
      held.isChanged = false
    }
    const from = this.#written
    this.#changed = []
    this.#written = position
    this.#writing = this.#write(from, position, added, changed)
    // Whoever flushes next hears of a failure.
    this.#writing.catch(() => undefined)
  }

  async flush(position: Position): Promise<void> {
    if (position > this.#written) await this.flushInBackground(position)
    await this.#writing
  }

  async #write(
    from: Position,
    to: Position,
    added: readonly ViewRow<Row>[],
    changed: readonly ViewRow<Row>[],
  ): Promise<void> {
    await transaction(this.#options.pool, async (client) => {
      // The checkpoint first: another process that has this rebuild is found out before anything is written.
      const moved = await this.table.write(client, from, to, changed)
      if (!moved)
        throw new Error(`another process has taken over the rebuild in ${this.table.place.table}`)
      if (added.length > 0) await this.table.insert(client, added)
    })
  }

  /**
   * Lets go of the oldest rows that the table has too, down to half, so that it happens rarely. Never while a
   * batch is being folded: what it had found held would be gone.
   */
  #evict(): void {
    const { rowsHeldMax } = this.#options
    if (this.#held.size <= rowsHeldMax) return
    this.#mayLackRows = true
    for (const [key, { isChanged }] of this.#held) {
      if (this.#held.size <= rowsHeldMax / 2) return
      if (!isChanged) this.#held.delete(key)
    }
  }
}
