import Type from 'typebox'
import { beforeEach, describe, expect, it } from 'vitest'
import { renamed } from '../kernel/api-version.ts'
import type { Json } from '../kernel/json.ts'
import { ok } from '../kernel/reply.ts'
import type { Caller } from '../kernel/role.ts'
import { route, type Route } from '../kernel/route.ts'
import { problemIn, startGateway } from '../testing/gateway.ts'

const described = { tag: 'Parcels', access: { roles: ['operator'] } } as const

/** Was `{"kilos":3}` once and is `{"grams":3000}` now, both ways. */
const weigh: Route = route<Record<string, never>, { unit?: string }, { grams: number }>({
  ...described,
  method: 'POST',
  path: '/v1/weighings',
  name: 'weigh',
  summary: 'Weigh',
  query: Type.Object({ unit: Type.Optional(Type.String()) }),
  body: { schema: Type.Object({ grams: Type.Integer() }) },
  replies: { 200: Type.Object({ grams: Type.Integer(), unit: Type.Optional(Type.String()) }) },
  refusals: { 'too-heavy': 422 },
  changes: [
    {
      version: '2026-11-21',
      what: '`kilos` became `grams`.',
      upgradeRequest: ({ query, body }) => {
        const { kilos, ...rest } = body as { kilos: number }
        return { query: renamed(query, 'u', 'unit'), body: { ...rest, grams: kilos * 1_000 } }
      },
      downgradeAnswer: (answer) => {
        const { grams, ...rest } = answer as { grams: number } & Record<string, Json>
        return { ...rest, kilos: grams / 1_000 }
      },
    },
  ],
  handle: ({ body, query }) => Promise.resolve(ok({ ...body, ...query }, { etag: '1' })),
})

const old: Route = route({
  ...described,
  method: 'GET',
  path: '/v1/scales',
  name: 'listScales',
  summary: 'List scales',
  deprecated: { since: '2026-11-21', sunset: '2027-11-21', instead: 'call /v1/weighings' },
  replies: { 200: Type.Object({}) },
  handle: () => Promise.resolve(ok({})),
})

let pinned: string | undefined
let ask: Awaited<ReturnType<typeof startGateway>>['ask']
let url: string
beforeEach(async () => {
  pinned = undefined
  const caller = (): Caller => ({
    actor: 'api-key:1',
    roles: ['operator'],
    ...(pinned ? { apiVersion: pinned } : {}),
  })
  const authenticator = {
    session: () => Promise.resolve(undefined),
    apiKey: () => Promise.resolve(caller()),
  }
  ;({ ask, url } = await startGateway([weigh, old], { authenticator }))
})

const send = (body: object, version?: string, query = '') =>
  ask('operator', `/v1/weighings${query}`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(version ? { headers: { 'millrace-version': version } } : {}),
  })

describe('A version of the API', () => {
  it('is the newest where nobody says otherwise', async () => {
    const response = await send({ grams: 5 })
    expect(response.headers.get('millrace-version')).toBe('2026-11-21')
    expect(response.headers.get('deprecation')).toBeNull()
    expect([await response.json(), response.headers.get('etag')]).toEqual([{ grams: 5 }, '"1"'])
  })

  it('before it is still spoken: in what is asked, and in what is answered', async () => {
    const response = await send({ kilos: 3 }, '2026-11-14', '?u=metric')
    expect(await response.json()).toEqual({ kilos: 3, unit: 'metric' })
    expect(response.headers.get('millrace-version')).toBe('2026-11-14')
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(response.headers.get('deprecation')).toBe(`@${Date.UTC(2026, 10, 21) / 1_000}`)
    expect(response.headers.get('sunset')).toBe('Tue, 21 Nov 2028 00:00:00 GMT')
    expect(response.headers.get('etag')).toBeNull()
  })

  it('is that of the key, and that of the header where both are said', async () => {
    pinned = '2026-11-14'
    expect(await (await send({ kilos: 3 })).json()).toEqual({ kilos: 3 })
    expect(await (await send({ grams: 3 }, '2026-11-21')).json()).toEqual({ grams: 3 })
  })

  it.each(['2026-11-20', 'newest', ''])('that there is not is refused: %j', async (version) => {
    const response = await ask('operator', '/v1/scales', {
      headers: { 'millrace-version': version },
    })
    expect([response.status, (await problemIn(response)).fields]).toEqual([
      400,
      [
        {
          field: 'header/millrace-version',
          reason: 'must be one of 2026-11-14, 2026-11-21',
        },
      ],
    ])
  })

  it('says of what an earlier one asks wrongly what is wrong with it now', async () => {
    const response = await send({ kilos: 'heavy' }, '2026-11-14')
    expect((await problemIn(response)).fields?.[0]?.field).toBe('body/grams')
  })
})

describe('A route that will end', () => {
  it('says so, and when', async () => {
    const { headers } = await ask('operator', '/v1/scales')
    expect(headers.get('deprecation')).toBe(`@${Date.UTC(2026, 10, 21) / 1_000}`)
    expect(headers.get('sunset')).toBe('Sun, 21 Nov 2027 00:00:00 GMT')
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, object>>
    }
    expect(paths['/v1/scales']?.['get']).toMatchObject({
      deprecated: true,
      description: 'Ends on 2027-11-21: call /v1/weighings',
    })
  })
})
