import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { MemoryView } from '../adapters/memory/views.ts'
import { ok } from '../kernel/reply.ts'
import { liveRoute, route, type Route } from '../kernel/route.ts'
import { ArrayLog } from '../testing/array-log.ts'
import { startGateway } from '../testing/gateway.ts'
import { echoParcel, parcelsView } from '../testing/parcels.ts'
import { isSchema } from './closed-schema.ts'
import { openApi } from './openapi.ts'

const { reader } = new MemoryView(parcelsView, new ArrayLog('parcels'))
const parcel = Type.Object({ parcelId: Type.String(), weight: Type.Integer() }, { title: 'Parcel' })
const common = { tag: 'Parcels', summary: 'A parcel', access: { roles: ['viewer'] } } as const
const done = () => Promise.resolve(ok({}))

const routes: readonly Route[] = [
  echoParcel,
  route({
    ...common,
    method: 'GET',
    path: '/v1/parcels',
    name: 'listParcels',
    query: Type.Object({
      limit: Type.Optional(Type.Integer({ description: 'How many' })),
      between: Type.Optional(Type.Tuple([Type.Integer(), Type.Integer()])),
    }),
    shows: reader,
    replies: { 200: Type.Object({ items: Type.Array(parcel) }) },
    handle: done,
  }),
  route<{ parcelId: string }>({
    ...common,
    method: 'GET',
    path: '/v1/parcels/:parcelId',
    name: 'getParcel',
    validated: true,
    replies: { 200: parcel },
    refusals: { 'parcel-not-found': 404 },
    handle: done,
  }),
  liveRoute({
    ...common,
    path: '/v1/parcels/live',
    name: 'watchParcels',
    feed: { view: reader, show: () => Promise.resolve([]) },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/v1/parcel-files',
    name: 'uploadParcels',
    refusals: { 'precondition-failed': 412 },
    access: { signed: 'by the depot' },
    body: { mediaTypes: ['application/xml'], description: 'A file' },
    withoutIdempotencyKey: 'files have ids',
    replies: { 204: Type.Any() },
    handle: done,
  }),
  route({
    ...common,
    method: 'POST',
    path: '/v1/sessions',
    name: 'signIn',
    access: { open: 'nobody is signed in before' },
    withoutIdempotencyKey: 'each is new',
    replies: { 201: Type.Any() },
    handle: done,
  }),
]

const document = openApi(routes, { title: 'Parcels', version: '1.2.3' })

interface Operation {
  readonly operationId: string
  readonly security: readonly object[]
  readonly 'x-roles'?: readonly string[]
  readonly 'x-open'?: string
  readonly 'x-signed'?: string
  readonly parameters: readonly {
    readonly name?: string
    readonly $ref?: string
    readonly in?: string
    readonly required?: boolean
  }[]
  readonly requestBody?: { readonly content: Record<string, { readonly schema?: object }> }
  readonly responses: Record<
    string,
    {
      readonly headers?: object
      readonly content?: Record<string, { readonly schema: object }>
      readonly 'x-problems'?: readonly string[]
    }
  >
}

const operationOf = ({ path, method }: Route): Operation =>
  document.paths[path.replace(':parcelId', '{parcelId}')]?.[method.toLowerCase()] as Operation

const everyPart = (value: unknown): readonly Record<string, unknown>[] =>
  typeof value === 'object' && value !== null
    ? [value as Record<string, unknown>, ...Object.values(value).flatMap(everyPart)]
    : []

describe('the API description', () => {
  it('has every route, under its own name', () => {
    expect(routes.map((one) => operationOf(one).operationId)).toEqual(
      routes.map(({ name }) => name),
    )
    expect(Object.values(document.paths).flatMap(Object.keys)).toHaveLength(routes.length)
  })

  it.each(routes.map((one) => [one.name, one] as const))(
    'says of %s who may call it, and every kind of problem',
    (_name, one) => {
      const operation = operationOf(one)
      const reason = operation['x-roles'] ?? operation['x-open'] ?? operation['x-signed']
      expect(reason?.length).toBeGreaterThan(0)
      expect(operation.security).toHaveLength('roles' in one.access ? 2 : 0)
      const problems = Object.entries(operation.responses).filter(
        ([status]) => status === 'default' || Number(status) >= 400,
      )
      expect(problems.map(([status]) => status)).toEqual(
        expect.arrayContaining(['400', '431', '500', '503', 'default']),
      )
      for (const [, { content }] of problems)
        expect(content?.['application/problem+json']?.schema).toEqual({
          $ref: '#/components/schemas/Problem',
        })
    },
  )

  it('lists the refusals of a route beside what the gateway may answer', () => {
    expect(operationOf(echoParcel).responses['422']?.['x-problems']).toEqual([
      'idempotency-key-reused',
      'parcel-too-heavy',
    ])
    expect(operationOf(routes[2]!).responses['404']?.['x-problems']).toEqual(['parcel-not-found'])
  })

  it('asks for a key and a token where something changes, and for a position where something is read', () => {
    const names = (one: Route) =>
      operationOf(one).parameters.map(({ name, $ref }) => name ?? $ref?.split('/').at(-1))
    expect(routes.map(names)).toEqual([
      ['IdempotencyKey', 'Prefer', 'CsrfToken', 'ApiVersion'],
      ['after', 'limit', 'between', 'ApiVersion'],
      ['parcelId', 'IfNoneMatch', 'ApiVersion'],
      ['after', 'LastEventId'],
      ['IfMatch', 'ApiVersion'],
      ['ApiVersion'],
    ])
  })

  it('says where an answer has a validator, and that nothing new is 304', () => {
    const { responses } = operationOf(routes[2]!)
    expect(responses['200']?.headers).toHaveProperty('etag')
    expect(responses['304']).not.toHaveProperty('content')
    for (const other of routes.filter(({ name }) => name !== 'getParcel'))
      expect(operationOf(other).responses).not.toHaveProperty('304')
  })

  it('describes what has a title once', () => {
    expect(document.components.schemas).toHaveProperty('Parcel')
    expect(operationOf(routes[2]!).responses['200']?.content?.['application/json']?.schema).toEqual(
      {
        $ref: '#/components/schemas/Parcel',
      },
    )
  })

  it('refuses in words what is refused in fact: unknown fields', () => {
    expect(operationOf(echoParcel).requestBody?.content['application/json']?.schema).toMatchObject({
      additionalProperties: false,
      properties: { to: { additionalProperties: false } },
    })
  })

  it('refers to nothing that is not there', () => {
    const refs = everyPart(document).flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []))
    expect(refs.length).toBeGreaterThan(10)
    const target = (ref: string) =>
      ref
        .slice(2)
        .split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], document)
    expect(refs.filter((ref) => target(ref) === undefined)).toEqual([])
  })

  it('has schemas that any reader of JSON Schema 2020-12 understands', () => {
    const ajv = new Ajv2020({
      strict: true,
      strictTypes: false,
      strictTuples: false,
      allowUnionTypes: true,
    })
    addFormats.default(ajv)
    ajv.addSchema({ $id: 'api', components: { schemas: {} } })
    const schemas = everyPart(document).flatMap(({ schema }) => (isSchema(schema) ? [schema] : []))
    for (const schema of schemas.filter(
      (one) => !('$ref' in one) && !JSON.stringify(one).includes('$ref'),
    ))
      expect(() => ajv.compile(schema)).not.toThrow()
    expect(schemas.length).toBeGreaterThan(15)
  })

  it('is served, with pages that load nothing from elsewhere', async () => {
    const { url } = await startGateway(routes)
    const served = (await (await fetch(`${url}/openapi.json`)).json()) as {
      openapi: string
      paths: object
    }
    expect(served.openapi).toBe('3.1.1')
    expect(Object.keys(served.paths)).toHaveLength(5)
    const page = await fetch(`${url}/docs`)
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'self'; script-src 'self';",
    )
    const html = await page.text()
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(loaded.length).toBeGreaterThan(5)
    for (const path of loaded) {
      const response = await fetch(new URL(path, `${url}/docs`))
      expect([path, response.status]).toEqual([expect.not.stringMatching(/^(https?:)?\/\//), 200])
      await response.arrayBuffer()
    }
    const shown = (await (await fetch(`${url}/docs/json`)).json()) as object
    expect(shown).toEqual(served)
  })
})
