import type { CheckedFilter, CheckedSort } from '../../kernel/view-query.ts'
import { valueOf } from '../../kernel/view-query.ts'
import type { FilterValue, IndexedType, ViewRow } from '../../kernel/view.ts'

type Row = ViewRow<object>

/** Orders two values of one type as an index of PostgreSQL would. */
const compareValues = (type: IndexedType, a: FilterValue, b: FilterValue): number => {
  if (type === 'key' || type === 'text' || type === 'keyword')
    return compareTexts(String(a), String(b))
  if (type === 'amount') return compare(BigInt(a), BigInt(b))
  return compare(Number(a), Number(b))
}

/** By code points, which is the order of the bytes in UTF-8; JavaScript's own order is that of UTF-16. */
const compareTexts = (a: string, b: string): number => {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = compare(left[index]?.codePointAt(0) ?? 0, right[index]?.codePointAt(0) ?? 0)
    if (order !== 0) return order
  }
  return compare(left.length, right.length)
}

const compare = <Value extends number | bigint>(a: Value, b: Value): number =>
  a < b ? -1 : a > b ? 1 : 0

/** The order of a page: the field, rows without a value behind all others, then the key; or all of it reversed. */
export const rowOrder =
  ({ field, type, descending }: CheckedSort) =>
  (a: Pick<Row, 'key' | 'row'>, b: Pick<Row, 'key' | 'row'>): number => {
    const byField =
      field === undefined ? 0 : compareFields(type, valueOf(a.row, field), valueOf(b.row, field))
    const order = byField === 0 ? compareTexts(a.key, b.key) : byField
    return descending ? -order : order
  }

const compareFields = (type: IndexedType, a: FilterValue | null, b: FilterValue | null): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return compareValues(type, a, b)
}

/** Whether a row meets every condition. A row without a value meets none on that field. */
export const meets =
  (filters: readonly CheckedFilter[]) =>
  ({ row }: Row): boolean =>
    filters.every(({ field, type, condition }) => {
      const value = valueOf(row, field)
      const order = (other: FilterValue) => compareValues(type, value ?? '', other)
      if ('equals' in condition) return value !== null && order(condition.equals) === 0
      if ('in' in condition)
        return value !== null && condition.in.some((other) => order(other) === 0)
      const { from, to } = condition
      if (from === undefined && to === undefined) return true
      return (
        value !== null &&
        (from === undefined || order(from) >= 0) &&
        (to === undefined || order(to) < 0)
      )
    })
