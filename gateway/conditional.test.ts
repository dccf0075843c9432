import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { MemoryView } from '../adapters/memory/views.ts'
import { preconditionFailure } from '../kernel/precondition.ts'
import { positionToken } from '../kernel/position-token.ts'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { InvalidQuery } from '../kernel/view.ts'
import { ArrayLog } from '../testing/array-log.ts'
import { problemIn, startGateway } from '../testing/gateway.ts'
import { parcelsView, weighed } from '../testing/parcels.ts'

const start = async () => {
  const log = new ArrayLog('parcels')
  const view = new MemoryView(parcelsView, log)
  log.append(weighed(5, 'a'))
  await view.step()
  const etagOf = async (id: string) => {
    const row = await view.reader.get(id)
    return row && `${id}-${row.position}`
  }
  const getParcel = route<{ parcelId: string }>({
    method: 'GET',
    path: '/v1/parcels/:parcelId',
    name: 'getParcel',
    summary: 'Get a parcel',
    tag: 'Parcels',
    access: { roles: ['viewer'] },
    shows: view.reader,
    replies: { 200: Type.Object({ weight: Type.Integer() }) },
    handle: async ({ params }) => {
      const row = await view.reader.get(params.parcelId)
      return ok(
        { weight: row?.row.weight ?? 0, secret: 'not described' },
        { etag: `${params.parcelId}-${row?.position}` },
      )
    },
  })
  const weighParcel = route<{ parcelId: string }, Record<string, never>, { weight: number }>({
    method: 'PUT',
    path: '/v1/parcels/:parcelId',
    name: 'weighParcel',
    summary: 'Weigh a parcel',
    tag: 'Parcels',
    access: { roles: ['viewer'] },
    body: { schema: Type.Object({ weight: Type.Integer() }) },
    replies: { 200: Type.Any() },
    handle: async ({ params, body, header }) => {
      const failure = preconditionFailure(header('If-Match'), await etagOf(params.parcelId))
      if (failure) return failure
      log.append(weighed(body.weight, params.parcelId))
      await view.step()
      return ok({ position: positionToken('parcels', log.events.length) })
    },
  })
  const sortParcels = route({
    method: 'GET',
    path: '/v1/sorted-parcels',
    name: 'sortParcels',
    summary: 'Sort parcels',
    tag: 'Parcels',
    access: { roles: ['viewer'] },
    replies: { 200: Type.Any() },
    handle: () => Promise.reject(new InvalidQuery('sort', 'colour is not indexed')),
  })
  const limits = { waitForPositionMs: 40 }
  const running = await startGateway([getParcel, weighParcel, sortParcels], { limits })
  const put = (weight: number, ifMatch?: string) =>
    running.ask('viewer', '/v1/parcels/a', {
      method: 'PUT',
      body: JSON.stringify({ weight }),
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    })
  const get = (headers: Record<string, string> = {}, query = '') =>
    running.ask('viewer', `/v1/parcels/a${query}`, { headers })
  return { ...running, log, view, put, get }
}

describe('a read', () => {
  it('gives what the route describes, and a validator', async () => {
    const { get } = await start()
    const response = await get()
    expect(response.headers.get('etag')).toBe('"a-1"')
    expect(await response.json()).toEqual({ weight: 5 })
  })

  it('of what the caller has already is 304, without a body', async () => {
    const { get, put } = await start()
    for (const known of ['"a-1"', '"x", "a-1"', 'W/"a-1"', '*']) {
      const response = await get({ 'if-none-match': known })
      expect(response.status).toBe(304)
      expect(await response.text()).toBe('')
      expect(response.headers.get('etag')).toBe('"a-1"')
    }
    await put(6)
    expect((await get({ 'if-none-match': '"a-1"' })).status).toBe(200)
  })

  it('sorted by what cannot be sorted by names the parameter', async () => {
    const { ask } = await start()
    expect(await problemIn(await ask('viewer', '/v1/sorted-parcels'))).toMatchObject({
      status: 400,
      fields: [{ field: 'query/sort', reason: 'colour is not indexed' }],
    })
  })
})

describe('a change', () => {
  it('of what the caller saw last goes through', async () => {
    const { put, get } = await start()
    expect((await put(6, '"a-1"')).status).toBe(200)
    expect(await (await get()).json()).toEqual({ weight: 6 })
  })

  it('of what has changed meanwhile is 412, and says what is there now', async () => {
    const { put, get } = await start()
    await put(6)
    const response = await put(7, '"a-1"')
    expect(response.headers.get('etag')).toBe('"a-2"')
    expect(await problemIn(response)).toMatchObject({
      status: 412,
      type: '/problems/precondition-failed',
    })
    expect(await (await get()).json()).toEqual({ weight: 6 })
  })
})

describe('a read after a position', () => {
  it('waits until the view has come that far', async () => {
    const { log, view, get } = await start()
    log.append(weighed(9, 'a'))
    const reading = get({}, `?after=${positionToken('parcels', 2)}`)
    setTimeout(() => void view.step(), 10)
    expect(await (await reading).json()).toEqual({ weight: 9 })
  })

  it('does not wait for what is there', async () => {
    const { get } = await start()
    expect((await get({}, `?after=${positionToken('parcels', 1)}`)).status).toBe(200)
  })

  it('is told to try again when that takes too long', async () => {
    const { get } = await start()
    const response = await get({}, `?after=${positionToken('parcels', 2)}`)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await problemIn(response)).toMatchObject({
      status: 409,
      type: '/problems/not-yet-visible',
    })
  })

  it.each(['letters~1', 'parcels', 'parcels~', '~1', '1'])(
    'that is %s is refused by name',
    async (token) => {
      const { get } = await start()
      expect(await problemIn(await get({}, `?after=${token}`))).toMatchObject({
        status: 400,
        fields: [{ field: 'query/after' }],
      })
    },
  )
})
