import { commentOf, isSchema, typeOf, type Schema } from './schema-type.ts'

const head = `/**
 * Made from docs/contracts/openapi.json by processes/accept-api.ts. Changes here would be lost.
 * What each operation takes and gives, and where it is found.
 */
`

/** The types and addresses of an API as one file, from its OpenAPI document. */
export const typescriptClient = (document: Schema): string => {
  const operations = operationsIn(document)
  const schemas = Object.entries(partOf(document, 'components', 'schemas')).sort(byName)
  return [
    head,
    ...schemas.map(([name, schema]) => namedType(name, isSchema(schema) ? schema : {})),
    `/** Each operation by its name: its input, its answer, and the item of its pages or events. */\n`,
    `export interface Operations {\n${operations.map(operationType).join('')}}\n\n`,
    `/** How each operation is called. \`keyed\`: it takes an Idempotency-Key. */\n`,
    `export const addresses = {\n${operations.map(address).join('')}} as const\n`,
  ].join('')
}

const byName = ([one]: [string, unknown], [other]: [string, unknown]): number =>
  one < other ? -1 : 1

interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly operation: Schema
  readonly parameters: readonly Schema[]
}

const partOf = (document: Schema, ...path: readonly string[]): Schema =>
  path.reduce<Schema>((part, name) => {
    const inner = part[name]
    return isSchema(inner) ? inner : {}
  }, document)

const operationsIn = (document: Schema): readonly Operation[] =>
  Object.entries(partOf(document, 'paths'))
    .flatMap(([path, item]) =>
      Object.entries(isSchema(item) ? item : {}).flatMap(([method, operation]) =>
        isSchema(operation) && typeof operation['operationId'] === 'string'
          ? [
              {
                name: operation['operationId'],
                method: method.toUpperCase(),
                path,
                summary: String(operation['summary']),
                operation,
                parameters: parametersOf(document, operation),
              },
            ]
          : [],
      ),
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1))

const parametersOf = (document: Schema, { parameters }: Schema): readonly Schema[] =>
  (Array.isArray(parameters) ? parameters : []).filter(isSchema).map((parameter) => {
    const { $ref } = parameter
    return typeof $ref === 'string'
      ? partOf(document, ...$ref.replace('#/', '').split('/'))
      : parameter
  })

const namedType = (name: string, schema: Schema): string => {
  const { description } = schema
  const comment = typeof description === 'string' ? commentOf(description, '') : ''
  const type = typeOf(schema)
  return type.startsWith('{')
    ? `${comment}export interface ${name} ${type}\n\n`
    : `${comment}export type ${name} = ${type}\n\n`
}

const operationType = (one: Operation): string => {
  const { name, summary, operation } = one
  const answer = answerSchema(operation)
  const isLive = answer === 'events'
  const items = isLive ? undefined : itemsOf(answer)
  return [
    commentOf(summary, '  '),
    `  readonly ${name}: {\n`,
    `    readonly input: ${inputType(one)}\n`,
    `    readonly answer: ${isLive || answer === undefined ? 'undefined' : typeOf(answer, '    ')}\n`,
    items ? `    readonly item: ${typeOf(items, '    ')}\n` : '',
    `  }\n`,
  ].join('')
}

const inputType = ({ parameters, operation }: Operation): string => {
  const of = (place: string): Schema => {
    const there = parameters.filter((parameter) => parameter['in'] === place)
    return {
      type: 'object',
      properties: Object.fromEntries(
        there.map(({ name, schema, description }) => [
          String(name),
          { ...(isSchema(schema) ? schema : {}), ...(description ? { description } : {}) },
        ]),
      ),
      required: there.filter(({ required }) => required === true).map(({ name }) => name),
    }
  }
  const [path, query] = [of('path'), of('query')]
  const body = bodySchema(operation)
  const parts = [
    ...(hasFields(path) ? [`      readonly path: ${typeOf(path, '      ')}\n`] : []),
    ...(hasFields(query)
      ? [`      readonly query${isDemanded(query) ? '' : '?'}: ${typeOf(query, '      ')}\n`]
      : []),
    ...(body
      ? [
          `      readonly body: ${body === 'bytes' ? 'string | Uint8Array' : typeOf(body, '      ')}\n`,
        ]
      : []),
  ]
  return parts.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${parts.join('')}    }`
}

const hasFields = (schema: Schema): boolean => Object.keys(partOf(schema, 'properties')).length > 0

const isDemanded = ({ required }: Schema): boolean => Array.isArray(required) && required.length > 0

const bodySchema = (operation: Schema): Schema | 'bytes' | undefined => {
  const content = partOf(operation, 'requestBody', 'content')
  const [mediaType] = Object.keys(content)
  if (mediaType === undefined) return undefined
  const { schema } = partOf(content, mediaType)
  return mediaType === 'application/json' && isSchema(schema) ? schema : 'bytes'
}

/** All answers of success that have a body; a promise (202) beside an answer is what the client asks for itself. */
const answerSchema = (operation: Schema): Schema | 'events' | undefined => {
  const responses = partOf(operation, 'responses')
  const successes = Object.keys(responses).filter((status) => status.startsWith('2'))
  const told = successes.filter((status) => status !== '202' || successes.length === 1)
  const contents = told.map((status) => partOf(responses, status, 'content'))
  if (contents.some((content) => 'text/event-stream' in content)) return 'events'
  const schemas = contents
    .map((content) => partOf(content, 'application/json')['schema'])
    .filter(isSchema)
  const [first, ...rest] = schemas
  if (!first) return undefined
  const differ = rest.some((schema) => JSON.stringify(schema) !== JSON.stringify(first))
  return differ ? { anyOf: schemas } : first
}

const itemsOf = (answer: Schema | undefined): Schema | undefined => {
  const items = answer && partOf(answer, 'properties', 'items')['items']
  return isSchema(items) ? items : undefined
}

const address = ({ name, method, path, operation, parameters }: Operation): string => {
  const isKeyed = parameters.some((parameter) => parameter['name'] === 'Idempotency-Key')
  const isLive = answerSchema(operation) === 'events'
  const [mediaType] = Object.keys(partOf(operation, 'requestBody', 'content'))
  return [
    `  ${name}: {\n`,
    `    method: '${method}',\n`,
    `    path: '${path}',\n`,
    `    keyed: ${isKeyed},\n`,
    ...(isLive ? [`    live: true,\n`] : []),
    ...(mediaType ? [`    mediaType: '${mediaType}',\n`] : []),
    `  },\n`,
  ].join('')
}
