import type { ViewRow } from '../../../kernel/view.ts'

/** Rows that were written or loaded lately; the least recently used go first. */
export class RowCache<Row extends object> {
  readonly #rowsMax: number
  readonly #rows = new Map<string, ViewRow<Row>>()

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax
  }

  get(key: string): ViewRow<Row> | undefined {
    const row = this.#rows.get(key)
    if (row) this.put(row)
    return row
  }

  put(row: ViewRow<Row>): void {
    this.#rows.delete(row.key)
    this.#rows.set(row.key, row)
    if (this.#rows.size <= this.#rowsMax) return
    for (const oldest of this.#rows.keys()) {
      this.#rows.delete(oldest)
      break
    }
  }

  clear(): void {
    this.#rows.clear()
  }
}
