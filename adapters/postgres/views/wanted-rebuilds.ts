import type { Queryable } from './table.ts'

/** Younger than half of the time after which a view looks again. */
const freshMs = 250

/**
 * Which views are to be built anew: asked once for all views of a process that look within a moment. Each for itself,
 * some forty of them were most of what a process asks its database while nothing happens.
 */
export class WantedRebuilds {
  readonly #client: Queryable
  #asked: Promise<ReadonlyMap<string, number>> | undefined
  #askedAt = -Infinity

  constructor(client: Queryable) {
    this.#client = client
  }

  /** The version that a view is to be built in; undefined where it is not. */
  async version(context: string, view: string): Promise<number | undefined> {
    const now = performance.now()
    if (!this.#asked || now - this.#askedAt > freshMs) {
      this.#askedAt = now
      this.#asked = this.#ask()
      // The next one asks again; whoever waits for this one is told.
      this.#asked.catch(() => {
        this.#asked = undefined
      })
    }
    return (await this.#asked).get(keyOf(context, view))
  }

  async #ask(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#client.query<{ context: string; name: string; version: number }>(
      `select context, name, version from millrace.view_rebuilds where state = 'running'`,
    )
    return new Map(rows.map(({ context, name, version }) => [keyOf(context, name), version]))
  }
}

const keyOf = (context: string, view: string): string => `${context}/${view}`
