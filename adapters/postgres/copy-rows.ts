/**
 * Rows of PostgreSQL's `copy ... to stdout (format binary)`: a signature and a header, then per row a field
 * count, then per field its length and bytes, -1 for null; a field count of -1 ends the stream. Chunks of the
 * network end anywhere, so what is left of a row waits for the next one.
 */
const signatureBytes = 11

/** Called with the chunk and where each field begins and ends in it; a null field has `end` -1. */
export type OnCopyRow = (chunk: Buffer, starts: Int32Array, ends: Int32Array) => void

export const copyRowReader = (fields: number, onRow: OnCopyRow): ((chunk: Buffer) => void) => {
  const starts = new Int32Array(fields)
  const ends = new Int32Array(fields)
  let rest: Buffer | undefined
  let headerRead = false

  const readHeader = (buffer: Buffer): number => {
    if (buffer.length < signatureBytes + 8) return -1
    headerRead = true
    return signatureBytes + 8 + buffer.readInt32BE(signatureBytes + 4)
  }

  /** Where the row that begins at `offset` ends; -1 if it is not whole, -2 at the end of the stream. */
  const readRow = (buffer: Buffer, offset: number): number => {
    if (offset + 2 > buffer.length) return -1
    if (buffer.readInt16BE(offset) === -1) return -2
    let at = offset + 2
    for (let field = 0; field < fields; field++) {
      if (at + 4 > buffer.length) return -1
      const length = buffer.readInt32BE(at)
      at += 4
      starts[field] = at
      ends[field] = length < 0 ? -1 : at + length
      if (length > 0) at += length
      if (at > buffer.length) return -1
    }
    return at
  }

  return (chunk) => {
    const buffer = rest ? Buffer.concat([rest, chunk]) : chunk
    rest = undefined
    let offset = headerRead ? 0 : readHeader(buffer)
    if (offset < 0) return void (rest = buffer)
    for (;;) {
      const end = readRow(buffer, offset)
      if (end === -2) return
      if (end === -1)
        return void (rest = offset < buffer.length ? buffer.subarray(offset) : undefined)
      onRow(buffer, starts, ends)
      offset = end
    }
  }
}
