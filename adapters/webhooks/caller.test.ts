import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WebhookAnswer } from '../../contexts/webhooks/ports.ts'
import { readNetwork, type Network } from './allowed-addresses.ts'
import { webhookCaller, type CallerOptions } from './caller.ts'

const loopback = [readNetwork('127.0.0.1')].filter((one): one is Network => one !== undefined)
const anyPort = [[1, 65_535]] as const

/** A caller that may reach 127.0.0.1 and nothing else of this machine. */
const openCaller = (options: CallerOptions = {}) => {
  const caller = webhookCaller({ allowedNetworks: loopback, ports: anyPort, ...options })
  onTestFinished(() => caller.close())
  return (url: string, timeoutMs = 5_000, endpointId = 'one'): Promise<WebhookAnswer> =>
    caller.call({
      endpointId,
      url,
      timeoutMs,
      headers: { 'content-type': 'application/json', 'webhook-id': 'fact' },
      body: '{"é":1}',
    })
}

const listen = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

describe('a call', () => {
  it('carries body and headers, and brings back the status and the first kB', async () => {
    const seen: unknown[] = []
    const port = await listen((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        seen.push([request.method, request.url, request.headers['webhook-id'], body])
        response.writeHead(500, { 'retry-after': '7' }).end('x'.repeat(3_000))
      })
    })
    const answer = await openCaller()(`http://127.0.0.1:${port}/hook?a=b`)
    expect(seen).toEqual([['POST', '/hook?a=b', 'fact', '{"é":1}']])
    expect(answer).toMatchObject({ kind: 'answered', status: 500, retryAfterMs: 7_000 })
    expect(answer.kind === 'answered' && answer.body).toBe('x'.repeat(1_024))
  })

  it('does not wait for an answer without end', async () => {
    const port = await listen((_request, response) => {
      response.writeHead(200)
      const pour = () => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384)));
      }
      response.on('drain', pour)
      pour()
    })
    expect(await openCaller()(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 })
  })

  it('follows no redirect', async () => {
    let reached = 0
    const inside = await listen((_request, response) => {
      reached++
      response.end()
    })
    const port = await listen((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${inside}/` }).end()
    })
    expect(await openCaller()(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 307 })
    expect(reached).toBe(0)
  })

  it('ends in time, whatever part of it hangs', async () => {
    const hanging = await listen(() => undefined)
    const dripping = await listen((_request, response) => {
      response.writeHead(200).write('a')
    })
    for (const port of [hanging, dripping])
      expect(await openCaller()(`http://127.0.0.1:${port}/`, 150)).toMatchObject({
        kind: 'failed',
        reason: 'timed-out',
      })
    const resolve = () => new Promise<readonly string[]>(() => undefined)
    expect(await openCaller({ resolve })('http://slow.example/', 150)).toMatchObject({
      reason: 'timed-out',
    })
  })

  it('names what failed', async () => {
    const closed = await listen(() => undefined)
    const server = createTcpServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const call = openCaller()
    expect(await call(`http://127.0.0.1:${port}/`)).toMatchObject({ reason: 'connection-lost' })
    expect(await call(`https://127.0.0.1:${closed}/`, 500)).toMatchObject({ kind: 'failed' })
    expect(await call('http://127.0.0.1:1/')).toMatchObject({ reason: 'connection-refused' })
  })
})

describe('what a name resolves to', () => {
  it('is connected to as it was checked: a second answer changes nothing', async () => {
    let reached = 0
    const port = await listen((request, response) => {
      reached++
      response.end(request.headers.host)
    })
    // Rebinding: allowed when asked first, the machine's other address whenever asked again.
    let asked = 0
    const resolve = () => Promise.resolve([asked++ === 0 ? '127.0.0.1' : '127.0.0.2'])
    const call = openCaller({ resolve })
    expect(await call(`http://rebinding.example:${port}/`)).toMatchObject({ status: 200 })
    expect(asked).toBe(1)
    // A connection that was kept does not let the second one in by the back door.
    expect(await call(`http://rebinding.example:${port}/`)).toMatchObject({
      kind: 'failed',
      reason: 'address-not-allowed',
    })
    expect(reached).toBe(1)
  })

  it('is never connected to where it is private', async () => {
    let reached = 0
    const port = await listen((_request, response) => {
      reached++
      response.end()
    })
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '::1', '0.0.0.0', '169.254.169.254']) {
      const resolve = () => Promise.resolve([address])
      const call = openCaller({ resolve, allowedNetworks: [] })
      expect(await call(`http://inside.example:${port}/`)).toMatchObject({
        reason: 'address-not-allowed',
      })
    }
    expect(reached).toBe(0)
  })

  it('is told to who sets an address up, unless it may yet come right', async () => {
    const problemOf = (resolve: () => Promise<readonly string[]>, url = 'https://x.example/') =>
      webhookCaller({ resolve }).problemOf(url)
    expect(await problemOf(() => Promise.resolve(['10.0.0.1']))).toContain('10.0.0.1')
    expect(await problemOf(() => Promise.resolve(['93.184.216.34']))).toBeUndefined()
    expect(await problemOf(() => Promise.reject(new Error('none')))).toBeUndefined()
    expect(await problemOf(() => Promise.resolve([]), 'https://a:b@x.example/')).toContain(
      'credentials',
    )
  })
})

describe('an endpoint that fails', () => {
  it('is left alone for a while, tried by one call, and taken back', async () => {
    let status = 500
    let calls = 0
    const port = await listen((_request, response) => {
      calls++
      response.writeHead(status).end()
    })
    const call = openCaller({ limits: { failuresMax: 3, openMs: 200 } })
    const url = `http://127.0.0.1:${port}/`
    for (let n = 0; n < 3; n++) expect(await call(url)).toMatchObject({ status: 500 })
    expect(await call(url)).toMatchObject({ reason: 'circuit-open', retryAfterMs: 200 })
    expect(calls).toBe(3)
    status = 200
    await expect.poll(() => call(url), { interval: 50 }).toMatchObject({ status: 200 })
    expect(await call(url)).toMatchObject({ status: 200 })
  })

  it('keeps no other waiting: each has a line of its own', async () => {
    const hanging = await listen(() => undefined)
    const quick = await listen((_request, response) => response.end())
    const call = openCaller({ limits: { underWayMax: 2, queuedMax: 3 } })
    const stuck = Array.from({ length: 5 }, () =>
      call(`http://127.0.0.1:${hanging}/`, 1_000, 'slow'),
    )
    expect(await call(`http://127.0.0.1:${hanging}/`, 1_000, 'slow')).toEqual({
      kind: 'not-sent',
      reason: 'line-full',
    })
    expect(await call(`http://127.0.0.1:${quick}/`, 500, 'quick')).toMatchObject({ status: 200 })
    expect(await Promise.race([Promise.all(stuck), Promise.resolve('still waiting')])).toBe(
      'still waiting',
    )
    await Promise.all(stuck)
  })
})
