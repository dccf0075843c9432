import { roles } from '../kernel/role.ts'
import type { Route } from '../kernel/route.ts'
import { budgetOf } from './admission.ts'
import { sessionCookieNameOf, type Authenticator } from './authenticate.ts'
import { isSchema, type Schema } from './closed-schema.ts'
import { canBePromised, needsIdempotencyKey } from './envelope.ts'
import { problemSchema, problemsOf } from './openapi-responses.ts'
import { SchemaComponents } from './openapi-schemas.ts'
import { liveAnswer, promisedAnswer, sharedHeaders, sharedParameters } from './openapi-parts.ts'
import { routeSchemas, type RouteSchemas } from './route-schemas.ts'

export interface ApiDescription {
  readonly title: string
  readonly version: string
  /** CommonMark. */
  readonly description?: string
}

/** The OpenAPI 3.1 document of the routes, from the very schemas that they are checked against. */
export const openApi = (
  routes: readonly Route[],
  { title, version, description }: ApiDescription,
  authenticator: Pick<Authenticator, 'sessionCookieName' | 'token' | 'certificate'> = {},
) => {
  const components = new SchemaComponents()
  const schemes = securitySchemes(authenticator)
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:([A-Za-z][A-Za-z0-9]*)/g, '{$1}')
    const operations = (paths[path] ??= {})
    operations[route.method.toLowerCase()] = {
      ...operation(route, routeSchemas(route), components),
      ...accessOf(route, Object.keys(schemes)),
    }
  }
  return {
    openapi: '3.1.1',
    info: {
      title,
      version,
      ...(description ? { description } : {}),
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    externalDocs: { url: '/docs/messages', description: 'Messages on the bus' },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { ...components.schemas, Problem: problemSchema },
      securitySchemes: schemes,
      parameters: sharedParameters,
      headers: sharedHeaders,
    },
    'x-roles': roles,
  }
}

const securitySchemes = (
  authenticator: Pick<Authenticator, 'sessionCookieName' | 'token' | 'certificate'>,
) => ({
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookieNameOf(authenticator),
    description: 'Set by signing in. Calls that change something also carry `x-csrf-token`.',
  },
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: '`Authorization: Bearer mr_<id>_<secret>`',
  },
  ...(authenticator.certificate
    ? {
        certificate: {
          type: 'mutualTLS',
          description: 'A client certificate that this installation has given roles to.',
        },
      }
    : {}),
  ...(authenticator.token
    ? {
        token: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the identity provider that this installation trusts.',
        },
      }
    : {}),
})

const operation = (route: Route, schemas: RouteSchemas, components: SchemaComponents): object => ({
  operationId: route.name,
  summary: route.summary,
  ...(route.deprecated ? { deprecated: true, 'x-sunset': route.deprecated.sunset } : {}),
  ...describedBy(route),
  tags: [route.tag],
  'x-budget': budgetOf(route),
  parameters: parametersOf(route, schemas, components),
  ...requestBodyOf(route, schemas, components),
  responses: { ...answersOf(route, schemas, components), ...problemAnswersOf(route) },
})

/** What a deprecated route says first is what to call in its place. */
const describedBy = ({ description, deprecated }: Route): object => {
  const ending = deprecated ? [`Ends on ${deprecated.sunset}: ${deprecated.instead}`] : []
  const text = [...ending, ...(description ? [description] : [])].join('\n\n')
  return text === '' ? {} : { description: text }
}

const accessOf = ({ access, stepUp }: Route, schemes: readonly string[]): object => {
  if ('roles' in access)
    return {
      security: schemes.map((scheme) => ({ [scheme]: [] })),
      'x-roles': access.roles,
      ...(stepUp ? { 'x-step-up': true } : {}),
    }
  return 'open' in access
    ? { security: [], 'x-open': access.open }
    : { security: [], 'x-signed': access.signed }
}

const parametersOf = (
  route: Route,
  { params, query }: RouteSchemas,
  components: SchemaComponents,
): readonly object[] => {
  const shared = (name: keyof typeof sharedParameters): object => ({
    $ref: `#/components/parameters/${name}`,
  })
  return [
    ...parametersIn('path', params, components),
    ...parametersIn('query', query, components),
    ...(needsIdempotencyKey(route) ? [shared('IdempotencyKey')] : []),
    ...(isConditional(route) ? [shared('IfMatch')] : []),
    ...(isValidated(route) ? [shared('IfNoneMatch')] : []),
    ...(canBePromised(route) ? [shared('Prefer')] : []),
    ...('roles' in route.access && route.method !== 'GET' ? [shared('CsrfToken')] : []),
    ...(route.kind === 'live' ? [shared('LastEventId')] : [shared('ApiVersion')]),
  ]
}

const isValidated = (route: Route): boolean => route.kind === 'exchange' && route.validated === true

const isConditional = (route: Route): boolean =>
  route.kind === 'exchange' && 'precondition-failed' in (route.refusals ?? {})

const parametersIn = (
  place: 'path' | 'query',
  schema: Schema,
  components: SchemaComponents,
): readonly object[] => {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(properties).map(([name, value]) => {
    const { description, 'x-comma-separated': isList, ...rest } = isSchema(value) ? value : {}
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(typeof description === 'string' ? { description } : {}),
      ...(isList === true ? { style: 'form', explode: false } : {}),
      schema: components.describe(rest),
    }
  })
}

const requestBodyOf = (
  route: Route,
  { body }: RouteSchemas,
  components: SchemaComponents,
): object => {
  if (route.kind === 'live' || !route.body) return {}
  if ('schema' in route.body)
    return {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: components.describe(body ?? {}) } },
      },
    }
  const { mediaTypes, description } = route.body
  const content = Object.fromEntries(mediaTypes.map((mediaType) => [mediaType, {}]))
  return { requestBody: { required: true, description, content } }
}

const mediaTypeOf = ({ contentMediaType }: Readonly<Record<string, unknown>>): string =>
  typeof contentMediaType === 'string' ? contentMediaType : 'application/json'

const answersOf = (
  route: Route,
  { replies }: RouteSchemas,
  components: SchemaComponents,
): Record<string, object> => {
  if (route.kind === 'live') return { 200: liveAnswer }
  const headers = {
    'x-request-id': { $ref: '#/components/headers/RequestId' },
    'millrace-version': { $ref: '#/components/headers/ApiVersion' },
    ratelimit: { $ref: '#/components/headers/RateLimit' },
    'ratelimit-policy': { $ref: '#/components/headers/RateLimitPolicy' },
    ...(needsIdempotencyKey(route)
      ? { 'idempotency-replayed': { $ref: '#/components/headers/IdempotencyReplayed' } }
      : {}),
    ...(isValidated(route) ? { etag: { $ref: '#/components/headers/ETag' } } : {}),
  }
  const answers = Object.entries(replies).map(([status, schema]) => [
    status,
    {
      description: typeof schema['description'] === 'string' ? schema['description'] : 'Done',
      headers,
      ...(status === '204'
        ? {}
        : { content: { [mediaTypeOf(schema)]: { schema: components.describe(schema) } } }),
    },
  ])
  return {
    ...(Object.fromEntries(answers) as Record<string, object>),
    ...(canBePromised(route) ? { 202: promisedAnswer(headers) } : {}),
    ...(isValidated(route) ? { 304: { description: 'It is as If-None-Match says', headers } } : {}),
  }
}

const problemAnswersOf = (route: Route): Record<string, object> => {
  const content = {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  }
  const answers = [...problemsOf(route)].map(([status, slugs]) => [
    String(status),
    { description: slugs.map((slug) => `\`${slug}\``).join(', '), content, 'x-problems': slugs },
  ])
  return {
    ...(Object.fromEntries(answers) as object),
    default: { description: 'Any other problem', content },
  }
}
