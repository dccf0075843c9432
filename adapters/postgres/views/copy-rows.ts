import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { IndexedType, ViewRow } from '../../../kernel/view.ts'
import type { Column } from './columns.ts'
import { checkedValue } from './columns.ts'

const chunkBytes = 1 << 20

/**
 * New rows on their way into a table, in PostgreSQL's binary copy format: a signature, then each row as a
 * field count and each field as its length and bytes, -1 for null. The server parses nothing but JSON.
 */
export const copyRows = async (
  client: pg.PoolClient,
  table: string,
  columns: readonly Column[],
  rows: readonly ViewRow<object>[],
): Promise<void> => {
  const chunks: Buffer[] = []
  const writer = new CopyWriter((chunk) => chunks.push(chunk))
  for (const row of rows) writeRow(writer, columns, row)
  writer.end()
  // Nothing is begun with the server before it is known that every row can be written down.
  const names = ['key', 'position', 'row', ...columns.map(({ name }) => name)]
  const copy = copyFrom(`copy ${table} (${names.join(', ')}) from stdin (format binary)`)
  await pipeline(Readable.from(chunks), client.query(copy))
}

const writeRow = (
  writer: CopyWriter,
  columns: readonly Column[],
  viewRow: ViewRow<object>,
): void => {
  writer.beginRow(3 + columns.length)
  writer.text(viewRow.key)
  writer.integer(viewRow.position)
  writer.text(JSON.stringify(viewRow.row))
  for (const column of columns) {
    const value = checkedValue(column, viewRow)
    if (value === null) writer.none()
    else write[column.type](writer, value)
  }
}

const write: Readonly<
  Record<IndexedType, (writer: CopyWriter, value: string | number | boolean) => void>
> = {
  key: (writer, value) => writer.text(String(value)),
  text: (writer, value) => writer.text(String(value)),
  keyword: (writer, value) => writer.text(String(value)),
  integer: (writer, value) => writer.integer(Number(value)),
  ordinal: (writer, value) => writer.integer(Number(value)),
  instant: (writer, value) => writer.integer(Number(value)),
  amount: (writer, value) => writer.numeric(String(value)),
  boolean: (writer, value) => writer.boolean(value === true),
}

/** Fields one after the other, handed on in chunks. */
class CopyWriter {
  readonly #handOn: (chunk: Buffer) => void
  #buffer = Buffer.allocUnsafe(chunkBytes)
  #length = 0

  constructor(handOn: (chunk: Buffer) => void) {
    this.#handOn = handOn
    this.#length += this.#buffer.write('PGCOPY\n\xff\r\n\0', 0, 'latin1')
    // No flags, and nothing that extends the header.
    this.#buffer.fill(0, this.#length, this.#length + 8)
    this.#length += 8
  }

  beginRow(fields: number): void {
    this.#reserve(2)
    this.#length = this.#buffer.writeInt16BE(fields, this.#length)
  }

  none(): void {
    this.#reserve(4)
    this.#length = this.#buffer.writeInt32BE(-1, this.#length)
  }

  text(value: string): void {
    // No character takes more than three bytes for each of its code units.
    this.#reserve(4 + value.length * 3)
    const bytes = this.#buffer.write(value, this.#length + 4)
    this.#buffer.writeInt32BE(bytes, this.#length)
    this.#length += 4 + bytes
  }

  integer(value: number): void {
    this.#reserve(12)
    const high = Math.floor(value / 0x1_0000_0000)
    this.#buffer.writeInt32BE(8, this.#length)
    this.#buffer.writeInt32BE(high, this.#length + 4)
    this.#buffer.writeUInt32BE(value - high * 0x1_0000_0000, this.#length + 8)
    this.#length += 12
  }

  boolean(value: boolean): void {
    this.#reserve(5)
    this.#buffer.writeInt32BE(1, this.#length)
    this.#buffer.writeUInt8(value ? 1 : 0, this.#length + 4)
    this.#length += 5
  }

  /** A whole number: how many digits of base 10,000, the power of the first, the sign, no decimals. */
  numeric(value: string): void {
    const negative = value.startsWith('-')
    const decimal = value.slice(negative ? 1 : 0).replace(/^0+/, '')
    const whole = decimal.padStart(Math.ceil(decimal.length / 4) * 4, '0')
    const groups = whole.length / 4
    this.#reserve(12 + groups * 2)
    const head = [groups, Math.max(0, groups - 1), negative && groups > 0 ? 0x4000 : 0, 0]
    let at = this.#buffer.writeInt32BE(8 + groups * 2, this.#length)
    for (const part of head) at = this.#buffer.writeInt16BE(part, at)
    for (let index = 0; index < whole.length; index += 4)
      at = this.#buffer.writeInt16BE(Number(whole.slice(index, index + 4)), at)
    this.#length = at
  }

  end(): void {
    this.#reserve(2)
    // No row begins with this many fields.
    this.#length = this.#buffer.writeInt16BE(-1, this.#length)
    this.#flush()
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return
    this.#flush()
    if (bytes > chunkBytes) this.#buffer = Buffer.allocUnsafe(bytes)
  }

  #flush(): void {
    this.#handOn(this.#buffer.subarray(0, this.#length))
    this.#buffer = Buffer.allocUnsafe(chunkBytes)
    this.#length = 0
  }
}
