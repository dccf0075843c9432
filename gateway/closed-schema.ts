/** A JSON Schema as data; TypeBox schemas are such objects. */
export type Schema = { readonly [keyword: string]: unknown }

export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const closed = new WeakMap<object, Schema>()

/**
 * The same schema with every object refusing fields that it does not name, unless it says otherwise.
 * Parts of `allOf` stay open: each knows only its own fields. One schema gives one result, so that
 * what is shared stays shared.
 */
export const closeSchema = (schema: Schema): Schema => {
  const known = closed.get(schema)
  if (known) return known
  const result = close(schema)
  closed.set(schema, result)
  return result
}

const close = (schema: Schema): Schema => {
  const entries = Object.entries(schema).map(([keyword, value]) => [
    keyword,
    closeKeyword(keyword, value),
  ])
  const result = Object.fromEntries(entries) as Record<string, unknown>
  if (isSchema(result['properties']) && !('additionalProperties' in result))
    result['additionalProperties'] = false
  return result
}

const closeKeyword = (keyword: string, value: unknown): unknown => {
  if (keyword === 'properties' || keyword === 'patternProperties')
    return isSchema(value) ? mapValues(value, closeIfSchema) : value
  if (keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'items')
    return Array.isArray(value) ? value.map(closeIfSchema) : closeIfSchema(value)
  return value
}

const closeIfSchema = (value: unknown): unknown => (isSchema(value) ? closeSchema(value) : value)

const mapValues = (schema: Schema, change: (value: unknown) => unknown): Schema =>
  Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, change(value)]))
