import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { ClientBase, Pool } from 'pg'

/** A step forward in the shape of the database. There are no steps back. */
interface Migration {
  readonly number: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

const directory = new URL('./migrations/', import.meta.url)

/** `0001-log.sql` files of a folder, in order. */
const readMigrations = async (folder: URL): Promise<readonly Migration[]> => {
  const names = (await readdir(folder))
    .filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))
    .sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, folder), 'utf8')
      return {
        number: Number.parseInt(name.slice(0, 4), 10),
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      }
    }),
  )
}

const ledger = `
  create schema if not exists millrace;
  create table if not exists millrace.migrations (
    scope text not null,
    number integer not null,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now(),
    primary key (scope, number)
  )`

/** Raised when the database was shaped by a newer Millrace, or by a migration that was changed afterwards. */
export class UnknownMigration extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnknownMigration'
  }
}

/** The schema that holds a log. Names are checked: they become part of SQL text. */
export const logSchema = (log: string): string => {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(log)) throw new Error(`${log} cannot name a log`)
  return `log_${log}`
}

/**
 * Brings the database to the shape that this program needs: the platform's own schema, and one schema per log.
 * Processes that start together take turns. Throws `UnknownMigration`, having changed nothing, when the
 * database is ahead of the program.
 */
export const migrate = (pool: Pool, logs: readonly string[]): Promise<void> =>
  inTurn(pool, async (client) => {
    await applyScope(client, 'millrace', 'millrace', await readMigrations(directory))
    const logMigrations = await readMigrations(new URL('log/', directory))
    for (const log of logs) await applyScope(client, `log ${log}`, logSchema(log), logMigrations)
  })

/** The same for the database of subject keys, which stands apart. */
export const migrateKeys = (pool: Pool): Promise<void> =>
  inTurn(pool, async (client) =>
    applyScope(client, 'keys', 'vault', await readMigrations(new URL('keys/', directory))),
  )

const inTurn = async (pool: Pool, work: (client: ClientBase) => Promise<void>): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('millrace migrations'))`)
    await client.query(ledger)
    await work(client)
  } finally {
    await client.query(`select pg_advisory_unlock_all()`).catch(() => undefined)
    client.release()
  }
}

const applyScope = async (
  client: ClientBase,
  scope: string,
  schema: string,
  migrations: readonly Migration[],
): Promise<void> => {
  const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
    'select number, name, checksum from millrace.migrations where scope = $1 order by number',
    [scope],
  )
  refuseUnknown(scope, rows, migrations)
  for (const migration of migrations.slice(rows.length))
    await apply(client, scope, schema, migration)
}

const refuseUnknown = (
  scope: string,
  applied: readonly { number: number; name: string; checksum: string }[],
  known: readonly Migration[],
): void => {
  applied.forEach(({ number, name, checksum }, index) => {
    const migration = known[index]
    if (!migration)
      throw new UnknownMigration(
        `the database is of a newer Millrace: ${scope} has migration ${name}, this program knows ${known.length}`,
      )
    if (migration.number !== number || migration.checksum !== checksum)
      throw new UnknownMigration(
        `migration ${name} of ${scope} was applied in another form than this program has`,
      )
  })
}

const apply = async (
  client: ClientBase,
  scope: string,
  schema: string,
  migration: Migration,
): Promise<void> => {
  await client.query('begin')
  try {
    await client.query(`create schema if not exists ${schema}`)
    await client.query(`set local search_path to ${schema}`)
    await client.query(migration.sql)
    await client.query(
      'insert into millrace.migrations (scope, number, name, checksum) values ($1, $2, $3, $4)',
      [scope, migration.number, migration.name, migration.checksum],
    )
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
