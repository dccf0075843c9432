import type { ColumnKind } from './archived-tables.ts'

/** One row of `copy ... (format binary)` over `selectRows`, as a line of the archive. */
export const rowLine = (
  kinds: readonly ColumnKind[],
  chunk: Buffer,
  starts: Int32Array,
  ends: Int32Array,
): string => {
  let line = '['
  for (let field = 0; field < kinds.length; field++) {
    if (field > 0) line += ','
    const end = ends[field] ?? -1
    const kind = kinds[field]
    if (end < 0) line += 'null'
    else if (kind === 'integer') line += chunk.toString('latin1', starts[field], end)
    else if (kind === 'bytes') line += `"${chunk.toString('hex', starts[field], end)}"`
    else line += JSON.stringify(chunk.toString('utf8', starts[field], end))
  }
  return `${line}]\n`
}

/** A line of the archive as a row of `copy ... (format text)`. Undefined where it does not fit the columns. */
export const copyLine = (kinds: readonly ColumnKind[], line: string): string | undefined => {
  const row = parseRow(line)
  if (!row || row.length !== kinds.length) return undefined
  let text = ''
  for (let field = 0; field < kinds.length; field++) {
    const value = copyField(kinds[field] ?? 'text', row[field])
    if (value === undefined) return undefined
    text += field > 0 ? `\t${value}` : value
  }
  return `${text}\n`
}

const parseRow = (line: string): unknown[] | undefined => {
  try {
    const row: unknown = JSON.parse(line)
    return Array.isArray(row) ? row : undefined
  } catch {
    return undefined
  }
}

const hexadecimal = /^(?:[0-9a-f]{2})*$/
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}

const copyField = (kind: ColumnKind, value: unknown): string | undefined => {
  if (value === null) return '\\N'
  if (typeof value === 'number')
    return kind === 'integer' && Number.isSafeInteger(value) ? String(value) : undefined
  if (typeof value !== 'string' || kind === 'integer') return undefined
  if (kind === 'bytes') return hexadecimal.test(value) ? `\\\\x${value}` : undefined
  return /[\\\t\n\r]/.test(value)
    ? value.replace(/[\\\t\n\r]/g, (sign) => escapes[sign] ?? '')
    : value
}
