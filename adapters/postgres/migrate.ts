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
 * database is ahead of the program. `folder` holds the migrations.
 */
export const migrate = (pool: Pool, logs: readonly string[], folder = directory): Promise<void> =>
  inTurn(pool, async (client) => {
    const ofLogs = await readMigrations(new URL('log/', folder))
    await applyScopes(client, [
      { scope: 'millrace', schema: 'millrace', migrations: await readMigrations(folder) },
      ...logs.map((log) => ({
        scope: `log ${log}`,
        schema: logSchema(log),
        migrations: ofLogs,
      })),
    ])
  })

/** The same for the database of subject keys, which stands apart. */
export const migrateKeys = (pool: Pool, folder = directory): Promise<void> =>
  inTurn(pool, async (client) => {
    const migrations = await readMigrations(new URL('keys/', folder))
    await applyScopes(client, [{ scope: 'keys', schema: 'vault', migrations }])
  })

/** A step that this program knows, and of what. */
export interface KnownMigration extends Omit<Migration, 'sql'> {
  /** `millrace`, `log <name>` or `keys`. */
  readonly scope: string
}

/** Every step to the shape that this program needs, over both databases. */
export const knownMigrations = async (
  logs: readonly string[],
): Promise<readonly KnownMigration[]> => {
  const of = async (scope: string, folder: URL) =>
    (await readMigrations(folder)).map(({ number, name, checksum }) => ({
      scope,
      number,
      name,
      checksum,
    }))
  const scopes = [
    of('millrace', directory),
    of('keys', new URL('keys/', directory)),
    ...logs.map((log) => of(`log ${log}`, new URL('log/', directory))),
  ]
  return (await Promise.all(scopes)).flat()
}

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

interface Scope {
  readonly scope: string
  readonly schema: string
  readonly migrations: readonly Migration[]
}

/** All are looked at before the first is touched. */
const applyScopes = async (client: ClientBase, scopes: readonly Scope[]): Promise<void> => {
  const applied: number[] = []
  for (const { scope, migrations } of scopes) {
    const { rows } = await client.query<{ number: number; name: string; checksum: string }>(
      'select number, name, checksum from millrace.migrations where scope = $1 order by number',
      [scope],
    )
    refuseUnknown(scope, rows, migrations)
    applied.push(rows.length)
  }
  for (const [index, { scope, schema, migrations }] of scopes.entries())
    for (const migration of migrations.slice(applied[index]))
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
