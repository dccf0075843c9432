import type { PoolClient } from 'pg'
import { CopyInto } from '../archive/copy-into.ts'
import { logSchema } from '../migrate.ts'
import { RestoreRefused } from './restore-refused.ts'
import { rowColumns, type RowTable } from './row-text.ts'

/** Text of a table is loaded in chunks of so many characters: large enough for the server to be busy, small in memory. */
const chunkCharacters = 4_000_000

/** The rows of a log on their way into its tables, in the caller's transaction. */
export class LogRows {
  readonly #client: PoolClient
  readonly #log: string
  readonly #waiting = new Map<RowTable, string[]>()
  #characters = 0
  /** The chunk before, on its way while the next one is made. */
  #loading: Promise<void> = Promise.resolve()

  constructor(client: PoolClient, log: string) {
    this.#client = client
    this.#log = log
  }

  get isFull(): boolean {
    return this.#characters >= chunkCharacters
  }

  add(table: RowTable, row: string): void {
    const rows = this.#waiting.get(table) ?? []
    rows.push(row)
    this.#waiting.set(table, rows)
    this.#characters += row.length
  }

  /** Begins to load what waits, once the chunk before is there; throws what was wrong with that one. */
  async begin(): Promise<void> {
    await this.#loading
    const chunk = [...this.#waiting].map(([table, rows]) => [table, rows.join('')] as const)
    this.#waiting.clear()
    this.#characters = 0
    this.#loading = this.#load(chunk)
    // Heard of at the next call.
    this.#loading.catch(() => undefined)
  }

  /** Throws `RestoreRefused` where the server does not take them, an outcome that is there twice for one. */
  async flush(): Promise<void> {
    await this.begin()
    await this.#loading
  }

  async #load(chunk: readonly (readonly [RowTable, string])[]): Promise<void> {
    for (const [table, text] of chunk) {
      const place = `${logSchema(this.#log)}.${table}`
      const copy = new CopyInto(this.#client, place, rowColumns[table])
      try {
        await copy.write(text)
        await copy.end()
      } catch (error) {
        throw this.#refusal(table, error as Error & { readonly detail?: string })
      }
    }
  }

  #refusal(table: RowTable, error: Error & { code?: string; detail?: string }): Error {
    // Of the data (22) and of what must hold of them (23); anything else is the server's.
    if (!/^2[23]/.test(error.code ?? '')) return error
    return new RestoreRefused(
      `the log ${this.#log}: its ${table.replace('_', ' ')} cannot be stored: ${error.message}` +
        (error.detail ? ` (${error.detail})` : ''),
    )
  }
}
