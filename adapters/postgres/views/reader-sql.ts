import type { CheckedFilter, CheckedQuery, CheckedSort } from '../../../kernel/view-query.ts'
import { columnTypes, parameterTypes } from './columns.ts'
import { columnOf } from './names.ts'

/** SQL text and its parameters. Values reach the text as numbers of parameters only. */
export class Statement {
  readonly values: unknown[] = []
  /** `$3`, with `value` as the third parameter. */
  readonly parameter = (value: unknown): string => `$${this.values.push(value)}`
}

/** `where ...` for all conditions, or nothing. */
export const whereAll = (conditions: readonly string[]): string =>
  conditions.length > 0 ? ` where ${conditions.join(' and ')}` : ''

/** The conditions that filters stand for. */
export const filterConditions = (
  { parameter }: Statement,
  filters: readonly CheckedFilter[],
): string[] =>
  filters.flatMap(({ field, type, condition }) => {
    const column = type === 'key' ? 'key' : columnOf(field)
    const value = (given: unknown) => `${parameter(given)}::${columnTypes[type]}`
    if ('equals' in condition) return [`${column} = ${value(condition.equals)}`]
    if ('in' in condition) {
      const values = `${parameter(condition.in)}::${parameterTypes[type]}[]`
      const cast = type === 'amount' ? `${values}::numeric[]` : values
      return [`${column} = any(${cast})`]
    }
    return [
      ...(condition.from === undefined ? [] : [`${column} >= ${value(condition.from)}`]),
      ...(condition.to === undefined ? [] : [`${column} < ${value(condition.to)}`]),
    ]
  })

/**
 * A sorted page reads its index in up to two parts, because a comparison with null is never true: rows with
 * a value, and rows without. Rows without one come last, or first when descending.
 */
export type Part = 'valued' | 'missing' | 'all'

export const partsOf = ({ sort, after }: CheckedQuery): readonly Part[] => {
  if (isByKey(sort)) return ['all']
  const parts: readonly Part[] = sort.descending ? ['missing', 'valued'] : ['valued', 'missing']
  if (!after) return parts
  return parts.slice(parts.indexOf(after.value === null ? 'missing' : 'valued'))
}

/** One part of a page: at most `limit` rows, behind the cursor where it lies in this part. */
export const pageStatement = (
  table: string,
  query: CheckedQuery,
  part: Part,
  limit: number,
): Statement & { readonly text: string } => {
  const statement = new Statement()
  const direction = query.sort.descending ? 'desc' : 'asc'
  const { field } = query.sort
  const column = field === undefined || isByKey(query.sort) ? undefined : columnOf(field)
  const order =
    column === undefined ? `key ${direction}` : `${column} ${direction}, key ${direction}`
  const conditions = [
    ...filterConditions(statement, query.filters),
    ...(part === 'valued' ? [`${column} is not null`] : []),
    ...(part === 'missing' ? [`${column} is null`] : []),
    ...behindCursor(statement, query, part, column),
  ]
  const text = `select key, position, row from ${table}${whereAll(conditions)}
    order by ${order} limit ${statement.parameter(limit)}`
  return Object.assign(statement, { text })
}

const behindCursor = (
  { parameter }: Statement,
  { sort, after }: CheckedQuery,
  part: Part,
  column: string | undefined,
): string[] => {
  if (!after || !cursorLiesIn(part, after.value)) return []
  const operator = sort.descending ? '<' : '>'
  if (part !== 'valued') return [`key ${operator} ${parameter(after.key)}`]
  const value = `${parameter(after.value)}::${valueType(sort)}`
  return [`(${column}, key) ${operator} (${value}, ${parameter(after.key)})`]
}

/** The key is a column of its own, of which each row has one. */
const isByKey = ({ field, type }: CheckedSort): boolean => field === undefined || type === 'key'

const cursorLiesIn = (part: Part, value: unknown): boolean =>
  part === 'all' || (part === 'missing') === (value === null)

const valueType = ({ type }: CheckedSort): string => columnTypes[type]
