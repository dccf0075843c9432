import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import type { Refused } from './refused.ts'
import { ok, problemReply } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { startGateway } from '../testing/gateway.ts'

const now = 1_000_000
const dangerous = route({
  method: 'POST',
  path: '/v1/dangerous',
  name: 'doDangerous',
  summary: 'Do something dangerous',
  tag: 'Test',
  access: { roles: ['operator'] },
  stepUp: true,
  withoutIdempotencyKey: 'a test',
  replies: { 200: Type.Object({ address: Type.String() }) },
  handle: ({ address }) => Promise.resolve(ok({ address })),
})
const exported = route({
  method: 'GET',
  path: '/v1/export',
  name: 'exportAll',
  summary: 'Export everything',
  tag: 'Test',
  access: { roles: ['operator'] },
  stepUp: true,
  replies: { 200: Type.Object({}) },
  handle: () => Promise.resolve(ok({})),
})
const enrolment = route({
  method: 'GET',
  path: '/v1/enrolment',
  name: 'readEnrolment',
  summary: 'Read',
  tag: 'Test',
  access: { roles: ['operator'] },
  whileEnrolling: true,
  replies: { 200: Type.Object({}) },
  handle: () => Promise.resolve(ok({})),
})
const refusing = route({
  method: 'POST',
  path: '/v1/refusing',
  name: 'refuseAll',
  summary: 'Refuse',
  tag: 'Test',
  access: { open: 'a test' },
  withoutIdempotencyKey: 'a test',
  replies: { 200: Type.Object({}) },
  handle: () =>
    Promise.resolve(problemReply({ slug: 'sign-in-refused', status: 401, title: 'No' })),
})

const start = async (session: { freshUntil?: number; mustEnrol?: true } = {}) => {
  const refused: Refused[] = []
  const { mustEnrol, ...fresh } = session
  const caller = {
    actor: 'user:o',
    roles: ['operator'] as const,
    ...(mustEnrol ? { mustEnrol } : {}),
  }
  const { url } = await startGateway([dangerous, exported, enrolment, refusing], {
    clock: { now: () => now },
    onRefused: (one) => refused.push(one),
    authenticator: {
      session: () => Promise.resolve({ caller, csrfToken: 'csrf', proofs: ['totp'], ...fresh }),
      apiKey: () => Promise.resolve({ actor: 'api-key:k', roles: ['operator'] }),
    },
  })
  const ask = (path: string, method = 'POST', headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method,
      headers: { cookie: 'millrace_session=t', 'x-csrf-token': 'csrf', ...headers },
    })
  return { ask, url, refused }
}

describe('a route that steps up', () => {
  it('lets a fresh session in, up to the end of its freshness', async () => {
    const { ask } = await start({ freshUntil: now + 1 })
    expect((await ask('/v1/dangerous')).status).toBe(200)
    const { ask: stale } = await start({ freshUntil: now })
    const response = await stale('/v1/dangerous')
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({
      type: '/problems/step-up-required',
      proofs: ['totp'],
    })
  })

  it('asks for a fresh proof for a reading too', async () => {
    const { ask } = await start({ freshUntil: now })
    expect((await ask('/v1/export', 'GET')).status).toBe(403)
  })

  it('does not ask programs, because there is nobody to ask', async () => {
    const { url } = await start({ freshUntil: now })
    const headers = { authorization: 'Bearer key' }
    expect((await fetch(`${url}/v1/dangerous`, { method: 'POST', headers })).status).toBe(200)
  })

  it('looks whether the page is ours before it leads anybody to a proof', async () => {
    const { ask } = await start({ freshUntil: now })
    const response = await ask('/v1/dangerous', 'POST', { 'x-csrf-token': 'other' })
    expect(await response.json()).toMatchObject({ type: '/problems/csrf-token-mismatch' })
  })

  it('says so in the description of the API', async () => {
    const { url } = await start()
    const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, Record<string, unknown>>>
    }
    expect(paths['/v1/dangerous']?.['post']?.['x-step-up']).toBe(true)
    expect(JSON.stringify(paths['/v1/dangerous'])).toContain('step-up-required')
    expect(paths['/v1/enrolment']?.['get']?.['x-step-up']).toBeUndefined()
  })
})

describe('somebody who must set up a second factor', () => {
  it('may do that and nothing else', async () => {
    const { ask } = await start({ mustEnrol: true })
    const response = await ask('/v1/export', 'GET')
    expect(await response.json()).toMatchObject({ type: '/problems/second-factor-required' })
    expect((await ask('/v1/enrolment', 'GET')).status).toBe(200)
  })
})

describe('a refusal', () => {
  it('is told with who, what, why and whence', async () => {
    const { ask, refused } = await start()
    await ask('/v1/dangerous', 'POST', { 'x-csrf-token': 'other' })
    await ask('/v1/refusing')
    expect(refused).toEqual([
      {
        actor: 'user:o',
        route: 'doDangerous',
        problem: 'csrf-token-mismatch',
        address: '127.0.0.1',
      },
      { actor: 'anonymous', route: 'refuseAll', problem: 'sign-in-refused', address: '127.0.0.1' },
    ])
  })

  it('is not what leads on to a proof', async () => {
    const { ask, refused } = await start({ freshUntil: now, mustEnrol: true })
    await ask('/v1/dangerous')
    expect(refused).toEqual([])
  })
})
