import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HeadlessBrowser, type Shown } from '../testing/headless-browser.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { freePort, startProvider, type RunningProvider } from '../testing/oidc-provider-process.ts'

const audience = 'https://millrace.example/api'
const people = {
  anna: { name: 'Anna Lindqvist', groups: ['desk'] },
  boris: { name: 'Boris Berg', groups: ['leads'] },
  carla: { name: 'Carla Cruz', groups: ['canteen'] },
  robot: { name: 'A robot', groups: ['robots'] },
}

describe('People sign in through an identity provider', () => {
  let provider: RunningProvider
  let installation: Installation
  let administrator: Person
  let browser: HeadlessBrowser
  let url: string

  beforeAll(async () => {
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    provider = await startProvider({
      people,
      audience,
      clientGroups: ['robots'],
      clients: [
        {
          client_id: 'console',
          client_secret: 'a secret of the console',
          redirect_uris: [`${url}/v1/provider-sign-in/callback`],
          post_logout_redirect_uris: [`${url}/sign-in`],
          backchannel_logout_uri: `${url}/v1/provider-sign-in/back-channel-logout`,
          backchannel_logout_session_required: true,
        },
        {
          client_id: 'ledger',
          client_secret: 'a secret of the ledger',
          grant_types: ['client_credentials'],
          response_types: [],
          redirect_uris: [],
        },
      ],
    })
    // The installation starts all the same, and finds the provider when it is needed.
    await provider.stop()
    installation = await startInstallation({
      environment: {
        PORT: String(port),
        PUBLIC_URL: url,
        OIDC_ISSUER: provider.issuer,
        OIDC_CLIENT_ID: 'console',
        OIDC_CLIENT_SECRET: 'a secret of the console',
        OIDC_AUDIENCE: audience,
        OIDC_PROVIDER_NAME: 'Bank ID',
        OIDC_ROLES: JSON.stringify({
          desk: ['operator'],
          leads: ['operator', 'administrator'],
          robots: ['service', 'viewer'],
        }),
      },
    })
    administrator = await signIn(url, 'admin', installation.password)
  })
  afterAll(async () => {
    await installation.stop()
    await provider.stop()
    await removeDirectory(installation.directory)
  })
  beforeEach(() => {
    browser = new HeadlessBrowser()
  })

  const begin = (query = '', until?: string): Promise<Shown> =>
    browser.open(`${url}/v1/provider-sign-in${query}`, until)
  /** Signs in there; gives where it led. */
  const enter = async (login: string, query = '', until?: string): Promise<Shown> => {
    const page = await begin(query)
    return browser.submit(page, { login }, until)
  }
  const callback = () => `${url}/v1/provider-sign-in/callback`
  const session = async (which = browser) => {
    const headers = { cookie: which.cookieHeader(`${url}/v1/session`) }
    const answer = await fetch(`${url}/v1/session`, { headers })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const audit = async (kind: string) =>
    (await administrator.get(`/v1/audit?kind=${kind}`)).body.items as Record<string, unknown>[]

  it('are told while the provider is down, and led there once it is back', async () => {
    const methods = await fetch(`${url}/v1/sign-in-methods`)
    expect(await methods.json()).toEqual({ provider: { name: 'Bank ID' } })
    expect((await begin()).url).toBe(`${url}/sign-in?refused=provider-unavailable&to=%2Fpayments`)
    await provider.again()
    await expect.poll(async () => (await begin()).url).toContain(provider.issuer)
  })

  it('come back to the page that they wanted, as who they are, with what their groups may do', async () => {
    const shown = await enter('anna', '?to=%2Fpayments%3Fstatus%3Dunknown')
    expect(shown).toMatchObject({ url: `${url}/payments?status=unknown`, status: 200 })
    expect(await session()).toMatchObject({
      status: 200,
      body: { displayName: 'Anna Lindqvist', roles: ['operator'] },
    })
    const linked = async () => (await audit('IdentityLinked')).map(({ actor }) => actor)
    await expect.poll(linked).toContain((await session()).body['actor'])
  })

  it('are the same person each time, and get a new session each time', async () => {
    await enter('anna')
    const first = await session()
    const cookie = browser.cookieHeader(`${url}/`)
    browser = new HeadlessBrowser()
    await enter('anna')
    expect((await session()).body['actor']).toBe(first.body['actor'])
    expect(browser.cookieHeader(`${url}/`)).not.toBe(cookie)
  })

  it('leave no open session behind where they sign in again', async () => {
    await enter('anna')
    const before = browser.cookieHeader(`${url}/v1/session`)
    const answered = async () =>
      (await fetch(`${url}/v1/session`, { headers: { cookie: before } })).status
    expect(await answered()).toBe(200)
    // The provider knows her, and asks nothing.
    expect((await begin()).url).toBe(`${url}/payments`)
    expect(await answered()).toBe(401)
    expect((await session()).status).toBe(200)
  })

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/%09/evil.example',
    '/v1/session',
  ])('are never led elsewhere: %s', async (to) => {
    const shown = await enter('anna', `?to=${to.includes('%') ? to : encodeURIComponent(to)}`)
    expect(shown.url).toBe(`${url}/payments`)
  })

  it('without a role here are told so, and leave no account', async () => {
    const shown = await enter('carla')
    expect(shown.url).toBe(`${url}/sign-in?refused=no-role&to=%2Fpayments`)
    expect((await session()).status).toBe(401)
    const users = (await administrator.get('/v1/users')).body.items as { displayName: string }[]
    expect(users.map(({ displayName }) => displayName)).not.toContain('Carla Cruz')
  })

  it('cannot be programs', async () => {
    expect((await enter('robot')).url).toContain('/sign-in?refused=not-a-person')
  })

  it('may say no there', async () => {
    const shown = await browser.submit(await begin(), { deny: '1' })
    expect(shown.url).toContain('/sign-in?refused=denied-by-provider')
  })

  it('whose account was closed here do not get in, and are out at once', async () => {
    await enter('boris')
    const { actor } = (await session()).body as { actor: string }
    const path = `/v1/users/${actor.replace('user:', '')}`
    expect((await administrator.send('POST', `${path}/disable`)).status).toBe(200)
    await expect.poll(async () => (await session()).status).toBe(401)
    browser = new HeadlessBrowser()
    expect((await enter('boris')).url).toContain('/sign-in?refused=account-disabled')
    expect((await administrator.send('POST', `${path}/enable`)).status).toBe(200)
  })

  it('keep the answer of the provider to themselves: in another browser it opens nothing', async () => {
    const victim = new HeadlessBrowser()
    const answer = await enter('anna', '', callback())
    // The attacker's answer, in the victim's browser: with nothing begun there, and with something.
    expect((await victim.open(answer.url)).url).toContain('/sign-in?refused=no-attempt')
    await victim.open(`${url}/v1/provider-sign-in`)
    expect((await victim.open(answer.url)).url).toContain('/sign-in?refused=no-attempt')
    expect((await session(victim)).status).toBe(401)
  })

  it('get one session for one answer, even where it is shown twice at once', async () => {
    const answer = await enter('anna', '', callback())
    const { pathname } = new URL(answer.url)
    const headers = { cookie: browser.cookieHeader(`${url}${pathname}`) }
    const again = () => fetch(answer.url, { headers, redirect: 'manual' })
    const answers = await Promise.all([again(), again(), again()])
    const places = answers.map(({ headers: given }) => given.get('location') ?? '')
    expect(places.filter((place) => place === '/payments')).toHaveLength(1)
    expect((await again()).headers.get('location')).toMatch(/^\/sign-in\?refused=/)
  })

  it('cannot bring a session along: whatever cookie was planted, theirs is new', async () => {
    const planted = 't'.repeat(43)
    const name = `millrace_session_`
    const page = await begin()
    const full = browser.cookieNames().find((one) => one.startsWith('millrace_attempt_')) ?? ''
    const fixed = `${name}${full.slice('millrace_attempt_'.length)}=${planted}`
    const back = await browser.submit(page, { login: 'anna' }, callback())
    const cookie = `${browser.cookieHeader(back.url)}; ${fixed}`
    const answer = await fetch(back.url, { headers: { cookie }, redirect: 'manual' })
    const given = answer.headers.getSetCookie().find((one) => one.startsWith(name)) ?? ''
    expect(given).toMatch(/HttpOnly; SameSite=Strict; Path=\//)
    expect(given).not.toContain(planted)
    const withPlanted = await fetch(`${url}/v1/session`, { headers: { cookie: fixed } })
    expect(withPlanted.status).toBe(401)
  })

  it('cannot stay away for long, nor change what they set out with', async () => {
    const answer = await enter('anna', '?to=%2Fusers', callback())
    const cookie = browser.cookieHeader(answer.url)
    const changed = cookie.replace('%2Fusers', '%2Fplatform')
    expect(changed).not.toBe(cookie)
    const refused = await fetch(answer.url, { headers: { cookie: changed }, redirect: 'manual' })
    expect(refused.headers.get('location')).toContain('refused=no-attempt')
    const forged = new URL(answer.url)
    forged.searchParams.set('state', 'x'.repeat(43))
    const other = await fetch(forged, { headers: { cookie }, redirect: 'manual' })
    expect(other.headers.get('location')).toContain('refused=no-attempt')
  })

  it('prove themselves anew there for what is dangerous', async () => {
    await enter('boris')
    // She is known there, and is asked all the same.
    const page = await begin('?again=true&to=%2Fusers')
    expect(page.text).toContain('Test provider')
    const back = await browser.submit(page, { login: 'boris' })
    expect(back.url).toBe(`${url}/users`)
    const { csrfToken } = (await session()).body as { csrfToken: string }
    const keys = await fetch(`${url}/v1/api-keys`, {
      method: 'POST',
      headers: {
        cookie: browser.cookieHeader(`${url}/v1/api-keys`),
        'x-csrf-token': csrfToken,
        'content-type': 'application/json',
        'idempotency-key': 'provider-fresh',
      },
      body: JSON.stringify({ label: 'x', roles: ['viewer'], expiresAt: '2999-01-01T00:00:00Z' }),
    })
    expect((await keys.json()) as object).not.toMatchObject({ type: '/problems/step-up-required' })
  })

  it('sign out there too, and only where they asked for it themselves', async () => {
    await enter('anna')
    // From a page of somebody else: the browser leaves the cookies behind.
    const foreign = await fetch(`${url}/v1/provider-sign-in/sign-out`, { redirect: 'manual' })
    expect(foreign.headers.get('location')).toBe('/sign-in')
    const page = await browser.open(`${url}/v1/provider-sign-in/sign-out`)
    expect(page.url).toContain(provider.issuer)
    const back = await browser.submit(page, { logout: 'yes' })
    expect(back.url).toBe(`${url}/sign-in`)
    expect((await begin()).text).toContain('Test provider')
  })

  it('are out here as soon as they have signed out there, and nowhere else', async () => {
    const elsewhere = new HeadlessBrowser()
    await enter('anna')
    const other = await elsewhere.open(`${url}/v1/provider-sign-in`)
    await elsewhere.submit(other, { login: 'anna' })
    expect([(await session()).status, (await session(elsewhere)).status]).toEqual([200, 200])
    // The provider is told alone; nobody signs out here.
    const page = await browser.open(`${url}/v1/provider-sign-in/sign-out`)
    await browser.submit(page, { logout: 'yes' }, `${url}/sign-in`)
    await expect.poll(async () => (await session()).status).toBe(401)
    expect((await session(elsewhere)).status).toBe(200)
  })

  it('stay in whatever strangers say of their signing out', async () => {
    await enter('anna')
    const tell = (body: string) =>
      fetch(`${url}/v1/provider-sign-in/back-channel-logout`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })
    const claims = { iss: provider.issuer, aud: 'console', sub: 'anna', iat: 1, jti: 'x' }
    const [head, body] = [{ alg: 'none' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    for (const said of ['', 'logout_token=', `logout_token=${head}.${body}.`, 'x'.repeat(9_000)])
      expect((await tell(said)).status).toBe(400)
    expect((await session()).status).toBe(200)
  })

  it('and programs get in with tokens of the same provider', async () => {
    const basic = Buffer.from('ledger:a+secret+of+the+ledger').toString('base64')
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'api' }),
    })
    const { access_token: token } = (await answer.json()) as { access_token: string }
    const ask = (path: string, bearer: string) =>
      fetch(`${url}${path}`, { headers: { authorization: `Bearer ${bearer}` } })
    expect(await (await ask('/v1/session', token)).json()).toMatchObject({
      actor: expect.stringMatching(/^client:/) as string,
      roles: ['viewer', 'service'],
    })
    expect((await ask('/v1/users', token)).status).toBe(403)
    const [head, body = '', signature = ''] = token.split('.')
    const forged = `${head}.${body}.${signature.slice(0, -4)}AAAA`
    expect((await ask('/v1/payments', forged)).status).toBe(401)
    // Known keys go on while the provider is down; what needs a look has to wait.
    await provider.stop()
    expect((await ask('/v1/payments', token)).status).toBe(200)
    await provider.again()
  })

  it('leave the reasons of those who did not get in to the audit, and no token anywhere', async () => {
    // Nobody waits until a refusal is written down.
    const reasons = async () =>
      (await audit('CredentialsRefused')).map(
        ({ thing, ground }) => `${String(thing).split(',')[0]}: ${String(ground)}`,
      )
    for (const reason of ['no-attempt', 'no-role', 'not-a-person', 'account-disabled'])
      await expect.poll(reasons).toContain(`sign-in: ${reason}`)
    await expect.poll(reasons).toContain('token: signature-wrong')
    expect(installation.output()).not.toMatch(/eyJ[A-Za-z0-9_-]{10}/)
  })
})
