import {
  Ajv,
  type ErrorObject,
  type FormatDefinition,
  type Options,
  type ValidateFunction,
} from 'ajv'
import addFormats from 'ajv-formats'
import { isSchema, type Schema } from './closed-schema.ts'
import { InvalidRequest } from './invalid-request.ts'
import { describeErrors } from './validation-errors.ts'

type Part = 'body' | 'query' | 'path'

const partNames: Readonly<Record<string, Part>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
}

const ajv = (options: Options): Ajv => {
  const instance = new Ajv({
    strict: true,
    strictTypes: false,
    strictTuples: false,
    useDefaults: true,
    ...options,
  })
  addFormats.default(instance)
  instance.addFormat('date-time', isInstant)
  return instance
}

const wellFormed = addFormats.default.get('date-time') as FormatDefinition<string> & {
  readonly validate: (text: string) => boolean
}
const firstInstant = Date.parse('0000-01-01T00:00:00Z')

/** RFC 3339 knows leap seconds, and offsets that lead out of the first year; no clock of ours does. */
const isInstant = (text: string): boolean =>
  wellFormed.validate(text) && Date.parse(text) >= firstInstant

// Annotations such as `x-personal` are no keywords of validation, and everything else unknown is a mistake.
const allowAnnotations = (instance: Ajv, schema: unknown): void => {
  if (Array.isArray(schema)) for (const part of schema) allowAnnotations(instance, part)
  if (!isSchema(schema)) return
  for (const [keyword, value] of Object.entries(schema)) {
    // With a definition, however empty: a bare name is not remembered, and refused the second time.
    if (keyword.startsWith('x-') && !instance.getKeyword(keyword)) instance.addKeyword({ keyword })
    allowAnnotations(instance, value)
  }
}

type Validator = (data: unknown) => true | { readonly error: InvalidRequest }

/** By part and schema: many routes share one, and compiling them is most of the work of a start. */
const compiled = new Map<string, Validator>()

/**
 * Compiles the schemas of routes. Bodies are taken as they are, texts of paths and queries are turned
 * into the numbers and lists that their schemas ask for. The first look stops at the first error; only
 * what failed is looked at again for all of them.
 */
export const validatorCompiler = (): ((of: {
  schema: unknown
  httpPart?: string
}) => Validator) => {
  // `1e999` becomes Infinity, to which a strict number's bounds would not apply.
  const coercing = pair({ coerceTypes: 'array', strictNumbers: false })
  const compilers = { strict: pair({}), coercing }
  return ({ schema, httpPart = 'body' }) => {
    const part = partNames[httpPart] ?? 'body'
    const key = `${part} ${JSON.stringify(schema)}`
    const known = compiled.get(key)
    if (known) return known
    const chosen = part === 'body' ? compilers.strict : compilers.coercing
    const validator = validatorOf(part, schema as Schema, chosen)
    compiled.set(key, validator)
    return validator
  }
}

const validatorOf = (part: Part, schema: Schema, { first, all }: Compilers): Validator => {
  const fits = compile(first, schema)
  let explains: ValidateFunction | undefined
  return (data) => {
    if (fits(data)) return true
    explains ??= compile(all, schema)
    explains(data)
    const errors: readonly ErrorObject[] = explains.errors ?? fits.errors ?? []
    return { error: new InvalidRequest(describeErrors(part, data, errors)) }
  }
}

interface Compilers {
  readonly first: Ajv
  readonly all: Ajv
}

const pair = (options: Options): Compilers => ({
  first: ajv(options),
  all: ajv({ ...options, allErrors: true }),
})

const compile = (instance: Ajv, schema: Schema): ValidateFunction => {
  allowAnnotations(instance, schema)
  return instance.compile(schema)
}
