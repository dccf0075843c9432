import { setTimeout as delay } from 'node:timers/promises'
import { Counter, Registry } from 'prom-client'
import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { isUuid } from '../kernel/id.ts'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { problemIn, startGateway, type GatewaySettings } from '../testing/gateway.ts'
import { echoParcel } from '../testing/parcels.ts'
import { openRaw } from '../testing/raw-http.ts'
import type { GatewayLog } from './log.ts'

const failParcel = route<{ parcelId: string }>({
  method: 'GET',
  path: '/v1/parcels/:parcelId',
  name: 'failParcel',
  summary: 'Fail',
  tag: 'Parcels',
  access: { roles: ['viewer'] },
  replies: { 200: Type.Any() },
  handle: async ({ params }) => {
    if (params.parcelId === 'slow') await delay(2_000)
    if (params.parcelId === 'good') return ok({})
    throw Object.assign(new Error(`no "Jane Doe" with DE89370400440532013000`), { code: 'XX000' })
  },
})

const start = async (settings: GatewaySettings = {}) => {
  const lines: {
    readonly level: string
    readonly fields: Record<string, unknown>
    readonly message: string
  }[] = []
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message })
  }
  const log: GatewayLog = { info: at('info'), warn: at('warn'), error: at('error') }
  const running = await startGateway([echoParcel, failParcel], { log, ...settings })
  return { ...running, lines }
}

describe('a request', () => {
  it('leaves one line in the log, and nothing personal in it', async () => {
    const { ask, lines } = await start()
    const response = await ask('operator', '/v1/parcels', {
      method: 'POST',
      body: '{"weight":5,"to":{"city":"Janesville","lines":[]}}',
      headers: { 'x-request-id': 'from-the-client', 'user-agent': 'Jane' },
    })
    await expect.poll(() => lines.length).toBe(1)
    expect(lines[0]).toEqual({
      level: 'info',
      message: 'request',
      fields: {
        method: 'POST',
        route: 'echoParcel',
        status: 200,
        durationMs: expect.any(Number) as number,
        requestId: response.headers.get('x-request-id'),
        actor: 'user:operator',
        clientRequestId: 'from-the-client',
      },
    })
    expect(isUuid(response.headers.get('x-request-id') ?? '')).toBe(true)
  })

  it('for something unknown is logged without its path', async () => {
    const { url, lines } = await start()
    await fetch(`${url}/v1/people/Jane?name=Jane`, { headers: { 'x-request-id': 'Jane Doe' } })
    await expect.poll(() => lines.length).toBe(1)
    expect(lines[0]?.fields).toMatchObject({ route: 'unknown', status: 404 })
    expect(JSON.stringify(lines)).not.toContain('Jane')
  })

  it('that fails says nothing but its id, and logs where it failed', async () => {
    const { ask, lines } = await start()
    const response = await ask('viewer', '/v1/parcels/Jane')
    const problem = await problemIn(response)
    expect(problem).toEqual({
      type: '/problems/internal-error',
      status: 500,
      title: 'Something went wrong here; the request id helps to find out what',
      requestId: response.headers.get('x-request-id'),
    })
    const error = lines.find(({ level }) => level === 'error')
    expect(error?.fields).toMatchObject({
      requestId: problem.requestId,
      route: 'failParcel',
      error: { name: 'Error', code: 'XX000', message: 'no "…" with …' },
    })
    expect(JSON.stringify(lines)).toContain('observe.test.ts')
    expect(JSON.stringify(lines)).not.toMatch(/Jane|DE89/)
  })

  it('whose caller goes away is logged as such, and nobody is alarmed', async () => {
    const { port, lines } = await start()
    const { socket } = await openRaw(port)
    const headers = [
      'POST /v1/parcels HTTP/1.1',
      'Host: t',
      'Authorization: Bearer key-of-operator',
      'Idempotency-Key: k',
      'Content-Type: application/json',
      'Content-Length: 50',
    ]
    socket.write([...headers, '', '{"w'].join('\r\n'))
    await delay(50)
    socket.destroy()
    await expect
      .poll(() => lines.map(({ level, fields }) => `${level} ${String(fields['status'])}`))
      .toEqual(['info 499'])
  })
})

describe('an answer', () => {
  it('of the API can be neither framed, sniffed, run nor kept', async () => {
    const { ask } = await start()
    for (const path of ['/v1/parcels/good', '/v1/parcels/bad', '/v1/nothing', '/v1/%ff']) {
      const { headers } = await ask('viewer', path)
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      })
      expect(headers.has('access-control-allow-origin')).toBe(false)
      expect(headers.has('x-powered-by')).toBe(false)
    }
  })
})

describe('/health and /ready', () => {
  it('say alive, and whether everything needed is there', async () => {
    const checks = { log: 'cannot be reached' }
    const { url } = await start({ readiness: () => Promise.resolve({ ready: false, checks }) })
    expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'alive' })
    const ready = await fetch(`${url}/ready`)
    expect(ready.status).toBe(503)
    expect(await ready.json()).toEqual({ ready: false, checks })
  })

  it('count no answer, and a failed one, as not ready', async () => {
    const never = await start({
      readiness: () => new Promise(() => {}),
      limits: { readinessTimeoutMs: 20 },
    })
    const silent = await fetch(`${never.url}/ready`)
    expect(await silent.json()).toEqual({ ready: false, checks: { readiness: 'does not answer' } })
    const broken = await start({ readiness: () => Promise.reject(new Error('down')) })
    expect((await fetch(`${broken.url}/ready`)).status).toBe(503)
  })
})

describe('/metrics', () => {
  it('count requests by route and class of status, beside the metrics of others', async () => {
    const registry = new Registry()
    new Counter({ name: 'parcels_total', help: 'Parcels', registers: [registry] }).inc(3)
    const { url, ask } = await start({ registry })
    await ask('viewer', '/v1/parcels/good')
    await ask('viewer', '/v1/parcels/bad')
    await ask('viewer', '/v1/unknown')
    const response = await fetch(`${url}/metrics`)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/)
    const text = await response.text()
    for (const line of [
      'millrace_http_requests_total{route="failParcel",status="2xx"} 1',
      'millrace_http_requests_total{route="failParcel",status="5xx"} 1',
      'millrace_http_requests_total{route="unknown",status="4xx"} 1',
      'millrace_http_request_duration_seconds_count{route="failParcel"} 2',
      'millrace_http_requests_in_flight 1',
      'millrace_live_connections 0',
      'parcels_total 3',
    ])
      expect(text.split('\n')).toContain(line)
    expect(text).toContain('nodejs_eventloop_lag_seconds')
    expect(text).toContain('process_resident_memory_bytes')
  })
})
