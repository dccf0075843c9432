import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import {
  ArchiveRefused,
  damaged,
  readHeader,
  readMark,
  tableTitle,
  type ArchiveHeader,
  type TableCount,
  type TableLine,
} from './archive-format.ts'

/** What an archive consists of, in its order. Only behind `end` is anything in it to be believed. */
export type ArchivePart =
  | { readonly kind: 'header'; readonly header: ArchiveHeader }
  | { readonly kind: 'table'; readonly table: TableLine }
  | { readonly kind: 'rows'; readonly lines: readonly string[] }
  | { readonly kind: 'end'; readonly tables: readonly TableCount[]; readonly sha256: string }

/** Beyond this a line is no row that PostgreSQL gave, and would only fill the memory. */
const lineBytesMax = 256 * 1024 * 1024

/** Reads an archive in flat memory. Throws `ArchiveRefused` at the latest where it ends, if it is not whole. */
export async function* readArchive(file: string): AsyncGenerator<ArchivePart> {
  const reading = new Reading(file)
  for await (const lines of linesOf(file)) {
    yield* reading.parts(lines)
  }
  reading.finish()
}

class Reading {
  readonly #file: string
  readonly #digest: Hash = createHash('sha256')
  readonly #counts: { title: string; rows: number }[] = []
  #header = false
  #tables: readonly TableCount[] | undefined
  #ended = false

  constructor(file: string) {
    this.#file = file
  }

  /** Rows of one chunk go together. */
  *parts(lines: readonly Buffer[]): Generator<ArchivePart> {
    let rows: string[] = []
    for (const bytes of lines) {
      if (this.#ended) throw damaged(this.#file)
      const line = bytes.toString('utf8')
      if (bytes[0] === openBracket) {
        rows.push(this.#row(bytes, line))
        continue
      }
      if (rows.length > 0) yield { kind: 'rows', lines: rows }
      rows = []
      const part = this.#header ? this.#mark(bytes, line) : this.#first(bytes, line)
      if (part) yield part
    }
    if (rows.length > 0) yield { kind: 'rows', lines: rows }
  }

  finish(): void {
    if (!this.#ended) throw damaged(this.#file)
  }

  #first(bytes: Buffer, line: string): ArchivePart {
    const header = readHeader(line, this.#file)
    this.#header = true
    this.#digest.update(bytes)
    return { kind: 'header', header }
  }

  #row(bytes: Buffer, line: string): string {
    const count = this.#counts.at(-1)
    if (!count || this.#tables) throw damaged(this.#file)
    count.rows++
    this.#digest.update(bytes)
    return line
  }

  #mark(bytes: Buffer, line: string): ArchivePart | undefined {
    const mark = readMark(line, this.#file)
    if ('end' in mark) return this.#end(mark.end)
    this.#digest.update(bytes)
    if ('table' in mark) {
      this.#counts.push({ title: tableTitle(mark), rows: 0 })
      return { kind: 'table', table: mark }
    }
    this.#tables = mark.tables
    return undefined
  }

  #end(sha256: string): ArchivePart {
    const tables = this.#tables
    const told = tables?.map((table) => ({ title: tableTitle(table), rows: table.rows }))
    if (!tables || this.#digest.digest('hex') !== sha256) throw damaged(this.#file)
    if (JSON.stringify(told) !== JSON.stringify(this.#counts)) throw damaged(this.#file)
    this.#ended = true
    return { kind: 'end', tables, sha256 }
  }
}

const openBracket = 0x5b
const lineFeed = 0x0a

/** Whole lines with their line feed, those of a chunk together. What is left of a chunk waits for the next one. */
async function* linesOf(file: string): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of unzipped(file)) {
    const lines: Buffer[] = []
    let from = 0
    for (let to = chunk.indexOf(lineFeed); to >= 0; to = chunk.indexOf(lineFeed, from)) {
      const line = chunk.subarray(from, to + 1)
      lines.push(rest.length > 0 ? Buffer.concat([...rest, line]) : line)
      if (rest.length > 0) [rest, restBytes] = [[], 0]
      from = to + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
    restBytes += chunk.length - from
    if (restBytes > lineBytesMax) throw damaged(file)
    if (lines.length > 0) yield lines
  }
  if (restBytes > 0) throw damaged(file)
}

async function* unzipped(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file)
  // Bytes behind the end would otherwise be passed over.
  const gunzip = createGunzip({ chunkSize: 256 * 1024, rejectGarbageAfterEnd: true })
  source.on('error', (error) => gunzip.destroy(error))
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<Buffer>) yield chunk
  } catch (error) {
    throw unreadable(error as NodeJS.ErrnoException, file)
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

const unreadable = (error: NodeJS.ErrnoException, file: string): Error => {
  const code = error.code ?? ''
  if (code === 'Z_DATA_ERROR' && error.message.includes('header check'))
    return new ArchiveRefused(`${file} is no archive of Millrace`)
  if (code.startsWith('Z_') || code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END') return damaged(file)
  return new ArchiveRefused(`${file} cannot be read: ${error.message}`)
}
