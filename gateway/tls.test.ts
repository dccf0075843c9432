import { X509Certificate } from 'node:crypto'
import { Agent, request as requestOverTls } from 'node:https'
import { afterAll, beforeAll, expect, it } from 'vitest'
import Type from 'typebox'
import { ok } from '../kernel/reply.ts'
import { route } from '../kernel/route.ts'
import {
  certificateFolder,
  hasOpenssl,
  noOpenssl,
  type Authority,
  type Certificate,
} from '../testing/certificates.ts'
import { startGateway, type GatewaySettings } from '../testing/gateway.ts'
import { describeWhen } from '../testing/run-when.ts'
import { altNamesIn, type ClientCertificate } from './client-certificate.ts'
import type { Refused } from './refused.ts'

const whoAmI = route({
  method: 'GET',
  path: '/v1/who',
  name: 'whoAmI',
  summary: 'Who is asking',
  tag: 'Test',
  access: { roles: ['service', 'viewer'] },
  replies: { 200: Type.Any() },
  handle: ({ caller }) => Promise.resolve(ok({ actor: caller.actor })),
})
const enter = route({
  method: 'POST',
  path: '/v1/enter',
  name: 'enter',
  summary: 'Set a cookie',
  tag: 'Test',
  access: { open: 'for everybody' },
  withoutIdempotencyKey: 'it changes nothing',
  replies: { 201: Type.Any() },
  handle: () =>
    Promise.resolve({ status: 201, body: {}, headers: { 'set-cookie': 'session=t; HttpOnly' } }),
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

const hasTool = await hasOpenssl()

describeWhen(hasTool, noOpenssl)('A gateway that speaks TLS', () => {
  let folder: Awaited<ReturnType<typeof certificateFolder>>
  let authority: Authority
  let stranger: Authority
  let own: Certificate
  let ledger: Certificate
  beforeAll(async () => {
    folder = await certificateFolder()
    authority = await folder.authority('authority')
    stranger = await folder.authority('stranger')
    own = await authority.issue('gateway', { altNames: 'IP:127.0.0.1', usage: 'serverAuth' })
    ledger = await authority.issue('ledger', { subject: '/CN=ledger/O=Bank' })
  })
  afterAll(() => folder.remove())

  const start = async (settings: GatewaySettings = {}) => {
    const shown: ClientCertificate[] = []
    const refused: Refused[] = []
    const tls = {
      certificate: own.certificate,
      key: own.key,
      clientAuthorities: authority.certificate,
    }
    const running = await startGateway([whoAmI, enter], {
      tls,
      onRefused: (one) => refused.push(one),
      authenticator: {
        session: async (token) =>
          token === 'good'
            ? { caller: { actor: 'user:anna', roles: ['viewer'] }, csrfToken: 'c' }
            : undefined,
        apiKey: async () => undefined,
        certificate: async (certificate) => {
          shown.push(certificate)
          return certificate.subject['CN'] === 'ledger'
            ? { kind: 'caller', caller: { actor: 'certificate:ledger', roles: ['service'] } }
            : { kind: 'refused', reason: 'no-service' }
        },
      },
      ...settings,
    })
    return { ...running, tls, shown, refused }
  }

  /** One request over a connection of its own, or over the agent's. */
  const ask = (
    url: string,
    client?: Certificate,
    { headers = {}, agent = new Agent(), method = 'GET', path = '/v1/who' } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const identity = client ? { cert: client.certificate, key: client.key } : {}
      const request = requestOverTls(
        `${url}${path}`,
        { method, headers, agent, ca: authority.certificate, ...identity },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          response.on('end', () => {
            const { statusCode: status = 0, headers: answered } = response
            const body = JSON.parse(text || '{}') as Answer['body']
            resolve({ status, headers: answered, body })
          })
        },
      )
      request.once('error', reject)
      request.end()
    })

  it('serves callers without a certificate like any other, and secures their cookies', async () => {
    const { url } = await start()
    expect(url).toMatch(/^https:/)
    expect((await ask(url)).status).toBe(401)
    const entered = await ask(url, undefined, { method: 'POST', path: '/v1/enter' })
    expect(entered.status).toBe(201)
    expect(entered.headers['set-cookie']).toEqual(['session=t; HttpOnly; Secure'])
    expect(entered.headers).toHaveProperty('strict-transport-security')
  })

  it('knows a service by its certificate', async () => {
    const { url, shown } = await start()
    expect((await ask(url, ledger)).body).toEqual({ actor: 'certificate:ledger' })
    const { fingerprint256 } = new X509Certificate(ledger.certificate)
    expect(shown).toEqual([
      {
        subject: { CN: 'ledger', O: 'Bank' },
        subjectAltNames: [],
        fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
      },
    ])
  })

  it('reads alternative names as they are, also those that pretend to be two', async () => {
    const { url, shown } = await start()
    const altNames = 'DNS:a.example,URI:spiffe://bank.example/ledger,IP:10.0.0.1'
    await ask(url, await authority.issue('named', { altNames }))
    expect(shown[0]?.subjectAltNames).toEqual([
      'DNS:a.example',
      'URI:spiffe://bank.example/ledger',
      'IP Address:10.0.0.1',
    ])
    expect(altNamesIn('DNS:"evil.example, DNS:good.example", DNS:b')).toEqual([
      'DNS:evil.example, DNS:good.example',
      'DNS:b',
    ])
    expect(altNamesIn('')).toEqual([])
    expect(altNamesIn('no names at all')).toEqual([])
  })

  it('tells a service that stands for nobody so', async () => {
    const { url } = await start()
    const answer = await ask(url, await authority.issue('other'))
    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({ detail: 'The certificate is refused: no-service' })
  })

  it.each<[which: string, detail: RegExp, make: () => Promise<Certificate>]>([
    [
      'that has expired',
      /has expired/,
      () =>
        authority.issue('expired', {
          subject: '/CN=ledger/O=Bank',
          from: '20200101000000Z',
          until: '20200102000000Z',
        }),
    ],
    [
      'that is not valid yet',
      /not valid yet/,
      () =>
        authority.issue('early', {
          subject: '/CN=ledger/O=Bank',
          from: '20900101000000Z',
          until: '20900102000000Z',
        }),
    ],
    [
      'of an authority that nobody here knows',
      /Nobody who is trusted/,
      () => stranger.issue('ledger', { subject: '/CN=ledger/O=Bank' }),
    ],
    [
      'that somebody signed for themselves',
      /Nobody who is trusted|chain is not right/,
      async () => stranger,
    ],
    [
      'that is made for servers',
      /not made for clients/,
      () => authority.issue('server', { subject: '/CN=ledger/O=Bank', usage: 'serverAuth' }),
    ],
  ])('refuses a certificate %s, whatever else is carried', async (_which, detail, make) => {
    const { url, shown, refused } = await start()
    const answer = await ask(url, await make(), { headers: { cookie: 'millrace_session=good' } })
    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({
      type: '/problems/certificate-refused',
      detail: expect.stringMatching(detail) as string,
    })
    expect(answer.headers['connection']).toBe('close')
    expect(shown).toEqual([])
    expect(refused).toMatchObject([{ problem: 'certificate-refused', address: '127.0.0.1' }])
  })

  it('refuses one that was revoked, and goes on with the others', async () => {
    const lost = await authority.issue('lost', { subject: '/CN=ledger/O=Bank' })
    await authority.revoke(lost)
    const { tls, url, gateway } = await start()
    expect((await ask(url, lost)).status).toBe(200)
    gateway.renewTls({ ...tls, revocations: await authority.revocations() })
    expect((await ask(url, lost)).body).toMatchObject({ detail: 'It has been revoked' })
    expect((await ask(url, ledger)).status).toBe(200)
  })

  it('trusts no connection longer than what it was found good by', async () => {
    const lost = await authority.issue('kept', { subject: '/CN=ledger/O=Bank' })
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const { tls, url, gateway } = await start()
    expect((await ask(url, lost, { agent })).status).toBe(200)
    await authority.revoke(lost)
    gateway.renewTls({ ...tls, revocations: await authority.revocations() })
    // The gateway closes what is idle; whoever comes in between is told to connect again.
    const answer = await ask(url, lost, { agent }).catch(() => ask(url, lost, { agent }))
    expect(answer.status).toBe(401)
    agent.destroy()
  })

  it('ends what a certificate opens when its time is over, in the middle of a connection', async () => {
    const clock = { time: Date.now(), now: () => clock.time }
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const { url } = await start({ clock })
    expect((await ask(url, ledger, { agent })).status).toBe(200)
    clock.time += 3 * 24 * 3_600_000
    expect((await ask(url, ledger, { agent })).body).toMatchObject({ detail: 'It has expired' })
    agent.destroy()
  })

  it('lets a session, or what stands behind Authorization, go before the certificate', async () => {
    const { url } = await start()
    const session = await ask(url, ledger, { headers: { cookie: 'millrace_session=good' } })
    expect(session.body).toEqual({ actor: 'user:anna' })
    const key = await ask(url, ledger, { headers: { authorization: 'Bearer made-up' } })
    expect(key.status).toBe(401)
  })

  it('tells with a token which certificate the connection has shown, and with no other header', async () => {
    const told: (string | undefined)[] = []
    const { url } = await start({
      authenticator: {
        session: async () => undefined,
        apiKey: async () => undefined,
        token: async (_presented, certificate) => {
          told.push(certificate)
          return { kind: 'caller', caller: { actor: 'user:anna', roles: ['viewer'] } }
        },
      },
    })
    const headers = { authorization: 'Bearer e30.e30.c2ln' }
    expect((await ask(url, ledger, { headers })).status).toBe(200)
    await ask(url, undefined, {
      headers: { ...headers, 'x-ssl-client-cert': encodeURIComponent(ledger.certificate) },
    })
    const { fingerprint256 } = new X509Certificate(ledger.certificate)
    expect(told).toEqual([fingerprint256.replaceAll(':', '').toLowerCase(), undefined])
  })

  it('asks nobody for a certificate where no authority is named', async () => {
    const { url, shown } = await start({
      tls: { certificate: own.certificate, key: own.key },
    })
    expect((await ask(url, ledger)).status).toBe(401)
    expect(shown).toEqual([])
  })

  it('believes no header that says which certificate there was', async () => {
    const { url } = await start()
    const headers = {
      'x-ssl-client-cert': encodeURIComponent(ledger.certificate),
      'x-forwarded-client-cert': 'Subject="CN=ledger,O=Bank"',
      'x-client-verify': 'SUCCESS',
    }
    expect((await ask(url, undefined, { headers })).status).toBe(401)
  })
})
