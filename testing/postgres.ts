import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool, type ClientConfig } from 'pg'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../adapters/postgres/embedded/start-embedded-postgres.ts'

/** A real PostgreSQL server of a test's own, and databases on it. */
export interface TestPostgres {
  readonly server: EmbeddedPostgres
  readonly directory: string
  readonly connection: ClientConfig
  readonly pool: Pool
  /** A new, empty database. */
  createDatabase(name: string): Promise<{ connection: ClientConfig; pool: Pool }>
  /** Stops the server by its own process id and removes its files. */
  stop(): Promise<void>
}

/** Starts a server in a temporary directory. Takes about half a second. */
export const startTestPostgres = async (
  settings: Record<string, string> = {},
): Promise<TestPostgres> => {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-test-'))
  const server = await startEmbeddedPostgres({ directory, settings })
  const { connection } = server
  const pools: Pool[] = []
  const openPool = (config: ClientConfig) => {
    const pool = new Pool({ ...config, max: 8 })
    // Tests stop servers under open connections; the query that was under way reports it.
    pool.on('error', () => undefined)
    pools.push(pool)
    return pool
  }
  const pool = openPool(connection)
  return {
    server,
    directory,
    connection,
    pool,
    createDatabase: async (name) => {
      await pool.query(`create database "${name.replaceAll('"', '')}"`)
      const config = { ...connection, database: name }
      return { connection: config, pool: openPool(config) }
    },
    stop: async () => {
      await Promise.all(pools.map((open) => open.end().catch(() => undefined)))
      await server.stop()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
