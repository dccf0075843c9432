import type { Pool, QueryConfig } from 'pg'

/** A pool as far as single queries go. */
export type Queries = Pick<Pool, 'query'>

/**
 * The pool's queries, each of which gives up on a server that does not answer: one that is frozen keeps its
 * connections open, and whoever asks over them would wait for ever. For work that somebody waits for; what may
 * rightly take long (a rebuild, an export) goes to the pool itself.
 */
export const boundedQueries = (pool: Queries, timeoutMs = 10_000): Queries => {
  const query = (asked: string | QueryConfig, values?: unknown[]) => {
    const config =
      typeof asked === 'string' ? { text: asked, ...(values ? { values } : {}) } : asked
    // The driver knows this setting of a single query; its types do not.
    return pool.query({ ...config, query_timeout: timeoutMs } as QueryConfig)
  }
  return { query: query as Pool['query'] }
}
