import { once } from 'node:events'
import { Buffer } from 'node:buffer'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import Type from 'typebox'
import { describe, expect, it, onTestFinished } from 'vitest'
import { MemoryView } from '../../adapters/memory/views.ts'
import { ok } from '../../kernel/reply.ts'
import { liveRoute, route, type LiveRoute, type Route } from '../../kernel/route.ts'
import { ArrayLog } from '../../testing/array-log.ts'
import { openEventStream } from '../../testing/event-stream.ts'
import {
  problemIn,
  startGateway,
  type GatewaySettings,
  type RunningGateway,
} from '../../testing/gateway.ts'
import { parcelsView, weighed, type Parcel } from '../../testing/parcels.ts'
import { hasIpv6, itWhen } from '../../testing/run-when.ts'
import { admittedHeader, signAdmitted } from './admitted.ts'
import { Workers, type WorkerPlace } from './workers.ts'

const secret = Buffer.alloc(32, 7)

interface Seen {
  readonly worker: string
  readonly route: string
  readonly actor: string
  readonly address: string
  readonly requestId: string
  readonly commandId?: string
  readonly credential?: string | undefined
}

/** The routes of a context as each process has them; what they are asked is written down. */
const routesOf = (
  worker: string,
  seen: Seen[],
  feed: Pick<LiveRoute['feed'], 'view'>,
): readonly Route[] => [
  route<Record<string, never>, Record<string, never>, { account: string }>({
    method: 'POST',
    path: '/v1/parcels',
    name: 'sendParcel',
    summary: 'Send a parcel',
    tag: 'Parcels',
    access: { roles: ['operator'] },
    body: { schema: Type.Object({ account: Type.String({ maxLength: 20 }) }) },
    replies: { 201: Type.Object({ worker: Type.String(), commandId: Type.String() }) },
    routingKey: ({ body }) =>
      typeof body === 'object' && body !== null && 'account' in body
        ? `account:${JSON.stringify(body.account)}`
        : undefined,
    handle: async ({ caller, address, requestId, envelope, header, body }) => {
      const { commandId } = envelope({ ...body })
      const credential = header('authorization')
      seen.push({
        worker,
        route: 'sendParcel',
        actor: caller.actor,
        address,
        requestId,
        commandId,
        credential,
      })
      return { status: 201, body: { worker, commandId }, cookies: ['parcel=1; HttpOnly'] }
    },
  }),
  route({
    method: 'GET',
    path: '/v1/parcels',
    name: 'listParcels',
    summary: 'All parcels',
    tag: 'Parcels',
    access: { roles: ['viewer', 'operator'] },
    replies: { 200: Type.Object({ worker: Type.String() }) },
    handle: async ({ caller, address, requestId }) => {
      seen.push({ worker, route: 'listParcels', actor: caller.actor, address, requestId })
      return ok({ worker })
    },
  }),
  route<Record<string, never>, Record<string, never>, AsyncIterable<Uint8Array>>({
    method: 'POST',
    path: '/v1/parcels/manifests',
    name: 'receiveManifest',
    summary: 'A long list of parcels',
    tag: 'Parcels',
    access: { open: 'for the test' },
    withoutIdempotencyKey: 'it only counts',
    body: { mediaTypes: ['application/xml'], description: 'A manifest', streamed: true },
    bodyBytesMax: 3_000_000,
    replies: { 200: Type.Object({ bytes: Type.Integer() }) },
    handle: async ({ body }) => {
      let bytes = 0
      for await (const piece of body) bytes += piece.length
      return ok({ bytes })
    },
  }),
  route({
    method: 'GET',
    path: '/v1/parcels/export',
    name: 'exportParcels',
    summary: 'All parcels, one a line',
    tag: 'Parcels',
    access: { roles: ['viewer'] },
    replies: { 200: Type.String({ contentMediaType: 'application/x-ndjson' }) },
    handle: async () => ({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      text: lines(),
    }),
  }),
  liveRoute({
    path: '/v1/parcels/live',
    name: 'watchParcels',
    summary: 'Watch parcels',
    tag: 'Parcels',
    access: { roles: ['viewer'] },
    feed: {
      view: feed.view,
      show: (rows) =>
        Promise.resolve(rows.map(({ key, row }) => ({ id: key, weight: (row as Parcel).weight }))),
    },
  }),
]

async function* lines(): AsyncGenerator<string> {
  for (let number = 0; number < 20_000; number++) yield `{"parcel":${number}}\n`
}

const place = (id: string, url: string): WorkerPlace => ({ id, url, serves: ['parcels'] })

/** A gateway in front of workers that are gateways themselves, each on a port of its own. */
const start = async (names: readonly string[] = ['a', 'b'], settings: GatewaySettings = {}) => {
  const seen: Seen[] = []
  const log = new ArrayLog('parcels')
  const feed = new MemoryView(parcelsView, log)
  const watched = { view: feed.reader }
  const running = new Map<string, RunningGateway>()
  for (const name of names)
    running.set(
      name,
      await startGateway(routesOf(name, seen, watched), {
        behind: { secret },
        limits: { live: { coalesceMs: 20, pollMs: 60 } },
      }),
    )
  const workers = new Workers()
  const places = [...running].map(([name, { url }]) => place(name, url))
  workers.know(places)
  const front = await startGateway(routesOf('front', seen, watched), {
    ...settings,
    forwarding: { workers, secret, ownerOf: () => 'parcels' },
  })
  return { ...front, workers, places, running, seen, log, feed }
}

/** A process that takes connections and dies with the first bytes of a request. */
const dying = async (host = '127.0.0.1'): Promise<{ url: string; asked: () => number }> => {
  let asked = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('data', () => {
      asked++
      socket.destroy()
    })
    socket.on('error', () => undefined)
  }).listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
  }
}

const closedPort = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

const parcel = (account: string): RequestInit => ({
  method: 'POST',
  body: JSON.stringify({ account }),
})

describe('A forwarded request', () => {
  itWhen(hasIpv6, 'no address of IPv6')('reaches a worker at an address of IPv6', async () => {
    const { ask, workers } = await start([])
    const worker = await dying('::1')
    workers.know([place('six', worker.url)])
    const headers = { 'idempotency-key': 'one' }
    await ask('operator', '/v1/parcels', { ...parcel('x'), headers })
    expect(worker.asked()).toBe(1)
  })

  it('is decided by a worker, which knows who asks, whence, and under which command', async () => {
    const { ask, seen } = await start()
    const headers = { 'idempotency-key': 'one' }
    const first = await ask('operator', '/v1/parcels', { ...parcel('x'), headers })
    expect(first.status).toBe(201)
    expect(first.headers.get('set-cookie')).toBe('parcel=1; HttpOnly')
    expect(first.headers.get('ratelimit')).toMatch(/"write";r=\d+;t=\d+$/)
    const again = await ask('operator', '/v1/parcels', { ...parcel('x'), headers })
    expect(await again.json()).toEqual(await first.json())
    expect(seen).toHaveLength(2)
    expect(seen[0]).toMatchObject({ actor: 'user:operator', address: '127.0.0.1' })
    expect(seen[0]?.requestId).toBe(first.headers.get('x-request-id'))
    expect(seen[0]?.credential).toBeUndefined()
    expect(seen.every(({ worker }) => worker !== 'front')).toBe(true)
  })

  it('is refused where it came in, before any worker hears of it', async () => {
    const { ask, seen, url } = await start()
    expect((await fetch(`${url}/v1/parcels`)).status).toBe(401)
    expect((await ask('viewer', '/v1/parcels', parcel('x'))).status).toBe(403)
    const session = { cookie: 'millrace_session=session-of-operator', 'idempotency-key': 'k' }
    const foreign = await fetch(`${url}/v1/parcels`, { ...parcel('x'), headers: session })
    expect((await problemIn(foreign)).type).toMatch(/csrf-token-mismatch$/)
    expect(seen).toEqual([])
  })

  it('is judged by the worker, which names what is wrong', async () => {
    const { ask } = await start()
    const refused = await ask('operator', '/v1/parcels', { method: 'POST', body: '{"other":1}' })
    expect(refused.status).toBe(400)
    expect((await problemIn(refused)).fields?.map(({ field }) => field)).toContain('body/account')
    const broken = await ask('operator', '/v1/parcels', { method: 'POST', body: '{' })
    expect((await problemIn(broken)).status).toBe(400)
    const text = { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }
    expect((await ask('operator', '/v1/parcels', text)).status).toBe(415)
    expect((await ask('operator', '/v1/parcels', { method: 'DELETE' })).status).toBe(405)
    expect((await ask('viewer', '/v1/parcels', { method: 'HEAD' })).status).toBe(200)
  })

  it('is described where callers ask', async () => {
    const { url, running } = await start()
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object }
    expect(Object.keys(document.paths)).toContain('/v1/parcels/live')
    expect((await fetch(`${running.get('a')?.url}/openapi.json`)).status).toBe(404)
  })
})

describe('The signature of a gateway', () => {
  const admitted = {
    caller: { actor: 'user:root', roles: ['operator', 'viewer'] as const },
    requestId: '0190',
    address: '10.0.0.1',
  }
  const get = { method: 'GET', url: '/v1/parcels' }

  it('opens a worker, and nothing else does', async () => {
    const { running, seen } = await start(['a'])
    const worker = running.get('a')?.url ?? ''
    const with_ = (header?: string, path = '/v1/parcels') =>
      fetch(`${worker}${path}`, {
        headers: {
          authorization: 'Bearer key-of-operator',
          ...(header ? { [admittedHeader]: header } : {}),
        },
      })
    const now = Date.now()
    const good = signAdmitted(secret, get, admitted, now)
    expect((await with_(good)).status).toBe(200)
    expect(seen[0]).toMatchObject({ actor: 'user:root', address: '10.0.0.1', requestId: '0190' })
    const [content = ''] = good.split('.')
    const refused = [
      await with_(),
      await with_('x'),
      await with_(`${content}.`),
      await with_(`${content}.${'A'.repeat(43)}`),
      await with_(`${good}.x`),
      await with_(signAdmitted(Buffer.alloc(32, 8), get, admitted, now)),
      await with_(signAdmitted(secret, get, admitted, now - 31_000)),
      await with_(signAdmitted(secret, get, admitted, now + 32_000)),
      await with_(good, '/v1/parcels?expand=all'),
      await with_(good, '/v1/parcels/export'),
      await with_(signAdmitted(secret, { ...get, method: 'POST' }, admitted, now)),
    ]
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 401))
    expect(seen).toHaveLength(1)
  })

  it('does not come from outside', async () => {
    const { url, ask, seen } = await start(['a'])
    const forged = { [admittedHeader]: signAdmitted(secret, get, admitted, Date.now()) }
    expect((await fetch(`${url}/v1/parcels`, { headers: forged })).status).toBe(401)
    expect((await ask('viewer', '/v1/parcels', { headers: forged })).status).toBe(200)
    expect(seen.map(({ actor }) => actor)).toEqual(['user:viewer'])
  })

  it('does not widen what the worker lets roles do', async () => {
    const { running } = await start(['a'])
    const post = { method: 'POST', url: '/v1/parcels' }
    const viewer = { ...admitted, caller: { actor: 'user:v', roles: ['viewer'] as const } }
    const headers = { [admittedHeader]: signAdmitted(secret, post, viewer, Date.now()) }
    const answer = await fetch(`${running.get('a')?.url}/v1/parcels`, { method: 'POST', headers })
    expect(answer.status).toBe(403)
  })
})

describe('Streams', () => {
  it('go up as they come, up to their limit', async () => {
    const { url } = await start(['a'])
    const send = (bytes: number) =>
      fetch(`${url}/v1/parcels/manifests`, {
        method: 'POST',
        headers: { 'content-type': 'application/xml' },
        body: pieces(bytes),
        duplex: 'half',
      })
    const taken = await send(2_500_000)
    expect(await taken.json()).toEqual({ bytes: 2_500_000 })
    const tooLarge = await send(3_500_000)
    expect(tooLarge.status).toBe(413)
  })

  it('come down as they are made', async () => {
    const { ask } = await start(['a'])
    const answer = await ask('viewer', '/v1/parcels/export')
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson')
    expect((await answer.text()).split('\n')).toHaveLength(20_001)
  })

  it('of events end with the worker, and go on at another from where they were', async () => {
    const { url, running, workers, places, log, feed } = await start()
    const headers = { authorization: 'Bearer key-of-viewer' }
    workers.know(places.slice(0, 1))
    const stream = await openEventStream(`${url}/v1/parcels/live`, headers)
    await stream.until(({ length }) => length === 1)
    log.append(weighed(1, 'first'))
    await feed.step()
    const told = await stream.until((events) => events.some(({ event }) => event === 'rows'))
    workers.know(places)
    await running.get('a')?.gateway.close()
    await stream.ended
    log.append(weighed(2, 'second'))
    await feed.step()
    const resumed = await openEventStream(`${url}/v1/parcels/live`, {
      ...headers,
      'last-event-id': told.at(-1)?.id ?? '',
    })
    onTestFinished(() => resumed.close())
    const [, next] = await resumed.until(({ length }) => length >= 2)
    expect(next?.data).toEqual({ items: [{ id: 'second', weight: 2 }] })
  })

  it('of events end with the session of who watches', async () => {
    const { url, ended } = await start(['a'], { limits: { live: { callerCheckMs: 30 } } })
    const headers = { authorization: 'Bearer key-of-viewer' }
    const stream = await openEventStream(`${url}/v1/parcels/live`, headers)
    await stream.until(({ length }) => length === 1)
    ended.add('viewer')
    await stream.ended
    expect(stream.response.status).toBe(200)
  })
})

const pieces = (bytes: number): ReadableStream<Uint8Array> => {
  let left = bytes
  return new ReadableStream({
    pull: (controller) => {
      const size = Math.min(left, 65_536)
      if (size === 0) return controller.close()
      left -= size
      controller.enqueue(new Uint8Array(size))
    },
  })
}

describe('A worker that is gone', () => {
  it('has what did not reach it done by another one', async () => {
    const { ask, workers, places, seen } = await start(['a'])
    const dead = Array.from({ length: 5 }, closedPort)
    const urls = await Promise.all(dead)
    workers.know([...places, ...urls.map((url, index) => place(`dead-${index}`, url))])
    for (let number = 0; number < 20; number++)
      expect((await ask('operator', '/v1/parcels', parcel(`account-${number}`))).status).toBe(201)
    expect(seen).toHaveLength(20)
  })

  it('has what may have reached it asked again, where that is safe, once', async () => {
    const { ask, workers, places, seen } = await start(['a'])
    const first = await dying()
    workers.know([place('dying', first.url)])
    const headers = { 'idempotency-key': 'k' }
    const alone = await ask('operator', '/v1/parcels', { ...parcel('x'), headers })
    expect(alone.status).toBe(503)
    expect((await problemIn(alone)).type).toMatch(/worker-lost$/)
    expect(alone.headers.get('retry-after')).toBe('1')
    expect(first.asked()).toBe(1)

    // The keys of some accounts are with each of both.
    workers.know([place('another', first.url), ...places])
    for (let number = 0; number < 10; number++)
      expect((await ask('operator', '/v1/parcels', parcel(`account-${number}`))).status).toBe(201)
    expect((await ask('viewer', '/v1/parcels')).status).toBe(200)
    expect(first.asked()).toBeGreaterThan(1)
    expect(seen).toHaveLength(11)
  })

  it('never has what cannot be told from its repetition asked again', async () => {
    const { url, workers, places } = await start(['a'])
    const lost = await dying()
    const upload = () =>
      fetch(`${url}/v1/parcels/manifests`, {
        method: 'POST',
        headers: { 'content-type': 'application/xml' },
        body: '<manifest/>',
      })
    workers.know([place('dying', lost.url)])
    expect((await upload()).status).toBe(503)
    expect(lost.asked()).toBe(1)
    // It is asked last for a while now.
    workers.know([place('dying', lost.url), ...places])
    expect((await upload()).status).toBe(200)
    expect(lost.asked()).toBe(1)
  })

  it('and nobody else is there: told at once, with a time to come back', async () => {
    const { ask, workers } = await start(['a'])
    workers.know([])
    const answer = await ask('operator', '/v1/parcels', parcel('x'))
    expect(answer.status).toBe(503)
    expect((await problemIn(answer)).type).toMatch(/no-worker$/)
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  it('is not waited for: who answers nothing, and is known to be dead, is given up', async () => {
    const { ask, workers, places } = await start(['a'])
    const silent = createServer((socket) => socket.on('error', () => undefined))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    onTestFinished(() => void silent.close())
    const { port } = silent.address() as AddressInfo
    workers.know([place('silent', `http://127.0.0.1:${port}`)])
    const asked = once(silent, 'connection')
    const answer = ask('viewer', '/v1/parcels')
    const [socket] = (await asked) as [Socket]
    workers.know([place('silent', `http://127.0.0.1:${port}`), ...places])
    workers.lose('silent')
    expect((await answer).status).toBe(200)
    socket.destroy()
  })
})

describe('Requests of one key', () => {
  it('go to one worker, and only its keys move when it goes', async () => {
    const { ask, workers, places } = await start(['a', 'b', 'c'])
    const accounts = Array.from({ length: 30 }, (_, number) => `account-${number}`)
    const workersOf = async () => {
      const chosen: string[] = []
      for (const account of accounts) {
        const answer = await ask('operator', '/v1/parcels', parcel(account))
        chosen.push(((await answer.json()) as { worker: string }).worker)
      }
      return chosen
    }
    const before = await workersOf()
    expect(await workersOf()).toEqual(before)
    expect(new Set(before)).toEqual(new Set(['a', 'b', 'c']))
    workers.know(places.slice(1))
    const after = await workersOf()
    for (const [index, worker] of before.entries())
      expect(worker === 'a' ? ['b', 'c'] : [worker]).toContain(after[index])
  })
})
