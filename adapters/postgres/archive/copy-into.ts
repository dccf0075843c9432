import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams'

/** Loads rows into one table over `copy`, in flat memory. Whatever the server finds wrong is thrown by the next call. */
export class CopyInto {
  readonly #stream: CopyStreamQuery
  readonly #finished: Promise<void>

  constructor(client: PoolClient, place: string, columns: readonly string[]) {
    this.#stream = client.query(copyFrom(`copy ${place} (${columns.join(', ')}) from stdin`))
    this.#finished = finished(this.#stream)
    this.#finished.catch(() => undefined)
  }

  async write(text: string): Promise<void> {
    if (this.#stream.destroyed) await this.#finished
    if (!this.#stream.write(text)) await Promise.race([once(this.#stream, 'drain'), this.#finished])
  }

  async end(): Promise<void> {
    this.#stream.end()
    await this.#finished
  }
}
