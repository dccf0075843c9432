/*
 * What JSON has to look like, in a few small functions. A library for schemas does far more, and its 30 MB would be a
 * third of all that the rail's process takes.
 */

/** What is wrong, and where: a JSON pointer. */
export interface Misfit {
  readonly path: string
  readonly message: string
}

/** Undefined where a value fits; then it is a `Value`. */
export interface Shape<Value> {
  (value: unknown, path: string): Misfit | undefined
  /** Never there: it carries the type. */
  readonly fitting?: Value
}

export type Fitting<S> = S extends Shape<infer Value> ? Value : never

/** Whether a value fits. */
export const fits = <Value>(shape: Shape<Value>, value: unknown): value is Value =>
  shape(value, '') === undefined

export interface TextLimits {
  readonly pattern?: RegExp
  /** In UTF-16 code units. */
  readonly lengthMin?: number
  readonly lengthMax?: number
}

export const text = ({
  pattern,
  lengthMin = 0,
  lengthMax = Infinity,
}: TextLimits): Shape<string> => {
  return (value, path) => {
    if (typeof value !== 'string') return { path, message: 'must be a text' }
    if (value.length < lengthMin || value.length > lengthMax)
      return { path, message: `must have ${lengthMin} to ${lengthMax} characters` }
    if (pattern && !pattern.test(value)) return { path, message: `must match ${pattern.source}` }
    return undefined
  }
}

/** One of these, and nothing else. */
export const oneOf = <const Value extends string | boolean>(
  ...allowed: readonly Value[]
): Shape<Value> => {
  const values: ReadonlySet<unknown> = new Set(allowed)
  return (value, path) =>
    values.has(value) ? undefined : { path, message: `must be one of ${allowed.join(', ')}` }
}

export const flag: Shape<boolean> = (value, path) =>
  typeof value === 'boolean' ? undefined : { path, message: 'must be true or false' }

/** A whole number from `min` to `max`, both included. */
export const whole = (min: number, max: number): Shape<number> => {
  return (value, path) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : { path, message: `must be a whole number from ${min} to ${max}` }
}

export const list = <Value>(
  item: Shape<Value>,
  { lengthMin = 0, lengthMax }: { readonly lengthMin?: number; readonly lengthMax: number },
): Shape<Value[]> => {
  return (value, path) => {
    if (!Array.isArray(value)) return { path, message: 'must be a list' }
    if (value.length < lengthMin || value.length > lengthMax)
      return { path, message: `must have ${lengthMin} to ${lengthMax} entries` }
    for (const [index, one] of value.entries()) {
      const misfit = item(one, `${path}/${index}`)
      if (misfit) return misfit
    }
    return undefined
  }
}

/** The first of these shapes that fits; where none does, what the last one says. */
export const either = <Shapes extends readonly Shape<unknown>[]>(
  ...shapes: Shapes
): Shape<Fitting<Shapes[number]>> => {
  return (value, path) => {
    let last: Misfit | undefined
    for (const shape of shapes) {
      last = shape(value, path)
      if (!last) return undefined
    }
    return last
  }
}

interface Optional<Value> {
  readonly optional: Shape<Value>
}
type Field = Shape<unknown> | Optional<unknown>
type Fields = Readonly<Record<string, Field>>

type RequiredNames<F extends Fields> = {
  [Name in keyof F]: F[Name] extends Optional<unknown> ? never : Name
}[keyof F]
type OptionalNames<F extends Fields> = Exclude<keyof F, RequiredNames<F>>
type FittingFields<F extends Fields> = {
  [Name in RequiredNames<F>]: Fitting<F[Name]>
} & {
  [Name in OptionalNames<F>]?: F[Name] extends Optional<infer Value> ? Value : never
}
/** Said as one object, so that two of the same fields are the same type. */
type Flat<T> = { [Name in keyof T]: T[Name] }

/** A field that may be absent. */
export const optional = <Value>(shape: Shape<Value>): Optional<Value> => ({ optional: shape })

/** An object with these fields, and no others unless it is `open`. */
export const record = <F extends Fields>(
  fields: F,
  { open = false }: { readonly open?: boolean } = {},
): Shape<Flat<FittingFields<F>>> => {
  const known = Object.entries(fields).map(([name, field]) => ({
    name,
    shape: 'optional' in field ? field.optional : field,
    mayBeAbsent: 'optional' in field,
  }))
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { path, message: 'must be an object' }
    const said = value as Readonly<Record<string, unknown>>
    for (const { name, shape, mayBeAbsent } of known) {
      const isThere = Object.hasOwn(said, name)
      if (!isThere && !mayBeAbsent) return { path, message: `must have ${name}` }
      const misfit = isThere ? shape(said[name], `${path}/${name}`) : undefined
      if (misfit) return misfit
    }
    if (open) return undefined
    const further = Object.keys(said).find((name) => !Object.hasOwn(fields, name))
    return further === undefined ? undefined : { path, message: 'must have no other fields' }
  }
}
