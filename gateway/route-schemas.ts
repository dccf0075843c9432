import type { ExchangeRoute, Route } from '../kernel/route.ts'
import { closeSchema, isSchema, type Schema } from './closed-schema.ts'
import { afterParameter } from './position.ts'

/** The schemas of a route as they are enforced and described: one source for both. */
export interface RouteSchemas {
  readonly params: Schema
  readonly query: Schema
  readonly body?: Schema
  readonly replies: Readonly<Record<string, Schema>>
}

/** Names of the parameters in a path: `/v1/payments/:paymentId` has `paymentId`. */
export const pathParameters = (path: string): readonly string[] =>
  [...path.matchAll(/:([A-Za-z][A-Za-z0-9]*)/g)].map(([, name]) => name ?? '')

export const routeSchemas = (route: Route): RouteSchemas => {
  const body = route.kind === 'exchange' ? bodySchema(route) : undefined
  return {
    params: closeSchema(asSchema(route.params) ?? anyParams(route.path)),
    query: querySchema(route),
    ...(body ? { body } : {}),
    replies: route.kind === 'exchange' ? (route.replies as unknown as Record<string, Schema>) : {},
  }
}

// TypeBox schemas are JSON Schemas; their types say more than is needed here.
const asSchema = (schema: unknown): Schema | undefined => (isSchema(schema) ? schema : undefined)

const anyParams = (path: string): Schema => ({
  type: 'object',
  properties: Object.fromEntries(
    pathParameters(path).map((name) => [name, { type: 'string', minLength: 1 }]),
  ),
  required: pathParameters(path),
})

const querySchema = (route: Route): Schema => {
  const own = closeSchema(asSchema(route.query) ?? { type: 'object', properties: {} })
  if (route.kind === 'exchange' && !route.shows) return own
  const properties = isSchema(own['properties']) ? own['properties'] : {}
  return { ...own, properties: { after: afterParameter, ...properties } }
}

// A call without a body may still send an empty object: many clients cannot help it.
const noBody: Schema = { type: ['object', 'null'], properties: {}, additionalProperties: false }

const bodySchema = (route: ExchangeRoute): Schema | undefined => {
  if (route.method === 'GET') return undefined
  if (!route.body) return noBody
  return 'schema' in route.body ? closeSchema(asSchema(route.body.schema) ?? {}) : undefined
}
