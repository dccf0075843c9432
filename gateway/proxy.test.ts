import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { startGateway } from '../testing/gateway.ts'

const whence = route({
  method: 'GET',
  path: '/v1/whence',
  name: 'tellWhence',
  summary: 'Whence the request came',
  tag: 'Test',
  access: { open: 'it tells callers of themselves' },
  replies: { 200: Type.Any() },
  handle: ({ address }) => Promise.resolve(ok({ address })),
})

const change = route({
  method: 'POST',
  path: '/v1/change',
  name: 'change',
  summary: 'Change something',
  tag: 'Test',
  access: { open: 'for everybody' },
  withoutIdempotencyKey: 'it changes nothing',
  replies: { 201: Type.Any() },
  handle: () =>
    Promise.resolve({ status: 201, body: {}, headers: { 'set-cookie': 'session=t; HttpOnly' } }),
})

/** Asks as the other end of a connection from that address. */
const asking = async (trustedProxies: readonly string[]) => {
  const { gateway } = await startGateway([whence, change], { trustedProxies })
  return {
    address: async (remoteAddress: string, headers: Record<string, string | string[]>) => {
      const answer = await gateway.inject({ url: '/v1/whence', remoteAddress, headers })
      return answer.json<{ address: string }>().address
    },
    change: (remoteAddress: string, headers: Record<string, string>) =>
      gateway.inject({ method: 'POST', url: '/v1/change', remoteAddress, headers }),
  }
}

const forwarded = (...hops: string[]) => ({ 'x-forwarded-for': hops.join(', ') })

describe('the address of a request', () => {
  it('is the other end of the connection where no proxy is named, whatever is claimed', async () => {
    const { address } = await asking([])
    expect(await address('203.0.113.9', forwarded('198.51.100.1'))).toBe('203.0.113.9')
    expect(await address('127.0.0.1', forwarded('198.51.100.1'))).toBe('127.0.0.1')
  })

  it('is what a named proxy says, and what nobody else says', async () => {
    const { address } = await asking(['10.0.0.0/8', 'fd00::/8'])
    expect(await address('10.1.2.3', forwarded('198.51.100.1'))).toBe('198.51.100.1')
    expect(await address('::ffff:10.1.2.3', forwarded('198.51.100.1'))).toBe('198.51.100.1')
    expect(await address('fd00::1', forwarded('2001:db8::1'))).toBe('2001:db8::1')
    expect(await address('11.0.0.1', forwarded('198.51.100.1'))).toBe('11.0.0.1')
    expect(await address('fe80::1', forwarded('198.51.100.1'))).toBe('fe80::1')
  })

  it('is the last that no named proxy vouches for: what stands before it, anybody could write', async () => {
    const { address } = await asking(['10.0.0.0/8'])
    const hops = forwarded('192.0.2.66', '127.0.0.1', '198.51.100.1', '10.9.9.9')
    expect(await address('10.1.2.3', hops)).toBe('198.51.100.1')
    expect(await address('10.1.2.3', forwarded('10.4.4.4', '10.9.9.9'))).toBe('10.4.4.4')
  })

  it('comes from all lines of the header together', async () => {
    const { address } = await asking(['10.0.0.1'])
    const lines = { 'x-forwarded-for': ['192.0.2.66', '198.51.100.1'] }
    expect(await address('10.0.0.1', lines)).toBe('198.51.100.1')
  })

  it('is an address, or else that of the proxy', async () => {
    const { address } = await asking(['10.0.0.1'])
    for (const text of ['unknown', '<script>', '1.2.3', '198.51.100.1:4711', 'x'.repeat(2_000)])
      expect(await address('10.0.0.1', forwarded(text))).toBe('10.0.0.1')
  })

  it('is not taken from other headers that proxies use', async () => {
    const { address } = await asking(['10.0.0.1'])
    const headers = {
      forwarded: 'for=198.51.100.1;proto=https',
      'x-real-ip': '198.51.100.1',
      'cf-connecting-ip': '198.51.100.1',
      'true-client-ip': '198.51.100.1',
    }
    expect(await address('10.0.0.1', headers)).toBe('10.0.0.1')
  })
})

describe('what a proxy says of the connection of the browser', () => {
  const overTls = { 'x-forwarded-proto': 'https' }

  it('secures the cookie only where the proxy is named', async () => {
    const { change } = await asking(['10.0.0.1'])
    const trusted = await change('10.0.0.1', overTls)
    expect(trusted.headers['set-cookie']).toMatch(/; Secure$/)
    expect(trusted.headers).toHaveProperty('strict-transport-security')
    const claimed = await change('10.0.0.2', overTls)
    expect(claimed.headers['set-cookie']).not.toMatch(/Secure/)
    expect(claimed.headers).not.toHaveProperty('strict-transport-security')
  })

  it('counts in its last word, which is the proxy’s own', async () => {
    const { change } = await asking(['10.0.0.1'])
    const answer = await change('10.0.0.1', { 'x-forwarded-proto': 'https, http' })
    expect(answer.headers['set-cookie']).not.toMatch(/Secure/)
  })

  it('names the host that pages may come from; nobody else can name another', async () => {
    const { change } = await asking(['10.0.0.1'])
    const headers = {
      host: 'millrace.internal:7400',
      'x-forwarded-host': 'millrace.bank.example',
      origin: 'https://millrace.bank.example',
    }
    expect((await change('10.0.0.1', headers)).statusCode).toBe(201)
    expect((await change('203.0.113.9', headers)).statusCode).toBe(403)
    const own = { ...headers, origin: 'http://millrace.internal:7400' }
    expect((await change('203.0.113.9', own)).statusCode).toBe(201)
  })
})
