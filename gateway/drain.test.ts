import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { startGateway } from '../testing/gateway.ts'
import { openRaw } from '../testing/raw-http.ts'
import type { LimitSettings } from './limits.ts'

const start = async (limits: LimitSettings = {}) => {
  let finish = () => {}
  let begun = () => {}
  const finished = new Promise<void>((resolve) => (finish = resolve))
  const beginning = new Promise<void>((resolve) => (begun = resolve))
  const weigh = route({
    method: 'GET',
    path: '/v1/slow',
    name: 'weighSlowly',
    summary: 'Weigh slowly',
    tag: 'Parcels',
    access: { roles: ['viewer'] },
    replies: { 200: Type.Any() },
    handle: async () => {
      begun()
      await finished
      return ok({ weight: 5 })
    },
  })
  const running = await startGateway([weigh], { limits })
  return { ...running, finish, beginning }
}

describe('a gateway that closes', () => {
  it('answers what is in flight, and says that the connection ends', async () => {
    const { ask, gateway, finish, beginning } = await start()
    const asking = ask('viewer', '/v1/slow')
    await beginning
    const closing = gateway.close()
    finish()
    const response = await asking
    expect(await response.json()).toEqual({ weight: 5 })
    expect(response.headers.get('connection')).toBe('close')
    await closing
  })

  it('does not wait for a connection that has never asked for anything', async () => {
    const { url, gateway } = await start({ drainTimeoutMs: 3_600_000, headersTimeoutMs: 3_600_000 })
    const { closed } = await openRaw(Number(new URL(url).port))
    await fetch(`${url}/health`)
    await gateway.close()
    await expect(closed).resolves.not.toThrow()
  })

  it('takes nothing new', async () => {
    const { url, gateway, finish, beginning, ask } = await start()
    const asking = ask('viewer', '/v1/slow')
    await beginning
    const closing = gateway.close()
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
    finish()
    await Promise.all([asking, closing])
  })

  it('tells load balancers first, while it still answers', async () => {
    const { url, gateway } = await start({ drainNoticeMs: 300 })
    expect((await fetch(`${url}/ready`)).status).toBe(200)
    const closing = gateway.close()
    const response = await fetch(`${url}/ready`)
    expect(response.status).toBe(503)
    expect(response.headers.get('connection')).toBe('close')
    expect(await response.json()).toEqual({ ready: false, checks: { gateway: 'draining' } })
    expect((await fetch(`${url}/health`)).status).toBe(200)
    await closing
  })

  it('cuts off what does not end in time', async () => {
    const { ask, gateway, beginning } = await start({ drainTimeoutMs: 50 })
    const asking = ask('viewer', '/v1/slow')
    await beginning
    await Promise.all([gateway.close(), expect(asking).rejects.toThrow('fetch failed')])
  })

  it('does not wait for connections that ask nothing', async () => {
    const { port, gateway } = await start({ drainTimeoutMs: 60_000 })
    const { socket, received, closed } = await openRaw(port)
    socket.write('GET /health HTTP/1.1\r\nHost: t\r\n\r\n')
    await expect.poll(received).toContain('alive')
    await Promise.all([gateway.close(), closed])
    expect(socket.destroyed).toBe(true)
  })

  it('may be closed twice', async () => {
    const { gateway } = await start()
    await expect(Promise.all([gateway.close(), gateway.close()])).resolves.toHaveLength(2)
  })
})
