import Type from 'typebox'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryBudgets } from '../adapters/memory/budget-store.ts'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { problemIn, startGateway, type GatewaySettings } from '../testing/gateway.ts'
import { echoParcel } from '../testing/parcels.ts'
import { openRaw } from '../testing/raw-http.ts'
import type { BudgetLimits } from './limits.ts'

const everybody = ['viewer', 'operator'] as const
let handled = 0

const simple = (name: string, extra: object = {}) =>
  route({
    method: 'GET',
    path: `/v1/${name}`,
    name,
    summary: name,
    tag: 'Things',
    access: { roles: [...everybody] },
    replies: { 200: Type.Any() },
    handle: () => {
      handled++
      return Promise.resolve(ok({}))
    },
    ...extra,
  })

const enter = route<Record<string, never>, Record<string, never>, { name: string }>({
  method: 'POST',
  path: '/v1/enter',
  name: 'enter',
  summary: 'Enter',
  tag: 'Things',
  access: { open: 'nobody has entered yet' },
  budget: 'sign-in',
  accountOf: ({ name }: { name: string }) => name.toLowerCase(),
  withoutIdempotencyKey: 'a test needs none',
  body: { schema: Type.Object({ name: Type.String() }) },
  replies: { 200: Type.Any() },
  handle: () => {
    handled++
    return Promise.resolve(ok({}))
  },
})

const routes = [
  simple('read'),
  simple('list'),
  simple('open', { access: { open: 'a test' } }),
  simple('report', { budget: 'expensive' }),
  simple('export', { budget: 'expensive' }),
  enter,
  echoParcel,
]

// So slow to come back that the time of a test does not show.
const few = (requests: number) => ({ requests, windowMs: 3_600_000 })

const start = async (budgets: Partial<BudgetLimits>, settings: GatewaySettings = {}) => {
  handled = 0
  const running = await startGateway(routes, {
    ...settings,
    limits: { budgets, refusalDelayMs: 1 },
  })
  const statuses = async (times: number, ask: () => Promise<Response>) => {
    const all: number[] = []
    for (let index = 0; index < times; index++) all.push((await ask()).status)
    return all.join(' ')
  }
  const from = (address: string, path: string, init: RequestInit = {}) =>
    fetch(running.url + path, {
      ...init,
      headers: { 'x-forwarded-for': address, ...(init.headers as Record<string, string>) },
    })
  const enterAs = (name: string, address = '192.0.2.1') =>
    from(address, '/v1/enter', {
      method: 'POST',
      body: JSON.stringify({ name }),
      headers: { 'content-type': 'application/json' },
    })
  return { ...running, statuses, from, enterAs }
}

describe('An answer', () => {
  it('says which budget it came out of, and what is left', async () => {
    const { ask } = await start({ read: few(3) })
    const { headers } = await ask('viewer', '/v1/read')
    expect(headers.get('ratelimit-policy')).toContain('"read";q=3;w=3600')
    expect(headers.get('ratelimit')).toContain('"read";r=2;t=1200')
    expect((await ask('viewer', '/v1/read')).headers.get('ratelimit')).toBe('"read";r=1;t=2400')
  })

  it('beyond the budget is 429, and says when to come again', async () => {
    const { ask } = await start({ read: few(1) })
    await ask('viewer', '/v1/read')
    const refused = await ask('viewer', '/v1/read')
    expect(refused.headers.get('retry-after')).toBe('3600')
    expect(refused.headers.get('ratelimit')).toBe('"read";r=0;t=3600')
    expect(await problemIn(refused)).toMatchObject({
      status: 429,
      type: '/problems/too-many-requests',
      detail: 'At most 1 requests in 3600 s (read)',
    })
    expect(handled).toBe(1)
  })
})

describe('Who asks on beyond a budget', () => {
  const refusalDelayMs = 50
  const times = 20
  const asking =
    'GET /v1/read HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer key-of-viewer\r\n\r\n'
  const startSlow = () =>
    startGateway(routes, { limits: { budgets: { read: few(1) }, refusalDelayMs } })

  const begin = async () => {
    const { port } = await startSlow()
    const { socket, received } = await openRaw(port)
    onTestFinished(() => void socket.destroy())
    socket.write(asking)
    const answers = () => received().split('HTTP/1.1 429').length - 1
    return { socket, answers, began: performance.now() }
  }

  it('waits for each refusal', async () => {
    const { socket, answers, began } = await begin()
    for (let asked = 1; asked <= times; asked++) {
      socket.write(asking)
      await expect.poll(answers, { interval: 5 }).toBe(asked)
    }
    expect(performance.now() - began).toBeGreaterThan(times * refusalDelayMs * 0.9)
  })

  it('waits as long for many that were sent in one go', async () => {
    const { socket, answers, began } = await begin()
    socket.write(asking.repeat(times))
    await expect.poll(answers, { timeout: 9_000 }).toBe(times)
    expect(performance.now() - began).toBeGreaterThan(times * refusalDelayMs * 0.9)
  })

  it('is asked nothing of meanwhile, and keeps nobody else waiting', async () => {
    const { port, ask } = await startGateway(routes, {
      limits: { budgets: { read: few(1) }, refusalDelayMs: 60_000, drainTimeoutMs: 100 },
    })
    const { socket } = await openRaw(port)
    onTestFinished(() => void socket.destroy())
    socket.write(asking.repeat(3))
    await expect.poll(async () => (await ask('operator', '/v1/open')).status).toBe(200)
  })
})

describe('The budget of a caller', () => {
  it("is nobody else's", async () => {
    const { ask, statuses } = await start({ read: few(2) })
    expect(await statuses(4, () => ask('viewer', '/v1/read'))).toBe('200 200 429 429')
    expect(await statuses(2, () => ask('operator', '/v1/read'))).toBe('200 200')
  })

  it('is one for all reads and another for all writes', async () => {
    const { ask, statuses } = await start({ read: few(2), write: few(1) })
    await ask('operator', '/v1/read')
    await ask('operator', '/v1/list')
    expect((await ask('operator', '/v1/read')).status).toBe(429)
    const post = () => ask('operator', '/v1/parcels', { method: 'POST', body: '{"weight":5}' })
    expect(await statuses(2, post)).toBe('200 429')
  })

  it('is one for each route that costs much', async () => {
    const { ask, statuses } = await start({ expensive: few(1) })
    expect(await statuses(2, () => ask('viewer', '/v1/report'))).toBe('200 429')
    expect(await statuses(2, () => ask('viewer', '/v1/export'))).toBe('200 429')
  })

  it('is also used by what the caller may not do, or says badly', async () => {
    const { ask, statuses } = await start({ write: few(2) })
    const forbidden = () => ask('viewer', '/v1/parcels', { method: 'POST', body: '{"weight":5}' })
    expect(await statuses(3, forbidden)).toBe('403 403 429')
    const bad = () => ask('operator', '/v1/parcels', { method: 'POST', body: '{' })
    expect(await statuses(3, bad)).toBe('400 400 429')
  })

  it('is refused before the body is read', async () => {
    const { ask } = await start({ write: few(1) })
    const tooLarge = () =>
      ask('operator', '/v1/parcels', { method: 'POST', body: 'x'.repeat(2_000_000) })
    expect((await tooLarge()).status).toBe(413)
    expect((await tooLarge()).status).toBe(429)
  })

  it('is one over all processes', async () => {
    const budgetStore = memoryBudgets({ now: () => 0 })
    const one = await start({ read: few(10) }, { budgetStore })
    const other = await start({ read: few(10) }, { budgetStore })
    expect(await one.statuses(4, () => one.ask('viewer', '/v1/read'))).not.toContain('429')
    await one.gateway.close()
    // The first answer is from memory; what the others have used is known right after it.
    await other.ask('viewer', '/v1/read')
    await expect
      .poll(async () => (await other.ask('viewer', '/v1/read')).headers.get('ratelimit'))
      .toContain('"read";r=0')
    expect((await other.ask('viewer', '/v1/read')).status).toBe(429)
  })
})

describe('Whoever is not known', () => {
  it('has a budget by address', async () => {
    const { statuses, from } = await start({ anonymous: few(2) }, { trustedProxies: ['127.0.0.1'] })
    expect(await statuses(3, () => from('192.0.2.1', '/v1/open'))).toBe('200 200 429')
    expect(await statuses(3, () => from('192.0.2.2', '/v1/read'))).toBe('401 401 429')
    expect(await statuses(1, () => from('192.0.2.3', '/v1/open'))).toBe('200')
  })

  it('does not get another by each address of one IPv6 network', async () => {
    const { statuses, from } = await start({ anonymous: few(1) }, { trustedProxies: ['127.0.0.1'] })
    const open = (address: string) => statuses(1, () => from(address, '/v1/open'))
    expect(await open('2001:db8:0:1::1')).toBe('200')
    expect(await open('2001:db8:0:1:ffff:ffff:ffff:fffe')).toBe('429')
    expect(await open('2001:0DB8::1:0:0:0:1')).toBe('429')
    expect(await open('2001:db8:0:2::1')).toBe('200')
    expect(await open('192.0.2.1')).toBe('200')
    expect(await open('::ffff:192.0.2.1')).toBe('429')
  })

  it('and guesses credentials is sent away before they are looked up; who is known is not', async () => {
    let lookedUp = 0
    const { url, statuses } = await start(
      { anonymous: few(3) },
      {
        authenticator: {
          session: () => Promise.resolve(undefined),
          apiKey: (presented) => {
            lookedUp++
            const caller = { actor: 'user:known', roles: ['viewer'] as const }
            return Promise.resolve(presented === 'right' ? caller : undefined)
          },
        },
      },
    )
    const by = (key: string) => () =>
      fetch(`${url}/v1/read`, { headers: { authorization: `Bearer ${key}` } })
    expect(await statuses(1, by('right'))).toBe('200')
    let guess = 0
    expect(await statuses(5, () => by(`guess-${guess++}`)())).toBe('401 401 429 429 429')
    expect(lookedUp).toBe(3)
    expect(await statuses(2, by('right'))).toBe('200 200')
  })
})

describe('Signing in', () => {
  it('has a budget by address', async () => {
    const { statuses, enterAs } = await start(
      { 'sign-in': few(2) },
      { trustedProxies: ['127.0.0.1'] },
    )
    let name = 0
    expect(await statuses(3, () => enterAs(`name ${name++}`))).toBe('200 200 429')
    expect(await statuses(1, () => enterAs('ada', '192.0.2.2'))).toBe('200')
  })

  it('has a budget by account, wherever the attempts come from', async () => {
    const { statuses, enterAs } = await start(
      { account: few(2) },
      { trustedProxies: ['127.0.0.1'] },
    )
    let address = 0
    const attempt = (name: string) => enterAs(name, `192.0.2.${address++}`)
    expect(await statuses(2, () => attempt('ada'))).toBe('200 200')
    const refused = await attempt('ADA')
    expect(refused.headers.get('ratelimit-policy')).toBe(
      '"sign-in";q=300;w=60, "account";q=2;w=3600',
    )
    expect(await problemIn(refused)).toMatchObject({ status: 429 })
    expect(await statuses(1, () => attempt('grace'))).toBe('200')
    expect(handled).toBe(3)
  })
})
