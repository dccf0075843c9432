export type Schema = { readonly [keyword: string]: unknown }

export const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON Schema of the description as a TypeScript type, on lines of its own where it has fields. */
export const typeOf = (schema: Schema, indent = ''): string => {
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? 'unknown'
  const forms = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(forms)) return union(forms.filter(isSchema).map((form) => typeOf(form, indent)))
  if (Array.isArray(schema['enum'])) return wrapped(schema['enum'].map(literal), indent)
  if ('const' in schema) return literal(schema['const'])
  const types = [schema['type']].flat().filter((type) => typeof type === 'string')
  if (types.length === 0)
    return isSchema(schema['properties']) ? objectType(schema, indent) : 'unknown'
  return union(types.map((type) => typeNamed(type, schema, indent)))
}

const typeNamed = (type: string, schema: Schema, indent: string): string => {
  switch (type) {
    case 'integer':
      return 'number'
    case 'array': {
      const items = isSchema(schema['items']) ? typeOf(schema['items'], indent) : 'unknown'
      return `readonly ${/[ |]/.test(items) && !items.startsWith('{') ? `(${items})` : items}[]`
    }
    case 'object':
      return objectType(schema, indent)
    default:
      return type
  }
}

const objectType = (schema: Schema, indent: string): string => {
  const properties = isSchema(schema['properties']) ? Object.entries(schema['properties']) : []
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const rest = schema['additionalProperties']
  if (properties.length === 0)
    return `Readonly<Record<string, ${isSchema(rest) ? typeOf(rest, indent) : 'unknown'}>>`
  const fields = properties.map(([name, value]) =>
    field(name, isSchema(value) ? value : {}, required.includes(name), indent),
  )
  return `{\n${fields.join('')}${indent}}`
}

const lineLengthMax = 130

const field = (name: string, schema: Schema, isRequired: boolean, indent: string): string => {
  const deeper = `${indent}  `
  const words = schema['description']
  const comment = typeof words === 'string' ? commentOf(words, deeper) : ''
  return `${comment}${deeper}readonly ${key(name)}${isRequired ? '' : '?'}: ${typeOf(schema, deeper)}\n`
}

/** A comment that no text can end early, broken where a line would be too long. */
export const commentOf = (text: string, indent: string): string => {
  const words = text.replaceAll('*/', '* /').split(/\s+/)
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last === undefined || `${indent} * ${last} ${word}`.length > lineLengthMax) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

const key = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name))

const literal = (value: unknown): string =>
  typeof value === 'string'
    ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : String(value)

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ')

/** Long lists of values stand below each other. */
const wrapped = (values: readonly string[], indent: string): string => {
  const inOne = union(values)
  return inOne.length + indent.length < 80
    ? inOne
    : values.map((value) => `\n${indent}  | ${value}`).join('')
}
