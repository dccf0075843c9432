import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MemoryView } from '../adapters/memory/views.ts'
import type { Role } from '../kernel/role.ts'
import { positionToken } from '../kernel/position-token.ts'
import { liveRoute } from '../kernel/route.ts'
import { ArrayLog } from '../testing/array-log.ts'
import { openEventStream, type StreamedEvent } from '../testing/event-stream.ts'
import { problemIn, startGateway, type GatewaySettings } from '../testing/gateway.ts'
import { parcelsView, weighed, type Parcel } from '../testing/parcels.ts'
import { openRaw } from '../testing/raw-http.ts'
import type { LiveLimits } from './limits.ts'

const start = async (live: Partial<LiveLimits> = {}, settings: GatewaySettings = {}) => {
  const log = new ArrayLog('parcels')
  const view = new MemoryView(parcelsView, log)
  const shown: string[] = []
  const watchParcels = liveRoute({
    path: '/v1/parcels/live',
    name: 'watchParcels',
    summary: 'Watch parcels',
    tag: 'Parcels',
    access: { roles: ['viewer', 'operator'] },
    feed: {
      view: view.reader,
      show: (rows, caller) => {
        shown.push(`${caller.actor} ${caller.roles.join()}`)
        const items = rows.map(({ key, row }) => ({ id: key, weight: (row as Parcel).weight }))
        const seen = caller.roles.includes('operator')
          ? items
          : items.filter(({ id }) => !id.startsWith('secret'))
        return Promise.resolve(seen)
      },
    },
  })
  const running = await startGateway([watchParcels], {
    ...settings,
    limits: { live: { coalesceMs: 20, pollMs: 60, ...live } },
  })
  /** Adds to the log and lets the view follow, in one step for all of them. */
  const weigh = async (...events: readonly ReturnType<typeof weighed>[]) => {
    log.append(...events)
    await view.step()
  }
  const watch = async (role: Role = 'viewer', query = '', headers: Record<string, string> = {}) => {
    const stream = await openEventStream(`${running.url}/v1/parcels/live${query}`, {
      authorization: `Bearer key-of-${role}`,
      ...headers,
    })
    onTestFinished(() => stream.close())
    return stream
  }
  return { ...running, log, view, weigh, watch, shown }
}

const token = (position: number) => positionToken('parcels', position)

/** The last weight of each parcel that the events told. */
const weights = (events: readonly StreamedEvent[]): Record<string, number> =>
  Object.fromEntries(
    events
      .filter(({ event }) => event === 'rows')
      .flatMap(({ data }) => (data as { items: readonly { id: string; weight: number }[] }).items)
      .map(({ id, weight }) => [id, weight]),
  )

describe('a live list', () => {
  it('begins at the present and shows what changes from then on', async () => {
    const { weigh, watch } = await start()
    await weigh(weighed(1, 'a'))
    const stream = await watch()
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers.get('cache-control')).toBe('no-store')
    expect(await stream.until(({ length }) => length === 1)).toEqual([
      { event: undefined, id: token(1), data: undefined },
    ])
    await weigh(weighed(2, 'b'))
    const events = await stream.until(({ length }) => length === 2)
    expect(events[1]).toEqual({
      event: 'rows',
      id: token(2),
      data: { items: [{ id: 'b', weight: 2 }] },
    })
  })

  it.each([
    ['Last-Event-ID', '', { 'last-event-id': token(2) }],
    ['the position of a list', `?after=${token(2)}`, {}],
    [
      'Last-Event-ID, which is newer than the address',
      `?after=${token(0)}`,
      { 'last-event-id': token(2) },
    ],
  ])('goes on behind %s', async (_what, query, headers: Record<string, string>) => {
    const { weigh, watch } = await start()
    await weigh(weighed(1, 'a'), weighed(1, 'b'), weighed(3, 'c'), weighed(4, 'a'))
    const stream = await watch('viewer', query, headers)
    const events = await stream.until((all) => all.some(({ id }) => id === token(4)))
    expect(weights(events)).toEqual({ c: 3, a: 4 })
  })

  it('catches up page by page, then stays with the present', async () => {
    const { weigh, watch } = await start({ rowsPerReadMax: 3 })
    const ids = Array.from({ length: 20 }, (_, index) => `p${index}`)
    await weigh(...ids.map((id) => weighed(1, id)))
    const stream = await watch('viewer', `?after=${token(0)}`)
    await stream.until((all) => Object.keys(weights(all)).length === 20)
    await weigh(weighed(2, 'p3'))
    const events = await stream.until((all) => weights(all)['p3'] === 2)
    expect(events.filter(({ event }) => event === 'rows').length).toBeGreaterThanOrEqual(8)
  })

  it('loses no row when readers come while rows change', async () => {
    const { weigh, watch } = await start({ rowsPerReadMax: 2, coalesceMs: 1 })
    const streams = []
    for (let round = 1; round <= 30; round++) {
      await weigh(weighed(round, `p${round % 7}`, `q${round % 5}`))
      if (round % 3 === 0) streams.push(await watch('operator', `?after=${token(0)}`))
    }
    const last = Object.fromEntries([
      ...[24, 25, 26, 27, 28, 29, 30].map((round) => [`p${round % 7}`, round]),
      ...[26, 27, 28, 29, 30].map((round) => [`q${round % 5}`, round]),
    ]) as Record<string, number>
    for (const stream of streams)
      expect(weights(await stream.until((all) => all.some(({ id }) => id === token(30))))).toEqual(
        last,
      )
  })

  it('reads the view once for all, and shows it once for each set of roles', async () => {
    const { weigh, watch, shown } = await start()
    const streams = [await watch('viewer'), await watch('viewer'), await watch('operator')]
    for (const stream of streams) await stream.until(({ length }) => length === 1)
    await weigh(weighed(1, 'a', 'secret-b'))
    const [viewer, , operator] = await Promise.all(
      streams.map((stream) => stream.until(({ length }) => length === 2)),
    )
    expect(weights(viewer ?? [])).toEqual({ a: 1 })
    expect(weights(operator ?? [])).toEqual({ a: 1, 'secret-b': 1 })
    expect(shown.sort()).toEqual(['live-reader operator', 'live-reader viewer'])
  })

  it('tells a burst of changes as few events', async () => {
    const { weigh, watch } = await start({ coalesceMs: 40 })
    const stream = await watch()
    await stream.until(({ length }) => length === 1)
    for (let round = 1; round <= 200; round++) await weigh(weighed(round, 'a'))
    const events = await stream.until((all) => weights(all)['a'] === 200)
    expect(events.length).toBeLessThan(20)
  })

  it('notices what no signal told of', async () => {
    const { log, view, watch } = await start()
    const listen = view.reader.onChanged.bind(view.reader)
    Object.assign(view.reader, { onChanged: () => () => undefined })
    const stream = await watch()
    await stream.until(({ length }) => length === 1)
    log.append(weighed(1, 'a'))
    await view.step()
    expect(weights(await stream.until(({ length }) => length === 2))).toEqual({ a: 1 })
    Object.assign(view.reader, { onChanged: listen })
  })

  it('goes on after the view could not be read for a while', async () => {
    const { view, weigh, watch } = await start()
    const stream = await watch()
    await stream.until(({ length }) => length === 1)
    const changes = view.reader.changes.bind(view.reader)
    Object.assign(view.reader, { changes: () => Promise.reject(new Error('connection lost')) })
    await weigh(weighed(1, 'a'))
    await delay(100)
    Object.assign(view.reader, { changes })
    expect(weights(await stream.until(({ length }) => length === 2))).toEqual({ a: 1 })
  })

  it('tells where to resume even when nothing was there to be shown', async () => {
    const { weigh, watch } = await start({ heartbeatMs: 50 })
    const stream = await watch('viewer')
    await weigh(weighed(1, 'secret-a'))
    await stream.until((all) => all.some(({ id }) => id === token(1)))
    expect(weights(await stream.until(({ length }) => length > 2))).toEqual({})
    expect(stream.text()).toContain(': still here\n')
  })

  it.each([
    ['of another log', 'letters~1'],
    ['that is none', 'yesterday'],
    ['that would end a line', 'parcels~1%0Adata: x'],
  ])('refuses a position %s', async (_which, bad) => {
    const { ask } = await start()
    const asked = await ask('viewer', `/v1/parcels/live?after=${bad}`)
    expect(await problemIn(asked)).toMatchObject({
      status: 400,
      fields: [{ field: 'query/after' }],
    })
    const headers = { 'last-event-id': decodeURIComponent(bad).replaceAll('\n', ' ') }
    const resumed = await ask('viewer', '/v1/parcels/live', { headers })
    expect(await problemIn(resumed)).toMatchObject({ fields: [{ field: 'header/last-event-id' }] })
  })

  it('answers a position that has not come yet from the present on', async () => {
    const { weigh, watch } = await start()
    await weigh(weighed(1, 'a'))
    const stream = await watch('viewer', `?after=${token(1_000)}`)
    await weigh(weighed(2, 'b'))
    expect(weights(await stream.until(({ length }) => length === 2))).toEqual({ b: 2 })
  })
})

describe('a live connection', () => {
  it('is not given to those who may not', async () => {
    const { ask, url } = await start()
    expect((await ask('service', '/v1/parcels/live')).status).toBe(403)
    expect((await fetch(`${url}/v1/parcels/live`)).status).toBe(401)
  })

  it('ends soon after the session or key behind it', async () => {
    const { watch, ended } = await start({ callerCheckMs: 30 })
    const [leaving, staying] = [await watch('viewer'), await watch('operator')]
    ended.add('viewer')
    await leaving.ended
    await delay(80)
    const open = await Promise.race([staying.ended.then(() => 'ended'), delay(0, 'open')])
    expect(open).toBe('open')
  })

  it('is one of a few that a caller may have', async () => {
    const { watch, ask } = await start({ connectionsPerCallerMax: 2 })
    const first = await watch('viewer')
    await watch('viewer')
    expect(await problemIn(await ask('viewer', '/v1/parcels/live'))).toMatchObject({
      status: 429,
      type: '/problems/too-many-live-connections',
    })
    await watch('operator')
    first.close()
    await expect.poll(async () => (await watch('viewer')).response.status).toBe(200)
  })

  it('whose reader is too slow is cut off, and no other', async () => {
    const { port, watch, weigh, url } = await start({ bufferBytesMax: 50_000 })
    const good = await watch('operator')
    const slow = await openRaw(port)
    slow.socket.write(
      'GET /v1/parcels/live HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer key-of-viewer\r\n\r\n',
    )
    await expect.poll(slow.received).toContain('retry')
    slow.socket.pause()
    const longId = 'x'.repeat(20_000)
    const cutOff = async () =>
      (await (await fetch(`${url}/metrics`)).text()).includes('cut_off_total 1')
    for (let round = 1; !(await cutOff()); round++) {
      const ids = Array.from({ length: 50 }, (_, index) => `${longId}${index}`)
      await weigh(weighed(round, ...ids))
      await good.until((all) => all.at(-1)?.id === token(round))
    }
    slow.socket.resume()
    await slow.closed
    await weigh(weighed(77, 'last'))
    expect(weights(await good.until((all) => weights(all)['last'] === 77))['last']).toBe(77)
  })

  it('ends at once when the gateway closes', async () => {
    const { watch, gateway } = await start()
    const stream = await watch()
    await gateway.close()
    await stream.ended
    expect(stream.response.status).toBe(200)
  })

  it('leaves nothing behind', async () => {
    const { watch, url, view, weigh, shown } = await start()
    let listeners = 0
    const onChanged = view.reader.onChanged.bind(view.reader)
    Object.assign(view.reader, {
      onChanged: (listener: () => void) => {
        const stop = onChanged(listener)
        listeners++
        return () => {
          listeners--
          stop()
        }
      },
    })
    const streams = [await watch('viewer'), await watch('operator')]
    for (const stream of streams) await stream.until(({ length }) => length === 1)
    expect(listeners).toBe(1)
    for (const stream of streams) stream.close()
    const open = async () =>
      /live_connections (\d+)/.exec(await (await fetch(`${url}/metrics`)).text())?.[1]
    await expect.poll(open).toBe('0')
    expect(listeners).toBe(0)
    await weigh(weighed(1, 'a'))
    await delay(100)
    expect(shown).toEqual([])
  })
})
