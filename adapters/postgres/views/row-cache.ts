import { FamiliarMap } from '../../../kernel/familiar-map.ts'
import type { ViewRow } from '../../../kernel/view.ts'

/** Rows that were written lately; those that were written once go first, then those written longest ago. */
export class RowCache<Row extends object> {
  readonly #rows: FamiliarMap<string, ViewRow<Row>>

  constructor(rowsMax: number) {
    this.#rows = new FamiliarMap(rowsMax)
  }

  get(key: string): ViewRow<Row> | undefined {
    return this.#rows.get(key)
  }

  /** Most rows that are new are never met again; one that was there before comes again. */
  put(row: ViewRow<Row>, isNew: boolean): void {
    if (isNew) this.#rows.set(row.key, row)
    else this.#rows.setFamiliar(row.key, row)
  }

  clear(): void {
    this.#rows.clear()
  }
}
