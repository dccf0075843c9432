import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import type { Access, ExchangeRoute } from '../kernel/route.ts'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import { csrfTokenOf, problemIn, startGateway, type GatewaySettings } from '../testing/gateway.ts'

const whoAmI = (
  name: string,
  access: Access,
  method: ExchangeRoute['method'] = 'GET',
  more: Partial<ExchangeRoute> = {},
) =>
  route({
    method,
    path: `/v1/${name}`,
    name,
    summary: name,
    tag: 'Access',
    access,
    replies: { 200: Type.Any() },
    ...(method === 'GET' ? {} : { withoutIdempotencyKey: 'it changes nothing' }),
    handle: ({ caller }) => Promise.resolve(ok({ actor: caller.actor, roles: caller.roles })),
    ...more,
  })

const signed = route<Record<string, never>, Record<string, never>, Uint8Array>({
  method: 'POST',
  path: '/v1/callbacks',
  name: 'takeCallback',
  summary: 'Take a callback',
  tag: 'Access',
  access: { signed: 'by the rail' },
  body: { mediaTypes: ['application/json'], description: 'As it was signed' },
  withoutIdempotencyKey: 'the rail has ids of its own',
  replies: { 200: Type.Any() },
  handle: ({ body, caller }) =>
    Promise.resolve(
      ok({ actor: caller.actor, bytes: [...body], text: Buffer.from(body).toString() }),
    ),
})

const signIn = route({
  method: 'POST',
  path: '/v1/sessions',
  name: 'signIn',
  summary: 'Sign in',
  tag: 'Access',
  access: { open: 'nobody is signed in before' },
  withoutIdempotencyKey: 'a session is new each time',
  replies: { 201: Type.Any() },
  handle: () =>
    Promise.resolve({
      status: 201,
      body: {},
      headers: { 'set-cookie': 'millrace_session=t; HttpOnly; SameSite=Strict; Path=/' },
    }),
})

const routes = [
  whoAmI('readPayments', { roles: ['viewer', 'operator'] }),
  whoAmI('changePayments', { roles: ['operator'] }, 'POST'),
  whoAmI('open', { open: 'for everybody' }),
  signed,
  signIn,
]
const start = (settings?: GatewaySettings) => startGateway(routes, settings)
const cookie = (role: string) => ({ cookie: `theme=dark; millrace_session=session-of-${role}` })

describe('what a restore has taken over', () => {
  it('is not changed any more by those who might, and they are told why; it is still shown', async () => {
    const { ask, url } = await start({ isTakenOver: ({ name }) => name === 'changePayments' })
    const change = { method: 'POST', body: '{}' }
    const refused = await ask('operator', '/v1/changePayments', change)
    expect(refused.headers.get('retry-after')).toBeNull()
    expect(await problemIn(refused)).toMatchObject({
      type: '/problems/log-taken-over',
      status: 503,
      title: expect.stringContaining('A restore has taken this log over'),
    })
    expect((await fetch(`${url}/v1/changePayments`, change)).status).toBe(401)
    expect((await ask('viewer', '/v1/changePayments', change)).status).toBe(403)
    expect((await ask('operator', '/v1/readPayments')).status).toBe(200)
    expect((await fetch(`${url}/v1/sessions`, { method: 'POST' })).status).toBe(201)
  })
})

describe('a caller', () => {
  it('is known by an API key', async () => {
    const { ask } = await start()
    const response = await ask('operator', '/v1/readPayments')
    expect(await response.json()).toEqual({ actor: 'user:operator', roles: ['operator'] })
  })

  it('is known by a session cookie among others', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/v1/readPayments`, { headers: cookie('viewer') })
    expect(await response.json()).toEqual({ actor: 'user:viewer', roles: ['viewer'] })
  })

  it('is known by the cookie of this installation, not by that of another on the same host', async () => {
    const sessionCookieName = 'millrace_session_ours'
    const { url } = await start({
      authenticator: {
        sessionCookieName,
        session: (token) =>
          Promise.resolve(
            token === 'ours'
              ? { caller: { actor: 'user:anna', roles: ['viewer'] }, csrfToken: 'c' }
              : undefined,
          ),
        apiKey: () => Promise.resolve(undefined),
      },
    })
    const others = 'millrace_session=theirs; millrace_session_other=theirs'
    const ask = (cookie: string) => fetch(`${url}/v1/readPayments`, { headers: { cookie } })
    expect((await ask(`${others}; ${sessionCookieName}=ours`)).status).toBe(200)
    expect((await ask(others)).status).toBe(401)
    const { components } = (await (await fetch(`${url}/openapi.json`)).json()) as {
      components: { securitySchemes: { session: { name: string } } }
    }
    expect(components.securitySchemes.session.name).toBe(sessionCookieName)
  })

  it.each([
    ['who carries nothing', {}],
    ['with a key that nobody gave out', { authorization: 'Bearer made-up' }],
    ['with a scheme that there is not', { authorization: 'Basic b3BlcmF0b3I6eA==' }],
    ['with a key of many lines', { authorization: 'Bearer key-of operator' }],
    ['with a session that there is not', { cookie: 'millrace_session=made-up' }],
    [
      'with two sessions, one of them planted',
      { cookie: 'millrace_session=session-of-viewer; millrace_session=session-of-operator' },
    ],
    [
      'with a bad key, whatever the cookie',
      { authorization: 'Bearer made-up', cookie: 'millrace_session=session-of-viewer' },
    ],
  ])('%s is asked to sign in', async (_who, headers: Record<string, string>) => {
    const { url } = await start()
    const response = await fetch(`${url}/v1/readPayments`, { headers })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="millrace"/)
    expect(await problemIn(response)).toMatchObject({ type: '/problems/unauthenticated' })
  })

  it('without a needed role is told which would do', async () => {
    const { ask } = await start()
    const response = await ask('viewer', '/v1/changePayments', { method: 'POST' })
    expect(response.status).toBe(403)
    expect(await problemIn(response)).toMatchObject({
      type: '/problems/forbidden',
      detail: 'Needs one of: operator',
    })
  })

  it('is refused before the body is read', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/v1/changePayments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"not json',
    })
    expect(response.status).toBe(401)
  })

  it('of an open route is nobody, and needs nothing', async () => {
    const { url } = await start()
    const response = await fetch(`${url}/v1/open`)
    expect(await response.json()).toEqual({ actor: 'anonymous', roles: [] })
  })

  it('of a signed route brings its bytes as they are', async () => {
    const { url } = await start()
    const body = '{ "a" : 1,"a":2 }'
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${url}/v1/callbacks`, { method: 'POST', headers, body })
    expect(await response.json()).toMatchObject({ actor: 'system', text: body })
    const empty = await fetch(`${url}/v1/callbacks`, { method: 'POST' })
    expect(await problemIn(empty)).toMatchObject({
      fields: [{ field: 'body', reason: 'is required' }],
    })
  })

  it('hears that it cannot be looked up when that is so', async () => {
    const down = () => Promise.reject(new Error('connection refused'))
    const { ask } = await start({
      authenticator: { session: down, apiKey: down },
      isUnavailable: (error) => error instanceof Error && error.message === 'connection refused',
    })
    const response = await ask('viewer', '/v1/readPayments')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
  })
})

describe('a call from a browser that changes something', () => {
  const call = async (headers: Record<string, string>, path = '/v1/changePayments') => {
    const { url } = await start()
    const own = headers['origin'] === 'own' ? { origin: url } : {}
    return fetch(`${url}${path}`, { method: 'POST', headers: { ...headers, ...own } })
  }
  const withToken = { ...cookie('operator'), 'x-csrf-token': csrfTokenOf('operator') }

  it('goes through with the token of its session', async () => {
    expect((await call(withToken)).status).toBe(200)
    expect((await call({ ...withToken, origin: 'own' })).status).toBe(200)
  })

  it.each([
    ['without a token', cookie('operator')],
    ['with an empty token', { ...cookie('operator'), 'x-csrf-token': '' }],
    ['with the token of another', { ...cookie('operator'), 'x-csrf-token': csrfTokenOf('viewer') }],
  ])('%s is refused', async (_which, headers: Record<string, string>) => {
    expect(await problemIn(await call(headers))).toMatchObject({
      status: 403,
      type: '/problems/csrf-token-mismatch',
    })
  })

  it.each(['http://elsewhere.example', 'http://127.0.0.1:1', 'null'])(
    'from a page of %s is refused, even with the token',
    async (origin) => {
      expect(await problemIn(await call({ ...withToken, origin }))).toMatchObject({
        status: 403,
        type: '/problems/foreign-origin',
      })
    },
  )

  it('from a page of another origin cannot even sign in', async () => {
    expect((await call({ origin: 'http://elsewhere.example' }, '/v1/sessions')).status).toBe(403)
    expect((await call({ origin: 'own' }, '/v1/sessions')).status).toBe(201)
  })

  it('needs no token with an API key', async () => {
    const { ask } = await start()
    expect((await ask('operator', '/v1/changePayments', { method: 'POST' })).status).toBe(200)
  })
})

describe('a session cookie', () => {
  const headersOf = async (settings: GatewaySettings, forwarded: Record<string, string>) => {
    const { url } = await start(settings)
    return (await fetch(`${url}/v1/sessions`, { method: 'POST', headers: forwarded })).headers
  }
  const overTls = { 'x-forwarded-proto': 'https' }

  it('is marked Secure where a trusted proxy says that the browser came over TLS', async () => {
    const headers = await headersOf({ trustedProxies: ['127.0.0.1'] }, overTls)
    expect(headers.get('set-cookie')).toMatch(/; Secure$/)
    expect(headers.has('strict-transport-security')).toBe(true)
  })

  it('is left as it is where nobody trusted says so', async () => {
    const headers = await headersOf({}, overTls)
    expect(headers.get('set-cookie')).not.toMatch(/Secure/)
    expect(headers.has('strict-transport-security')).toBe(false)
  })
})
