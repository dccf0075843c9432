import type { Pool, PoolClient } from 'pg'
import { logSchema, migrate, migrateKeys } from '../migrate.ts'
import { verifyLogWithin } from '../verify-log.ts'
import {
  ArchiveRefused,
  damaged,
  tableTitle,
  type ArchivedLog,
  type ArchiveHeader,
  type TableCount,
  type TableLine,
} from './archive-format.ts'
import { refuseNewerArchive } from './archived-levels.ts'
import { copyLine } from './archived-rows.ts'
import {
  keyTables,
  logTables,
  placeOf,
  platformTables,
  type ColumnKind,
} from './archived-tables.ts'
import { CopyInto } from './copy-into.ts'
import { refuseLived } from './empty-installation.ts'
import type { ArchiveProgress } from './export-installation.ts'
import { awaitKeys, keysWaitingIn, takeKeys } from './import-keys.ts'
import { readArchive } from './read-archive.ts'

export interface ImportOptions {
  readonly pool: Pool
  /** Of the database of keys. */
  readonly keysPool: Pool
  /** The logs that this program knows. */
  readonly logs: readonly string[]
  readonly file: string
  readonly onProgress?: (progress: ArchiveProgress) => void
}

export interface ImportedArchive {
  readonly header: ArchiveHeader
  readonly tables: readonly TableCount[]
}

/**
 * Fills an empty installation from an archive, all of it or nothing: the archive is read through first, then loaded,
 * each log is verified, and only then committed. Throws `ArchiveRefused`, or `UnknownMigration` where the
 * installation itself is of a newer Millrace.
 *
 *   read through --> migrate --> begin (keys, main) --> load --> verify --> commit keys --> commit main
 *        |                                                |         |
 *     not whole, newer                              not empty    not as it was written: nothing is changed
 */
export const importInstallation = async (options: ImportOptions): Promise<ImportedArchive> => {
  const { pool, keysPool, logs, file } = options
  const archive = await readThrough(file, logs)
  await refuseLived(pool, logs)
  await migrate(pool, logs)
  await migrateKeys(keysPool)
  const main = await pool.connect()
  const keys = await keysPool.connect()
  let broken = true
  try {
    await Promise.all([begin(main), begin(keys)])
    await takePlace(main, logs)
    await awaitKeys(keys)
    await load(main, keys, archive, options)
    await finish(main, archive.header)
    await takeKeys(keys)
    await keys.query('commit')
    await main.query('commit')
    broken = false
    return archive
  } finally {
    // Ends what is not committed with the connection: it may be in the middle of a copy.
    main.release(broken)
    keys.release(broken)
  }
}

const readThrough = async (
  file: string,
  logs: readonly string[],
): Promise<ImportedArchive & { readonly sha256: string }> => {
  let header: ArchiveHeader | undefined
  for await (const part of readArchive(file)) {
    if (part.kind === 'header') await refuseNewerArchive((header = part.header), logs)
    if (part.kind === 'end' && header) return { header, tables: part.tables, sha256: part.sha256 }
  }
  throw damaged(file)
}

const begin = async (client: PoolClient): Promise<void> => {
  await client.query('begin')
  await client.query(
    'set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0',
  )
}

/** Nobody writes meanwhile, and what an unused installation has of its own makes room. */
const takePlace = async (client: PoolClient, logs: readonly string[]): Promise<void> => {
  for (const log of logs)
    await client.query(`lock table ${logSchema(log)}.log in access exclusive mode`)
  await refuseLived(client, logs)
  await client.query(`delete from millrace.checkpoints where consumer not like 'view/%'`)
}

const load = async (
  main: PoolClient,
  keys: PoolClient,
  archive: { readonly sha256: string },
  { file, logs, onProgress }: ImportOptions,
): Promise<void> => {
  let table: Loading | undefined
  for await (const part of readArchive(file)) {
    if (part.kind === 'rows') {
      await table?.add(part.lines)
      onProgress?.({ table: table?.title ?? '', rows: table?.rows ?? 0, done: false })
      continue
    }
    await table?.end()
    if (table) onProgress?.({ table: table.title, rows: table.rows, done: true })
    table = undefined
    if (part.kind === 'table') {
      const { place, columns } = placeFor(part.table, logs)
      const client = place.startsWith('archived_') ? keys : main
      if (['log', 'epochs'].includes(part.table.table)) await client.query(`delete from ${place}`)
      table = new Loading(client, place, columns, part.table, file)
    }
    // It was exchanged for another one, whole as well, while it was read.
    if (part.kind === 'end' && part.sha256 !== archive.sha256) throw damaged(file)
  }
}

/** Names of an archive never become part of SQL: they are looked up. */
const placeFor = (
  { table, log, columns }: TableLine,
  logs: readonly string[],
): { readonly place: string; readonly columns: readonly [string, ColumnKind][] } => {
  const ofLog = log !== undefined && logs.includes(log)
  const archived = (ofLog ? logTables : platformTables).find((known) => known.table === table)
  const ofKeys = log === undefined ? keyTables.find((known) => known.table === table) : undefined
  const kinds = new Map(Object.entries((archived ?? ofKeys)?.columns ?? {}))
  const known = columns.flatMap((column): [string, ColumnKind][] => {
    const kind = kinds.get(column)
    return kind ? [[column, kind]] : []
  })
  if (known.length === 0 || known.length < columns.length || (log !== undefined && !ofLog))
    throw new ArchiveRefused(
      `the archive holds ${tableTitle({ table, ...(log === undefined ? {} : { log }) })} (${columns.join(', ')}), which this program has no place for`,
    )
  return { place: archived ? placeOf(archived, log) : keysWaitingIn(table), columns: known }
}

/** A table that is being loaded. */
class Loading {
  readonly title: string
  rows = 0
  readonly #kinds: readonly ColumnKind[]
  readonly #copy: CopyInto
  readonly #file: string

  constructor(
    client: PoolClient,
    place: string,
    columns: readonly (readonly [string, ColumnKind])[],
    line: TableLine,
    file: string,
  ) {
    this.title = tableTitle(line)
    this.#kinds = columns.map(([, kind]) => kind)
    this.#copy = new CopyInto(
      client,
      place,
      columns.map(([name]) => name),
    )
    this.#file = file
  }

  async add(lines: readonly string[]): Promise<void> {
    let text = ''
    for (const line of lines) {
      const row = copyLine(this.#kinds, line)
      if (row === undefined) throw damaged(this.#file)
      text += row
    }
    this.rows += lines.length
    await this.#copy.write(text)
  }

  end(): Promise<void> {
    return this.#copy.end()
  }
}

/** What follows from the rows, and whether they are what was written. */
const finish = async (client: PoolClient, { logs }: ArchiveHeader): Promise<void> => {
  for (const log of logs) {
    const schema = logSchema(log.name)
    await client.query(
      `insert into ${schema}.streams (stream, version)
       select stream, max(version) from ${schema}.events group by stream`,
    )
    for (const table of ['streams', 'events', 'batches', 'outcomes'])
      await client.query(`analyze ${schema}.${table}`)
    await refuseFalse(client, log)
  }
}

const refuseFalse = async (client: PoolClient, log: ArchivedLog): Promise<void> => {
  const verdict = await verifyLogWithin(client, log.name, [log])
  const [problem] = verdict.problems
  if (problem)
    throw new ArchiveRefused(
      `the log ${log.name} in the archive is not as it was written: ${problem.what}`,
    )
  if (verdict.position !== log.position)
    throw new ArchiveRefused(
      `the log ${log.name} should end at ${log.position} and ends at ${verdict.position}`,
    )
}
