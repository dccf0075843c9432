import { BoundedMap } from '../../../kernel/bounded-map.ts'
import type { ViewRow } from '../../../kernel/view.ts'

/** Rows that are held at the most, however small they are. */
const rowsMax = 12_000
/** One of so many that come in is measured, and a change is believed slowly: few rows of a view are unlike the others. */
const measuredEach = 64
const believedAfter = 32
/** A row that is heavier by far, such as the hour of the one account that everything goes over, says little of the rest. */
const heavierMax = 8

/** Rows that were written lately, of about so many characters in all; those that were written longest ago go first. */
export class RowCache<Row extends object> {
  readonly #charactersMax: number
  readonly #rows = new BoundedMap<string, ViewRow<Row>>(rowsMax)
  #came = 0
  #measured = 0
  #average = 0

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
    // What is written again and again is held once, and counts once.
    if (!this.#rows.has(row.key) && this.#came++ % measuredEach === 0) this.#measure(row)
    this.#rows.set(row.key, row)
  }

  clear(): void {
    this.#rows.clear()
  }

  #measure({ row }: ViewRow<Row>): void {
    const { length } = JSON.stringify(row)
    const told = this.#average === 0 ? length : Math.min(length, heavierMax * this.#average)
    this.#measured = Math.min(this.#measured + 1, believedAfter)
    this.#average += (told - this.#average) / this.#measured
    const fitting = Math.floor(this.#charactersMax / this.#average)
    this.#rows.sizeMax = Math.max(1, Math.min(rowsMax, fitting))
  }
}
