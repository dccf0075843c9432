/**
 * One-dimensional arrays in PostgreSQL's binary format, as Buffers: `pg` sends a Buffer as a binary
 * parameter, so neither side quotes or parses text. An append carries a dozen such arrays, and the
 * quoting of JSON inside array literals was its largest cost.
 *
 * Format (src/backend/utils/adt/arrayfuncs.c, array_recv): dimensions, null flag, element type,
 * then length and lower bound of the dimension, then each element as length and bytes; -1 for null.
 */
const header = (elementType: number, length: number, bodyBytes: number): Buffer => {
  const buffer = Buffer.allocUnsafe((length === 0 ? 12 : 20) + bodyBytes)
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(1, 4)
  buffer.writeInt32BE(elementType, 8)
  if (length === 0) return buffer
  buffer.writeInt32BE(length, 12)
  buffer.writeInt32BE(1, 16)
  return buffer
}

const fixed = <Value>(
  elementType: number,
  width: number,
  write: (buffer: Buffer, value: Value, offset: number) => void,
) => {
  return (values: readonly (Value | null)[]): Buffer => {
    const present = values.reduce((count: number, value) => (value === null ? count : count + 1), 0)
    const buffer = header(elementType, values.length, values.length * 4 + present * width)
    let offset = 20
    for (const value of values) {
      buffer.writeInt32BE(value === null ? -1 : width, offset)
      offset += 4
      if (value === null) continue
      write(buffer, value, offset)
      offset += width
    }
    return buffer
  }
}

const textual = (elementType: number) => {
  return (values: readonly (string | null)[]): Buffer => {
    let bytes = 0
    for (const value of values) bytes += value === null ? 4 : 4 + Buffer.byteLength(value)
    const buffer = header(elementType, values.length, bytes)
    let offset = 20
    for (const value of values) {
      const written = value === null ? -1 : buffer.write(value, offset + 4)
      buffer.writeInt32BE(written, offset)
      offset += 4 + Math.max(written, 0)
    }
    return buffer
  }
}

/** `text[]` */
export const textArray = textual(25)
/** `json[]`: the server checks that each element is JSON. */
export const jsonArray = textual(114)
/** `int4[]` */
export const int4Array = fixed<number>(23, 4, (buffer, value, offset) =>
  buffer.writeInt32BE(value, offset),
)
/** `int8[]`, from numbers that are safe integers. */
export const int8Array = fixed<number>(20, 8, (buffer, value, offset) => {
  const high = Math.floor(value / 0x1_0000_0000)
  buffer.writeInt32BE(high, offset)
  buffer.writeUInt32BE(value - high * 0x1_0000_0000, offset + 4)
})
/** `bool[]` */
export const boolArray = fixed<boolean>(16, 1, (buffer, value, offset) =>
  buffer.writeUInt8(value ? 1 : 0, offset),
)
/** `uuid[]`, from canonical text. Anything else would leave what the memory held before in the id. */
export const uuidArray = fixed<string>(2950, 16, (buffer, value, offset) => {
  if (value.length !== 36 || buffer.write(value.replaceAll('-', ''), offset, 16, 'hex') !== 16)
    throw new RangeError(`${value} is not a UUID`)
})
/** `bytea[]`, from texts with a character for each byte. */
export const bytesArray = (values: readonly string[]): Buffer => {
  const bytes = values.reduce((sum, value) => sum + 4 + value.length, 0)
  const buffer = header(17, values.length, bytes)
  let offset = 20
  for (const value of values) {
    buffer.writeInt32BE(value.length, offset)
    buffer.write(value, offset + 4, 'latin1')
    offset += 4 + value.length
  }
  return buffer
}
