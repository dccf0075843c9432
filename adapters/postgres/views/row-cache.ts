import type { ViewRow } from '../../../kernel/view.ts'

/** Rows that are held at the most, however small they are. */
const rowsMax = 12_000
/** One of so many is measured: what a row weighs differs from view to view and hardly within one. */
const measuredEach = 64

/** Rows that were written lately, of about so many characters in all; those that were written longest ago go first. */
export class RowCache<Row extends object> {
  readonly #charactersMax: number
  readonly #rows = new Map<string, ViewRow<Row>>()
  /** Kept from one eviction to the next, as in `BoundedMap`: all that is held stands behind it. */
  readonly #oldest = this.#rows.keys()
  #puts = 0
  #average = 0
  #rowsMax = rowsMax

  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax
  }

  get size(): number {
    return this.#rows.size
  }

  get(key: string): ViewRow<Row> | undefined {
    return this.#rows.get(key)
  }

  put(row: ViewRow<Row>): void {
    if (this.#puts++ % measuredEach === 0) this.#measure(row)
    this.#rows.delete(row.key)
    this.#rows.set(row.key, row)
    while (this.#rows.size > this.#rowsMax) {
      const { value: oldest, done } = this.#oldest.next()
      // There is always one: what has just been put stands behind it.
      if (done === true) return
      this.#rows.delete(oldest)
    }
  }

  clear(): void {
    this.#rows.clear()
  }

  #measure({ row }: ViewRow<Row>): void {
    const { length } = JSON.stringify(row)
    this.#average = this.#average === 0 ? length : this.#average + (length - this.#average) / 8
    const fitting = Math.floor(this.#charactersMax / this.#average)
    this.#rowsMax = Math.max(1, Math.min(rowsMax, fitting))
  }
}
