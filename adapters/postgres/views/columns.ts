import type { IndexedType, View, ViewRow } from '../../../kernel/view.ts'
import { fits, valueOf } from '../../../kernel/view-query.ts'
import { boolArray, int8Array, textArray } from '../binary-array.ts'
import { columnOf } from './names.ts'

/** One indexed field, unless it is the key, and the column that holds a copy of it. */
export interface Column {
  readonly field: string
  readonly type: IndexedType
  readonly name: string
}

/** The type of a column. Texts sort by their bytes: the same everywhere, whatever the locale. */
export const columnTypes: Readonly<Record<IndexedType, string>> = {
  key: 'text collate "C"',
  text: 'text collate "C"',
  keyword: 'text collate "C"',
  integer: 'bigint',
  ordinal: 'bigint',
  instant: 'bigint',
  amount: 'numeric',
  boolean: 'boolean',
}

/** The type under which values are sent: numerics travel as text and are cast by the server. */
export const parameterTypes: Readonly<Record<IndexedType, string>> = {
  key: 'text',
  text: 'text',
  keyword: 'text',
  integer: 'bigint',
  ordinal: 'bigint',
  instant: 'bigint',
  amount: 'text',
  boolean: 'boolean',
}

export const columnsOf = (view: Pick<View, 'indexed'>): readonly Column[] =>
  Object.entries(view.indexed as Readonly<Record<string, IndexedType>>)
    .filter(([, type]) => type !== 'key')
    .map(([field, type]) => ({ field, type, name: columnOf(field) }))
    .toSorted((a, b) => (a.field < b.field ? -1 : 1))

/** The values of one column for many rows, as an array that the server takes without parsing text. */
export const encodeColumn = (column: Column, rows: readonly ViewRow<object>[]): Buffer => {
  const values = rows.map((row) => checkedValue(column, row))
  switch (column.type) {
    case 'boolean':
      return boolArray(values as (boolean | null)[])
    case 'integer':
    case 'ordinal':
    case 'instant':
      return int8Array(values as (number | null)[])
    default:
      return textArray(values as (string | null)[])
  }
}

/** The value of an indexed field; null where the row has none. Throws `UnfitRow`. */
export const checkedValue = ({ field, type }: Column, { key, row }: ViewRow<object>) => {
  const value = valueOf(row, field)
  if (value === null || fits(type, value)) return value
  throw new UnfitRow(`${field} of row ${key} is not of its declared type, ${type}`)
}

/** A row that its own view's declaration does not allow: a mistake in the view's code. */
export class UnfitRow extends Error {}
