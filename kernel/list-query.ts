import Type, { type TSchema } from 'typebox'
import {
  InvalidQuery,
  pageSizeMax,
  type Filter,
  type FilterValue,
  type IndexedType,
  type View,
  type ViewQuery,
} from './view.ts'

/** What narrows the values that callers may give for a field: keywords of JSON Schema. */
export interface FilterDeclaration {
  readonly enum?: readonly string[]
  readonly pattern?: string
  readonly format?: string
  readonly maxLength?: number
  readonly description?: string
}

type Field<Row> = keyof Row & string

/** Which of a view's indexed fields callers may ask by. What is left out stays the view's own business. */
export interface ListDeclaration<Row extends object> {
  readonly filters?: Readonly<Partial<Record<Field<Row>, FilterDeclaration>>>
  readonly sorts?: readonly Field<Row>[]
  /** The order where none is asked for, a minus standing for descending. Left out: by key. */
  readonly sort?: Field<Row> | `-${Field<Row>}`
}

/** A list's query string as it comes, checked against the grammar's schema. */
export type ListAsked = Readonly<Record<string, unknown>>

export interface ListGrammar<Row extends object> {
  /** The query string: one property for each parameter, described. */
  readonly query: TSchema
  /** The question to the view. `fixed` conditions hold whatever is asked. Throws `InvalidQuery`. */
  readonly read: (asked: ListAsked, fixed?: ViewQuery<Row>['filter']) => ViewQuery<Row>
}

/** Values of one parameter: `status=settled,pending`. */
export const filterValuesMax = 50

const comparisons = ['gte', 'gt', 'lte', 'lt'] as const
type Comparison = (typeof comparisons)[number]

const said: Readonly<Record<Comparison, string>> = {
  gte: 'this or more',
  gt: 'more than this',
  lte: 'this or less',
  lt: 'less than this',
}

const isText = (type: IndexedType): boolean => ['key', 'text', 'keyword'].includes(type)
const isCompared = (type: IndexedType): boolean => !isText(type) && type !== 'boolean'

/**
 * The one grammar of lists, derived from what a view has indexed:
 *
 *   status=settled,pending      any of these; a comma within a value is written \,
 *   amount[gte]=100             gte, gt, lte, lt of numbers, amounts and instants
 *   sort=-receivedAt            a minus for descending
 *   limit=50&cursor=...         the page behind `next` of the page before
 */
// Which events the view folds is of no interest to who asks it.
export const listGrammar = <Row extends object>(
  // oxlint-disable-next-line typescript/no-explicit-any
  view: View<Row, any>,
  { filters, sorts = [], sort }: ListDeclaration<Row>,
): ListGrammar<Row> => {
  const declared = Object.entries(filters ?? {}) as [Field<Row>, FilterDeclaration][]
  const typed = declared.map(([field, declaration]) => {
    const type = view.indexed[field]
    if (!type) throw new Error(`${view.name} cannot be filtered by ${field}: it has no such index`)
    return { field, type, declaration }
  })
  const sorted = [...sorts, ...(sort ? [sort.replace(/^-/, '') as Field<Row>] : [])]
  for (const field of sorted)
    if ((view.indexed[field] ?? 'keyword') === 'keyword')
      throw new Error(`${view.name} cannot be sorted by ${field}: it has no such index`)

  return {
    query: Type.Object({
      ...Object.assign({}, ...typed.map(parametersOf)),
      ...(sorts.length > 0 ? { sort: sortParameter(sorts, sort) } : {}),
      ...pageParameters,
    }),
    read: (asked, fixed) => {
      const conditions = typed.flatMap(({ field, type }) => {
        const condition = conditionOf(asked, field, type)
        return condition === undefined ? [] : [[field, condition]]
      })
      const filter = { ...Object.fromEntries(conditions), ...fixed } as NonNullable<
        ViewQuery<Row>['filter']
      >
      const { limit = 50, cursor } = asked as { readonly limit?: number; readonly cursor?: string }
      const order = (asked['sort'] as string | undefined) ?? sort
      return {
        filter,
        ...(order ? { sort: sortOf(order) as NonNullable<ViewQuery<Row>['sort']> } : {}),
        limit,
        ...(cursor === undefined ? {} : { cursor }),
      }
    },
  }
}

/** Which page, for a list that has nothing to be asked by. */
export const pageParameters = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: pageSizeMax, default: 50 })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 4_000,
      description: '`next` of the page before, with the same filter and sort',
    }),
  ),
}

const sortParameter = (sorts: readonly string[], byDefault: string | undefined): TSchema =>
  Type.Optional(
    Type.Unsafe<string>({
      type: 'string',
      enum: sorts.flatMap((field) => [field, `-${field}`]),
      ...(byDefault ? { default: byDefault } : {}),
      description: 'A minus stands for descending',
    }),
  )

const valueSchemas: Readonly<Record<IndexedType, object>> = {
  key: { type: 'string', maxLength: 200 },
  text: { type: 'string', maxLength: 200 },
  keyword: { type: 'string', maxLength: 200 },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  ordinal: { type: 'integer' },
  amount: { type: 'string', pattern: '^-?[0-9]{1,18}$' },
  instant: { type: 'string', format: 'date-time' },
}

const unit: Readonly<Partial<Record<IndexedType, string>>> = {
  amount: ' Minor units, whatever the currency: ask for one too.',
  instant: ' ISO 8601 with its offset; a + is written %2B.',
}

interface TypedFilter {
  readonly field: string
  readonly type: IndexedType
  readonly declaration: FilterDeclaration
}

const parametersOf = ({ field, type, declaration }: TypedFilter): Record<string, TSchema> => {
  const { description, ...narrowed } = declaration
  const value = { ...valueSchemas[type], ...narrowed }
  if (!isCompared(type)) {
    const text = { description: `${description ?? field}. Any of these` }
    return { [field]: Type.Optional(Type.Unsafe(isText(type) ? listOf(value, text) : value)) }
  }
  const compared = comparisons.map((comparison) => {
    const words = `${description ?? field}: ${said[comparison]}.${unit[type] ?? ''}`
    return [
      `${field}[${comparison}]`,
      Type.Optional(Type.Unsafe({ ...value, description: words })),
    ] as const
  })
  // Nobody knows an instant to the millisecond; numbers are also asked for as they are.
  const exact = type === 'instant' ? {} : { [field]: Type.Optional(Type.Unsafe(value)) }
  return { ...exact, ...Object.fromEntries(compared) }
}

/** The gateway takes such a text apart before it is checked. */
const listOf = (items: object, rest: object): object => ({
  type: 'array',
  items,
  minItems: 1,
  maxItems: filterValuesMax,
  'x-comma-separated': true,
  ...rest,
})

/** `-receivedAt`: descending. */
const sortOf = (sort: string) =>
  sort.startsWith('-')
    ? ({ field: sort.slice(1), direction: 'descending' } as const)
    : ({ field: sort, direction: 'ascending' } as const)

const conditionOf = (asked: ListAsked, field: string, type: IndexedType): Filter | undefined => {
  const given = asked[field]
  if (Array.isArray(given)) {
    const values = given as readonly FilterValue[]
    return values.length === 1 ? values[0] : { in: values }
  }
  const range = rangeOf(asked, field, type)
  if (given === undefined) return range
  if (range) throw new InvalidQuery(field, 'is asked for as it is and as a range')
  return given as FilterValue
}

/** A view knows `from`, inclusive, and `to`, exclusive; all that is compared is whole, so one step turns the others into them. */
const rangeOf = (asked: ListAsked, field: string, type: IndexedType): Filter | undefined => {
  const bound = (comparison: Comparison, step: bigint): bigint | undefined => {
    const name = `${field}[${comparison}]`
    const given = asked[name]
    return given === undefined ? undefined : wholeOf(name, type, given) + step
  }
  const from = [bound('gte', 0n), bound('gt', 1n)].filter((value) => value !== undefined)
  const to = [bound('lt', 0n), bound('lte', 1n)].filter((value) => value !== undefined)
  if (from.length === 0 && to.length === 0) return undefined
  // Both of one side: the narrower one holds.
  const [lower] = from.sort((one, other) => (one < other ? 1 : -1))
  const [upper] = to.sort((one, other) => (one < other ? -1 : 1))
  return {
    ...(lower === undefined ? {} : { from: valueOf(type, lower) }),
    ...(upper === undefined ? {} : { to: valueOf(type, upper) }),
  }
}

const wholeOf = (name: string, type: IndexedType, given: unknown): bigint => {
  const value = type === 'instant' ? Date.parse(String(given)) : given
  // A leap second fits the format, and is no instant here.
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new InvalidQuery(name, type === 'instant' ? 'is not an instant' : 'is too large')
  return BigInt(value as string | number)
}

const valueOf = (type: IndexedType, whole: bigint): FilterValue =>
  type === 'amount' ? whole.toString() : Number(whole)
