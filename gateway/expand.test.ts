import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import type { Json } from '../kernel/json.ts'
import { ok } from '../kernel/reply.ts'
import type { Role } from '../kernel/role.ts'
import { route, type ExchangeRoute, type Route } from '../kernel/route.ts'
import { problemIn, startGateway } from '../testing/gateway.ts'
import { expandDefects } from './expand.ts'

const Depot = Type.Object({ depotId: Type.String(), town: Type.String() })
const Van = Type.Object({ vanId: Type.String(), depotId: Type.Optional(Type.String()) })
const Parcel = Type.Object({ parcelId: Type.String(), vanId: Type.Optional(Type.String()) })

const vans: Readonly<Record<string, object>> = {
  v1: { vanId: 'v1', depotId: 'd1' },
  v2: { vanId: 'v2', depotId: 'd1' },
  v3: { vanId: 'v3' },
}
const parcels = [
  { parcelId: 'p1', vanId: 'v1' },
  { parcelId: 'p2', vanId: 'v2' },
  { parcelId: 'p3', vanId: 'v1' },
  { parcelId: 'p4' },
  { parcelId: 'p5', vanId: 'scrapped' },
  { parcelId: 'p6', vanId: 'v3' },
]

/** Parcels lie in vans, vans belong to depots; each showing of many is noted. */
const shop = (depotRoles: readonly Role[] = ['viewer']) => {
  const asked: (readonly string[])[] = []
  const reading = (
    path: string,
    name: string,
    described: Partial<ExchangeRoute> & Pick<ExchangeRoute, 'replies' | 'handle'>,
    roles: readonly Role[] = ['viewer', 'operator'],
  ): Route =>
    route({
      method: 'GET',
      path,
      name,
      summary: name,
      tag: 'Parcels',
      access: { roles },
      ...described,
    })
  const showing = (known: Readonly<Record<string, object>>) => (ids: readonly string[]) => {
    asked.push(ids)
    return Promise.resolve(
      new Map(ids.flatMap((id) => (known[id] ? [[id, known[id] as Json] as const] : []))),
    )
  }
  const van = { van: { id: 'vanId', shownBy: 'getVan' } }
  const routes = [
    reading('/v1/parcels', 'listParcels', {
      replies: { 200: Type.Object({ items: Type.Array(Parcel) }) },
      expandable: van,
      handle: () => Promise.resolve(ok({ items: parcels })),
    }),
    reading('/v1/parcels/:parcelId', 'getParcel', {
      replies: { 200: Parcel },
      expandable: van,
      handle: () => Promise.resolve(ok(parcels[0] as Json, { etag: '1' })),
    }),
    reading('/v1/vans/:vanId', 'getVan', {
      replies: { 200: Van },
      expandable: { depot: { id: 'depotId', shownBy: 'getDepot' } },
      showMany: showing(vans),
      handle: () => Promise.resolve(ok(vans['v1'] as Json)),
    }),
    reading(
      '/v1/depots/:depotId',
      'getDepot',
      {
        replies: { 200: Depot },
        showMany: showing({ d1: { depotId: 'd1', town: 'Bern' } }),
        handle: () => Promise.resolve(ok({ depotId: 'd1', town: 'Bern' })),
      },
      depotRoles,
    ),
  ]
  return { asked, routes }
}

describe('References', () => {
  it('are ids until they are asked for', async () => {
    const { asked, routes } = shop()
    const { ask } = await startGateway(routes)
    expect(await (await ask('viewer', '/v1/parcels')).json()).toEqual({ items: parcels })
    expect(asked).toEqual([])
  })

  it('are shown in full beside their ids, each kind asked for once however many name it', async () => {
    const { asked, routes } = shop()
    const { ask } = await startGateway(routes)
    const { items } = (await (await ask('viewer', '/v1/parcels?expand=van.depot')).json()) as {
      items: unknown[]
    }
    const depot = { depotId: 'd1', town: 'Bern' }
    expect(items).toEqual([
      { ...parcels[0], van: { ...vans['v1'], depot } },
      { ...parcels[1], van: { ...vans['v2'], depot } },
      { ...parcels[2], van: { ...vans['v1'], depot } },
      parcels[3],
      { ...parcels[4], van: null },
      { ...parcels[5], van: vans['v3'] },
    ])
    expect(asked).toEqual([['v1', 'v2', 'scrapped', 'v3'], ['d1']])
  })

  it('are expanded in one thing too, which then is not what its validator names', async () => {
    const { routes } = shop()
    const { ask } = await startGateway(routes)
    const plain = await ask('viewer', '/v1/parcels/p1')
    const expanded = await ask('viewer', '/v1/parcels/p1?expand=van', {
      headers: { 'if-none-match': '"1"' },
    })
    expect([plain.headers.get('etag'), expanded.headers.get('etag')]).toEqual(['"1"', null])
    expect(await expanded.json()).toEqual({ ...parcels[0], van: vans['v1'] })
  })

  it.each(['depot', 'van.depot.town', 'van.depot.', 'van,owner', ''])(
    'that are none are refused by name: %j',
    async (expand) => {
      const { routes } = shop()
      const { ask } = await startGateway(routes)
      const response = await ask('viewer', `/v1/parcels?expand=${expand}`)
      const { fields } = await problemIn(response)
      expect([response.status, fields?.[0]?.field]).toEqual([
        400,
        `query/expand/${expand.split(',').length - 1}`,
      ])
      expect(fields?.[0]?.reason).toBe('must be one of van, van.depot')
    },
  )

  it('are for those who may see what they name', async () => {
    const { routes } = shop(['viewer'])
    const { ask } = await startGateway(routes)
    expect((await ask('operator', '/v1/parcels?expand=van')).status).toBe(200)
    const response = await ask('operator', '/v1/parcels?expand=van.depot')
    expect([response.status, (await problemIn(response)).detail]).toEqual([
      403,
      'To expand depot needs one of: viewer',
    ])
  })

  it('stand in the description, with the shape that they add', async () => {
    const { routes } = shop()
    const { url } = await startGateway(routes)
    const document = JSON.stringify(await (await fetch(`${url}/openapi.json`)).json())
    expect(document).toContain('"enum":["van","van.depot"]')
    expect(document).toContain('With `expand=depot`; null where there is no such thing')
  })

  it('to what no route shows, or by what the answer does not have, keep the gateway from starting', async () => {
    const [list, get, van] = shop().routes
    expect(expandDefects([list, get, van] as Route[])).toEqual([
      'getVan (GET /v1/vans/:vanId) expands depot by getDepot, which shows no such things',
    ])
    const lost = { ...list, expandable: { van: { id: 'wanId', shownBy: 'getVan' } } } as Route
    expect(expandDefects([lost, van as Route])[0]).toMatch(/expands van by wanId, which its answer/)
    await expect(startGateway([list, get, van] as Route[])).rejects.toThrow(/getDepot/)
  })
})
