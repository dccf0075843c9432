import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { DataDirectoryInUse, lockDataDirectory } from '../adapters/files/data-directory.ts'
import { keepEmbeddedPostgresRunning } from '../adapters/postgres/embedded/keep-running.ts'
import { runningPostgres } from '../adapters/postgres/embedded/running-postgres.ts'
import { openPool } from '../adapters/postgres/open-pool.ts'
import { createKeysDatabase, keysDatabaseName } from '../adapters/postgres/vault-database.ts'
import type { Config } from './config.ts'

/** The databases of an installation, and the directory that holds what does not belong into them. */
export interface Databases {
  readonly directory: string
  readonly connection: pg.ClientConfig
  /** Reads, and ordinary work. Appends and followers have connections of their own. */
  readonly pool: pg.Pool
  /** The keys of personal data: a database of its own, backed up apart. */
  readonly keysPool: pg.Pool
  close(): Promise<void>
}

interface Server {
  readonly connection: pg.ClientConfig
  readonly stop: () => Promise<void>
  /** Puts an error of the first connection into words for the operator. */
  readonly explain?: (error: Error, connection: pg.ClientConfig) => Error
}

/** The PostgreSQL of DATABASE_URL cannot be used. The message says what to do, and not the password. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

/**
 * Opens them for the process that runs the installation. Throws where another one does (`DataDirectoryInUse`),
 * or the database cannot be had (`EmbeddedPostgresError`, `DatabaseUnusable`).
 */
export const openDatabases = async (
  config: Config,
  log: (line: string) => void,
  makesWhatIsMissing = true,
): Promise<Databases> => {
  const lock = await lockDataDirectory(config.dataDirectory)
  try {
    const server = await runServer(config, lock.directory, log)
    const stop = async () => {
      await server.stop()
      await lock.release()
    }
    return await connect(server, lock.directory, stop, makesWhatIsMissing)
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Longer than a start or a stop of the database takes; what is in doubt then is told. */
const besideMsMax = 15_000
const lookAgainMs = 250

/**
 * Opens them beside a process that may be running the installation: a running database is used, and left as it is,
 * whatever release runs it. Makes nothing: where the database of keys is missing, using it fails. Throws as `openDatabases`
 * does; `DataDirectoryInUse` where another process holds the directory and its database stays away.
 */
export const openDatabasesBeside = async (config: Config): Promise<Databases> => {
  const directory = resolve(config.dataDirectory)
  if (config.databaseUrl)
    return connect(givenServer(config.databaseUrl), directory, () => Promise.resolve(), false)
  for (let waitedMs = 0; ; waitedMs += lookAgainMs) {
    try {
      return await openDatabases(config, () => undefined, false)
    } catch (error) {
      if (!(error instanceof DataDirectoryInUse)) throw error
      const connection = await runningPostgres(join(directory, 'postgres'))
      const server = { connection: { ...connection }, stop: () => Promise.resolve() }
      if (connection) return connect(server, directory, server.stop, false)
      if (waitedMs >= besideMsMax) throw error
    }
    await delay(lookAgainMs)
  }
}

const givenServer = (databaseUrl: string): Server => ({
  connection: connectionOf(databaseUrl),
  stop: () => Promise.resolve(),
  explain: explainGiven,
})

const runServer = async (
  config: Config,
  directory: string,
  log: (line: string) => void,
): Promise<Server> => {
  if (config.databaseUrl) return givenServer(config.databaseUrl)
  const embedded = await keepEmbeddedPostgresRunning({
    directory: join(directory, 'postgres'),
    log,
  })
  return { connection: { ...embedded.connection }, stop: () => embedded.stop() }
}

/** The parts of an address, because other databases on the same server are reached with them. */
const connectionOf = (url: string): pg.ClientConfig => {
  const { host, port, user, password, database, ssl } = clientOf(url)
  return {
    host,
    port,
    ...(user ? { user } : {}),
    ...(password ? { password } : {}),
    ...(database ? { database } : {}),
    ...(ssl ? { ssl } : {}),
  }
}

const clientOf = (url: string): pg.Client => {
  try {
    return new pg.Client({ connectionString: url })
  } catch (error) {
    throw new DatabaseUnusable(
      `DATABASE_URL is no address of a database: ${(error as Error).message}. ` +
        'Characters with a meaning in addresses have to be escaped in user name and password (%23 for #).',
    )
  }
}

const connect = async (
  server: Server,
  directory: string,
  stop: () => Promise<void>,
  makesWhatIsMissing: boolean,
): Promise<Databases> => {
  if (makesWhatIsMissing) await mkdir(directory, { recursive: true })
  const { connection } = server
  const pool = poolOn(connection, 10)
  try {
    const database = connection.database ?? 'millrace'
    if (!makesWhatIsMissing) await pool.query('select')
    const keysDatabase = makesWhatIsMissing
      ? await createKeysDatabase(pool, database)
      : keysDatabaseName(database)
    const keysPool = poolOn({ ...connection, database: keysDatabase }, 4)
    return {
      directory,
      connection,
      pool,
      keysPool,
      close: async () => {
        await Promise.all([pool.end(), keysPool.end()])
        await stop()
      },
    }
  } catch (error) {
    await pool.end()
    await server.stop()
    throw server.explain?.(error as Error, connection) ?? error
  }
}

const explainGiven = (
  error: Error & { readonly code?: string },
  { host, port, user = '', database = '' }: pg.ClientConfig,
): Error => {
  const keys = keysDatabaseName(database)
  const reason =
    error.code === '42501'
      ? `the user ${user} may not create the database ${keys}. Create it with that user as its owner, ` +
        'or let the user create databases'
      : error.message || error.code || error.name
  return new DatabaseUnusable(
    `DATABASE_URL cannot be used (${user} at ${host}:${port}, database ${database}): ${reason}.`,
    { cause: error },
  )
}

const poolOn = (connection: pg.ClientConfig, max: number): pg.Pool =>
  openPool({ ...connection, max, connectionTimeoutMillis: 5_000, application_name: 'millrace' })
