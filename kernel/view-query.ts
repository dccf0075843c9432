import { decodeCursor, encodeCursor } from './cursor.ts'
import { canonicalJson, type Json } from './json.ts'
import {
  type Filter,
  type FilterValue,
  type IndexedType,
  InvalidQuery,
  pageSizeMax,
  type View,
  type ViewQuery,
} from './view.ts'

/** One condition on one indexed field, its values known to fit the field's type. */
export interface CheckedFilter {
  readonly field: string
  readonly type: IndexedType
  readonly condition:
    | { readonly equals: FilterValue }
    | { readonly in: readonly FilterValue[] }
    | { readonly from?: FilterValue; readonly to?: FilterValue }
}

/** What a page is sorted by: an indexed field, then the key; or the key alone. */
export interface CheckedSort {
  readonly field?: string
  readonly type: IndexedType
  readonly descending: boolean
}

export interface CheckedQuery {
  readonly filters: readonly CheckedFilter[]
  readonly sort: CheckedSort
  readonly limit: number
  /** The last row of the page before; `value` is null where the row has none. */
  readonly after?: { readonly value: FilterValue | null; readonly key: string }
}

// Views of many rows stand side by side where queries are checked.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyView = View<any, any>
// oxlint-disable-next-line typescript/no-explicit-any
type AnyQuery = ViewQuery<any>

const inValuesMax = 1_000

/** Every reader checks queries here, so that all of them accept and refuse the same. Throws `InvalidQuery`. */
export const checkQuery = (view: AnyView, query: AnyQuery): CheckedQuery => {
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > pageSizeMax)
    throw new InvalidQuery('limit', `a page has 1 to ${pageSizeMax} rows`)
  const filters = checkFilter(view, query.filter)
  const sort = checkSort(view, query.sort)
  const after = query.cursor === undefined ? undefined : readCursor(view, query, sort, query.cursor)
  return { filters, sort, limit: query.limit, ...(after ? { after } : {}) }
}

/** The conditions alone, for counting. */
export const checkFilter = (view: AnyView, filter: AnyQuery['filter']): CheckedFilter[] =>
  Object.entries((filter ?? {}) as Readonly<Record<string, Filter | undefined>>).flatMap(
    ([field, wanted]) => {
      if (wanted === undefined) return []
      const type = indexedType(view, field)
      return [{ field, type, condition: checkCondition(field, type, wanted) }]
    },
  )

/** Names the place behind `last` in the order of this query. */
export const cursorAfter = (
  view: AnyView,
  query: AnyQuery,
  last: { readonly key: string; readonly row: object },
): string => {
  const field = query.sort?.field
  const value = field === undefined ? null : valueOf(last.row, field)
  return encodeCursor([orderOf(view, query), value, last.key])
}

/** The value of an indexed field; null where the row has none. */
export const valueOf = (row: object, field: string): FilterValue | null =>
  (row as Readonly<Record<string, FilterValue | null | undefined>>)[field] ?? null

const indexedType = (view: AnyView, field: string): IndexedType => {
  const type = Object.hasOwn(view.indexed, field) ? view.indexed[field] : undefined
  if (!type) throw new InvalidQuery(field, `${view.name} cannot be filtered or sorted by ${field}`)
  return type
}

const checkSort = (view: AnyView, sort: AnyQuery['sort']): CheckedSort => {
  if (!sort) return { type: 'text', descending: false }
  const field: string = sort.field
  const type = indexedType(view, field)
  if (type === 'keyword') throw new InvalidQuery(field, `${view.name} is not sorted by ${field}`)
  return { field, type, descending: sort.direction === 'descending' }
}

const checkCondition = (
  field: string,
  type: IndexedType,
  wanted: Filter,
): CheckedFilter['condition'] => {
  const checked = (value: FilterValue): FilterValue => {
    if (fits(type, value)) return value
    throw new InvalidQuery(field, `${field} is not ${expected[type]}`)
  }
  if (typeof wanted !== 'object') return { equals: checked(wanted) }
  if ('in' in wanted) {
    if (wanted.in.length > inValuesMax)
      throw new InvalidQuery(field, `${field} may be one of ${inValuesMax} values at most`)
    return { in: wanted.in.map(checked) }
  }
  const { from, to } = wanted
  return {
    ...(from === undefined ? {} : { from: checked(from) }),
    ...(to === undefined ? {} : { to: checked(to) }),
  }
}

const expected: Readonly<Record<IndexedType, string>> = {
  key: 'a text',
  text: 'a text',
  keyword: 'a text',
  integer: 'a whole number',
  ordinal: 'a whole number',
  instant: 'an instant in milliseconds',
  amount: 'a whole number of minor units, as text',
  boolean: 'true or false',
}

/** Whether a value may stand in an indexed field of this type. */
export const fits = (type: IndexedType, value: unknown): value is FilterValue => {
  switch (type) {
    case 'key':
    case 'text':
    case 'keyword':
      // PostgreSQL's texts cannot hold the character 0.
      return typeof value === 'string' && !value.includes('\0')
    case 'amount':
      return typeof value === 'string' && /^-?\d{1,40}$/.test(value)
    case 'boolean':
      return typeof value === 'boolean'
    default:
      return Number.isSafeInteger(value)
  }
}

const readCursor = (
  view: AnyView,
  query: AnyQuery,
  sort: CheckedSort,
  cursor: string,
): NonNullable<CheckedQuery['after']> => {
  const place = decodeCursor(cursor)
  const [order, value, key] = Array.isArray(place) ? (place as readonly Json[]) : []
  const wellFormed = typeof key === 'string' && fits('text', key)
  const ofThisType = value === null || (sort.field !== undefined && fits(sort.type, value))
  if (!wellFormed || !ofThisType || order !== orderOf(view, query))
    throw new InvalidQuery('cursor', 'this cursor does not come from this query')
  return { value, key }
}

/** A digest of what the order depends on: a cursor means nothing under another filter or sort. */
const orderOf = (view: AnyView, { filter, sort }: AnyQuery): string => {
  const text = canonicalJson([view.name, filter ?? {}, sort ?? {}])
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  return `${hash.toString(36)}${text.length.toString(36)}`
}
