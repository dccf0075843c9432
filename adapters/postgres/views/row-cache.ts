import { BoundedMap } from '../../../kernel/bounded-map.ts'
import type { ViewRow } from '../../../kernel/view.ts'

/** Rows that were written lately; those that were written longest ago go first. */
export class RowCache<Row extends object> {
  readonly #rows: BoundedMap<string, ViewRow<Row>>

  constructor(rowsMax: number) {
    this.#rows = new BoundedMap(rowsMax)
  }

  get(key: string): ViewRow<Row> | undefined {
    return this.#rows.get(key)
  }

  put(row: ViewRow<Row>): void {
    this.#rows.set(row.key, row)
  }

  clear(): void {
    this.#rows.clear()
  }
}
