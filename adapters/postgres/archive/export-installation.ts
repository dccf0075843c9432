import { createHash } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { Instant } from '../../../kernel/clock.ts'
import { copyRowReader } from '../copy-rows.ts'
import { logSchema } from '../migrate.ts'
import { writeArchive } from './archive-file.ts'
import {
  archiveFormat,
  tableTitle,
  type ArchivedLog,
  type ArchiveHeader,
  type TableCount,
} from './archive-format.ts'
import { appliedMigrations, refuseOtherLevels } from './archived-levels.ts'
import { rowLine } from './archived-rows.ts'
import {
  keyTables,
  logTables,
  placeOf,
  platformTables,
  selectRows,
  type ArchivedTable,
} from './archived-tables.ts'

/** Rows of a table that have been moved so far. */
export interface ArchiveProgress {
  /** `payments events`, for people. */
  readonly table: string
  readonly rows: number
  /** Whether these are all. */
  readonly done: boolean
}

export interface ExportOptions {
  readonly pool: Pool
  /** Of the database of keys. */
  readonly keysPool: Pool
  readonly logs: readonly string[]
  /** Must not exist. */
  readonly file: string
  /** Version of this program. */
  readonly product: string
  readonly now: Instant
  readonly onProgress?: (progress: ArchiveProgress) => void
}

export interface ExportedArchive {
  readonly header: ArchiveHeader
  readonly tables: readonly TableCount[]
  /** Of the file. */
  readonly bytes: number
}

/**
 * Writes a whole installation into a file, beside whatever is running on it: each database as it stood at one
 * moment. Keys of persons stay wrapped by the master key. Throws `ArchiveRefused`.
 */
export const exportInstallation = async (options: ExportOptions): Promise<ExportedArchive> => {
  const { pool, keysPool, file } = options
  const main = await pool.connect()
  const keys = await keysPool.connect()
  let broken = true
  try {
    // The keys are looked at last: whatever key the events need was made before them.
    const migrations = [...(await openSnapshot(main)), ...(await openSnapshot(keys))]
    await refuseOtherLevels(migrations, options.logs)
    const logs = await readLogs(main, options.logs)
    const header: ArchiveHeader = {
      millrace: 'archive',
      format: archiveFormat,
      product: options.product,
      at: new Date(options.now).toISOString(),
      logs,
      migrations: migrations.filter(({ scope }) => isMoved(scope, options.logs)),
    }
    const tables: TableCount[] = []
    const bytes = await writeArchive(file, contentOf(header, main, keys, tables, options))
    await Promise.all([main.query('commit'), keys.query('commit')])
    broken = false
    return { header, tables, bytes }
  } finally {
    // A copy may still be under way on a connection that was left early.
    main.release(broken)
    keys.release(broken)
  }
}

/** From here on the connection sees its database as it is now. */
const openSnapshot = async (client: PoolClient) => {
  await client.query('begin transaction isolation level repeatable read read only')
  await client.query(
    'set local idle_in_transaction_session_timeout = 0; set local statement_timeout = 0',
  )
  return appliedMigrations(client)
}

const isMoved = (scope: string, logs: readonly string[]): boolean =>
  scope === 'millrace' || scope === 'keys' || logs.some((log) => scope === `log ${log}`)

const readLogs = (client: PoolClient, logs: readonly string[]): Promise<ArchivedLog[]> =>
  logs.reduce<Promise<ArchivedLog[]>>(async (before, name) => {
    const read = await before
    const { rows } = await client.query<{ position: string; hash: Buffer; epoch: number }>(
      `select position, hash, epoch from ${logSchema(name)}.log`,
    )
    const [row] = rows
    if (!row) throw new Error(`the log ${name} has no counter row`)
    const { position, hash, epoch } = row
    return [...read, { name, position: Number(position), hash: hash.toString('hex'), epoch }]
  }, Promise.resolve([]))

async function* contentOf(
  header: ArchiveHeader,
  main: PoolClient,
  keys: PoolClient,
  tables: TableCount[],
  { logs, onProgress }: ExportOptions,
): AsyncGenerator<Buffer> {
  const digest = createHash('sha256')
  const hashed = (text: string): Buffer => {
    const bytes = Buffer.from(text)
    digest.update(bytes)
    return bytes
  }
  yield hashed(`${JSON.stringify(header)}\n`)
  for (const { client, archived, place, log } of movedTables(main, keys, logs)) {
    const { table, columns } = archived
    const title = { table, ...(log === undefined ? {} : { log }) }
    yield hashed(`${JSON.stringify({ ...title, columns: Object.keys(columns) })}\n`)
    const rowsDigest = createHash('sha256')
    let rows = 0
    for await (const lines of rowLines(client, archived, place)) {
      rows += lines.length
      const bytes = hashed(lines.join(''))
      rowsDigest.update(bytes)
      onProgress?.({ table: tableTitle(title), rows, done: false })
      yield bytes
    }
    tables.push({ ...title, rows, sha256: rowsDigest.digest('hex') })
    onProgress?.({ table: tableTitle(title), rows, done: true })
  }
  yield hashed(`${JSON.stringify({ tables })}\n`)
  yield Buffer.from(`${JSON.stringify({ end: digest.digest('hex') })}\n`)
}

interface MovedTable {
  readonly client: PoolClient
  readonly archived: ArchivedTable
  readonly place: string
  readonly log?: string
}

const movedTables = (main: PoolClient, keys: PoolClient, logs: readonly string[]): MovedTable[] => [
  ...logs.flatMap((log) =>
    logTables.map((archived) => ({ client: main, archived, place: placeOf(archived, log), log })),
  ),
  ...platformTables.map((archived) => ({
    client: main,
    archived,
    place: placeOf(archived, undefined),
  })),
  ...keyTables.map((archived) => ({ client: keys, archived, place: `vault.${archived.table}` })),
]

/** Lines of a table, those of one chunk of the network together. */
async function* rowLines(
  client: PoolClient,
  archived: ArchivedTable,
  place: string,
): AsyncGenerator<readonly string[]> {
  const kinds = Object.values(archived.columns)
  let lines: string[] = []
  const read = copyRowReader(kinds.length, (chunk, starts, ends) =>
    lines.push(rowLine(kinds, chunk, starts, ends)),
  )
  const select = selectRows(archived, place)
  const stream = client.query(copyTo(`copy (${select}) to stdout (format binary)`))
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    read(chunk)
    if (lines.length > 0) yield lines
    lines = []
  }
}
