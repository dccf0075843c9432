import {
  isDocument,
  memberOf,
  textsOf,
  type CompatibilityRule,
  type Document,
  type Incompatibility,
} from './rules.ts'
import { compareSchemas, resolve, type Direction } from './schemas.ts'

const methods = ['get', 'put', 'post', 'delete', 'patch']

/** What an OpenAPI document takes from callers who rely on an earlier one; nothing where it only adds. */
export const incompatibilities = (before: Document, after: Document): readonly Incompatibility[] =>
  Object.entries(memberOf(before, 'paths')).flatMap(([path, item]) => {
    const now = memberOf(after, 'paths')[path]
    if (!isDocument(now)) return [{ rule: 'path-removed', where: path }]
    return methods.flatMap((method): readonly Incompatibility[] => {
      const operation = isDocument(item) ? item[method] : undefined
      if (!isDocument(operation)) return []
      const where = `${method.toUpperCase()} ${path}`
      const operationNow = now[method]
      if (!isDocument(operationNow)) return [{ rule: 'method-removed', where }]
      return compareOperations({ before, after, where }, operation, operationNow)
    })
  })

interface Place {
  readonly before: Document
  readonly after: Document
  readonly where: string
}

const compareOperations = (
  place: Place,
  old: Document,
  now: Document,
): readonly Incompatibility[] => {
  const { where } = place
  const [allowed, allowedNow] = [old['x-roles'], now['x-roles']].map(textsOf)
  const lost = allowedNow?.length === 0 && 'x-open' in now ? [] : (allowed ?? [])
  return [
    ...(old['operationId'] === now['operationId'] ? [] : [at('operation-renamed', where)]),
    ...lost
      .filter((role) => !allowedNow?.includes(role))
      .map((role) => at('role-removed', `${where} ${role}`)),
    ...('x-open' in old && !('x-open' in now) ? [at('role-removed', `${where} anybody`)] : []),
    ...compareParameters(place, old, now),
    ...compareBodies(place, memberOf(old, 'requestBody'), memberOf(now, 'requestBody')),
    ...compareAnswers(place, memberOf(old, 'responses'), memberOf(now, 'responses')),
  ]
}

const at = (rule: CompatibilityRule, where: string): Incompatibility => ({ rule, where })

const compareParameters = (
  { before, after, where }: Place,
  old: Document,
  now: Document,
): readonly Incompatibility[] => {
  const [from, to] = [parametersOf(before, old), parametersOf(after, now)]
  const compared = [...from].flatMap(([name, parameter]): readonly Incompatibility[] => {
    const other = to.get(name)
    const place = `${where} ${name}`
    if (!other) return [at('parameter-removed', place)]
    return compareSchemas(
      { before, after, direction: 'request' },
      memberOf(parameter, 'schema'),
      memberOf(other, 'schema'),
      place,
    )
  })
  const demanded = [...to].filter(
    ([name, { required }]) => required === true && from.get(name)?.['required'] !== true,
  )
  return [...compared, ...demanded.map(([name]) => at('parameter-required', `${where} ${name}`))]
}

/** By place and name: `query limit`. */
const parametersOf = (document: Document, operation: Document): ReadonlyMap<string, Document> => {
  const parameters = Array.isArray(operation['parameters']) ? operation['parameters'] : []
  return new Map(
    parameters
      .filter(isDocument)
      .map((parameter) => resolve(document, parameter))
      .map((parameter) => [`${String(parameter['in'])} ${String(parameter['name'])}`, parameter]),
  )
}

const compareBodies = (place: Place, old: Document, now: Document): readonly Incompatibility[] => {
  const demanded = now['required'] === true && old['required'] !== true
  return [
    ...(demanded ? [at('body-required', place.where)] : []),
    ...compareContents(place, old, now, 'request', 'body'),
  ]
}

const compareContents = (
  { before, after, where }: Place,
  old: Document,
  now: Document,
  direction: Direction,
  part: string,
): readonly Incompatibility[] =>
  Object.entries(memberOf(old, 'content')).flatMap(([mediaType, content]) => {
    const other = memberOf(now, 'content')[mediaType]
    if (!isDocument(other)) return [at('media-type-removed', `${where} ${part} ${mediaType}`)]
    const schema = isDocument(content) ? memberOf(content, 'schema') : {}
    const schemaNow = memberOf(other, 'schema')
    return compareSchemas({ before, after, direction }, schema, schemaNow, `${where} ${part}`)
  })

const compareAnswers = (place: Place, old: Document, now: Document): readonly Incompatibility[] =>
  Object.entries(old).flatMap(([status, answer]): readonly Incompatibility[] => {
    // Problems have one shape everywhere; which of them can come may change with the reasons for them.
    if (!status.startsWith('2') || !isDocument(answer)) return []
    const where = `${place.where} answer ${status}`
    const other = now[status]
    if (!isDocument(other)) return [at('status-removed', where)]
    const headers = Object.keys(memberOf(answer, 'headers'))
    return [
      ...headers
        .filter((name) => !(name in memberOf(other, 'headers')))
        .map((name) => at('header-removed', `${where} ${name}`)),
      ...compareContents(place, answer, other, 'answer', `answer ${status}`),
    ]
  })
