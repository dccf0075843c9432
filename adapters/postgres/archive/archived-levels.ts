import type { ClientBase, Pool } from 'pg'
import { knownMigrations } from '../migrate.ts'
import { ArchiveRefused, type ArchivedMigration, type ArchiveHeader } from './archive-format.ts'

/** The ledger of a database; empty where no Millrace ever ran on it. */
export const appliedMigrations = async (
  client: ClientBase | Pool,
): Promise<readonly ArchivedMigration[]> => {
  const { rows } = await client.query<{ exists: boolean }>(
    `select to_regclass('millrace.migrations') is not null as exists`,
  )
  if (!rows[0]?.exists) return []
  const ledger = await client.query<ArchivedMigration>(
    'select scope, number, name, checksum from millrace.migrations order by scope collate "C", number',
  )
  return ledger.rows
}

/** What is exported has the shape that this program knows. Throws `ArchiveRefused` where it is older or newer. */
export const refuseOtherLevels = async (
  applied: readonly ArchivedMigration[],
  logs: readonly string[],
): Promise<void> => {
  if (applied.length === 0)
    throw new ArchiveRefused(
      'there is no installation to export: Millrace never ran on this database',
    )
  const known = await knownMigrations(logs)
  const missing = known.find((migration) => !applied.some((other) => isSame(migration, other)))
  if (missing)
    throw new ArchiveRefused(
      `the database is of an older Millrace: migration ${missing.name} of ${missing.scope} is missing. Start this program on it once, then export`,
    )
  const scopes = new Set(known.map(({ scope }) => scope))
  const unknown = applied.find(
    (migration) => scopes.has(migration.scope) && !known.some((other) => isSame(migration, other)),
  )
  if (unknown)
    throw new ArchiveRefused(
      `the database is of a newer Millrace: it has migration ${unknown.name} of ${unknown.scope}, which this program does not know`,
    )
}

/** Throws `ArchiveRefused` where an archive holds more than this program has a place for. Older shapes fit. */
export const refuseNewerArchive = async (
  { product, migrations, logs: archived }: ArchiveHeader,
  logs: readonly string[],
): Promise<void> => {
  const log = archived.find(({ name }) => !logs.includes(name))
  if (log)
    throw new ArchiveRefused(
      `the archive holds the log ${log.name}, which this program does not have`,
    )
  const known = await knownMigrations(logs)
  for (const migration of migrations) {
    if (known.some((other) => isSame(migration, other))) continue
    const newest = known.findLast(({ scope }) => scope === migration.scope)
    throw new ArchiveRefused(
      newest && migration.number <= newest.number
        ? `the archive has another form of migration ${migration.name} of ${migration.scope} than this program`
        : `the archive is of a newer Millrace (${product}): it has migration ${migration.name} of ${migration.scope}, this program goes up to ${newest?.name ?? 'none'}`,
    )
  }
}

const isSame = (one: ArchivedMigration, other: ArchivedMigration): boolean =>
  one.scope === other.scope && one.number === other.number && one.checksum === other.checksum
