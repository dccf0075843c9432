/**
 * An installation in one file: gzip over lines of JSON.
 *
 *   {"millrace":"archive","format":1,...}                       what it is, and where each log ends
 *   {"table":"events","log":"payments","columns":[...]}         then one array per row, JSON of the log as a string
 *   ...
 *   {"tables":[{"table":"events","rows":12,"sha256":"..."}]}    the digest is over the table's rows
 *   {"end":"..."}                                               SHA-256 over everything before this line
 *
 * Gzip and not something quicker, because every machine can look into it, in ten years too.
 */
export const archiveFormat = 1

/** The file is no archive, or not whole, or the installation cannot take it. The message is for the operator. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused'
}

export interface ArchivedLog {
  readonly name: string
  readonly position: number
  /** Of the last batch, hexadecimal. */
  readonly hash: string
  readonly epoch: number
}

/** A step of the ledger: which shape the rows have. */
export interface ArchivedMigration {
  readonly scope: string
  readonly number: number
  readonly name: string
  readonly checksum: string
}

export interface ArchiveHeader {
  readonly millrace: 'archive'
  readonly format: number
  /** Version of the program that wrote it. */
  readonly product: string
  /** ISO 8601. */
  readonly at: string
  readonly logs: readonly ArchivedLog[]
  readonly migrations: readonly ArchivedMigration[]
}

export interface TableLine {
  readonly table: string
  /** For a table that every log has. */
  readonly log?: string
  readonly columns: readonly string[]
}

export interface TableCount extends Omit<TableLine, 'columns'> {
  readonly rows: number
  /** Over the lines of its rows, hexadecimal: the same content has the same digest wherever it lies. */
  readonly sha256: string
}

/** `payments events`, `subject_keys`: for people. */
export const tableTitle = ({ table, log }: Omit<TableLine, 'columns'>): string =>
  log === undefined ? table : `${log} ${table}`

/** The first line. Throws `ArchiveRefused` that names both formats where a newer release wrote it. */
export const readHeader = (line: string, file: string): ArchiveHeader => {
  const header = parseLine(line) as Partial<ArchiveHeader> | undefined
  if (header?.millrace !== 'archive' || typeof header.format !== 'number')
    throw new ArchiveRefused(`${file} is no archive of Millrace`)
  if (header.format > archiveFormat)
    throw new ArchiveRefused(
      `${file} has format ${header.format}, written by Millrace ${header.product ?? ''}; this program reads formats up to ${archiveFormat}`,
    )
  if (!Array.isArray(header.logs) || !Array.isArray(header.migrations)) throw damaged(file)
  return header as ArchiveHeader
}

/** A line that begins with `{`, behind the first one. */
export const readMark = (
  line: string,
  file: string,
): TableLine | { readonly tables: readonly TableCount[] } | { readonly end: string } => {
  const mark = parseLine(line) as object | undefined
  if (mark && 'table' in mark) return mark as TableLine
  if (mark && 'tables' in mark) return mark as { tables: TableCount[] }
  if (mark && 'end' in mark) return mark as { end: string }
  throw damaged(file)
}

export const damaged = (file: string): ArchiveRefused =>
  new ArchiveRefused(`${file} is not whole: it was cut short, or altered, after it was written`)

const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
