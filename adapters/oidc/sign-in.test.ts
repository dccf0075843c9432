import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HeadlessBrowser } from '../../testing/headless-browser.ts'
import { startProvider, type RunningProvider } from '../../testing/oidc-provider-process.ts'
import type { ProviderSignIn, SignInAttempt } from '../../contexts/access/ports.ts'
import { connectProvider } from './identity-provider.ts'

const callbackUrl = 'http://127.0.0.1:1/v1/provider-sign-in/callback'
const signedOutUrl = 'http://127.0.0.1:1/sign-in'
const audience = 'https://millrace.example/api'
const attempt: SignInAttempt = {
  state: 's'.repeat(43),
  nonce: 'n'.repeat(43),
  codeVerifier: 'v'.repeat(43),
}

let provider: RunningProvider
let signIn: ProviderSignIn
const clock = { now: () => Date.now() }
const rules = {
  name: 'Test provider',
  clientId: 'millrace',
  clientSecret: 'a secret of the console',
  scopes: 'openid profile',
  groupsClaim: 'groups',
  clockToleranceMs: 5_000,
  callbackUrl,
  signedOutUrl,
}

beforeAll(async () => {
  provider = await startProvider({
    people: { anna: { name: 'Anna Lindqvist', groups: ['desk'] } },
    audience,
    clientGroups: ['robots'],
    clients: [
      {
        client_id: 'millrace',
        client_secret: rules.clientSecret,
        redirect_uris: [callbackUrl],
        post_logout_redirect_uris: [signedOutUrl],
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
  signIn = connectProvider(provider.issuer, clock).signIn(rules)
})
afterAll(() => provider.stop())

const day = { provedWithinMs: 86_400_000 }

/** Signs in at the provider, and gives the query that it sends back. */
const goThere = async (
  fields: Record<string, string> = { login: 'anna' },
  browser = new HeadlessBrowser(),
): Promise<string> => {
  const url = await signIn.authorizationUrl(attempt, day)
  const page = await browser.open(url ?? '', callbackUrl)
  const back = page.url.startsWith(callbackUrl)
    ? page
    : await browser.submit(page, fields, callbackUrl)
  return new URL(back.url).search
}

const refused = (reason: string) => ({ kind: 'refused', reason })

describe('a sign-in at a real provider', () => {
  it('proves who somebody is, once', async () => {
    const query = await goThere()
    const before = Date.now()
    const verdict = await signIn.redeem(query, attempt, undefined)
    expect(verdict).toMatchObject({
      kind: 'proven',
      identity: {
        issuer: provider.issuer,
        subject: 'anna',
        isProgram: false,
        username: 'anna',
        displayName: 'Anna Lindqvist',
        groups: ['desk'],
      },
    })
    expect(verdict.kind === 'proven' && verdict.provedAt).toBeGreaterThan(before - 60_000)
    // The code is used up, whoever has seen it.
    expect(await signIn.redeem(query, attempt, undefined)).toEqual(refused('provider-mismatch'))
  })

  it.each<[what: keyof SignInAttempt]>([['state'], ['nonce'], ['codeVerifier']])(
    'counts for nothing with another %s',
    async (what) => {
      const query = await goThere()
      const other = { ...attempt, [what]: 'x'.repeat(43) }
      expect(await signIn.redeem(query, other, undefined)).toEqual(refused('provider-mismatch'))
    },
  )

  it.each<[what: string, change: (query: URLSearchParams) => void]>([
    ['of another provider', (query) => query.set('iss', 'https://other.example')],
    ['that does not say whose it is', (query) => query.delete('iss')],
    ['without a state', (query) => query.delete('state')],
    ['with two states', (query) => query.append('state', 'x')],
    ['with two codes', (query) => query.append('code', 'x')],
    ['without a code', (query) => query.delete('code')],
    ['with a code that nobody gave out', (query) => query.set('code', 'made-up')],
  ])('counts for nothing in an answer %s', async (_what, change) => {
    const query = new URLSearchParams(await goThere())
    change(query)
    expect(await signIn.redeem(`?${query.toString()}`, attempt, undefined)).toEqual(
      refused('provider-mismatch'),
    )
  })

  it('may be denied there', async () => {
    const query = await goThere({ deny: '1' })
    expect(await signIn.redeem(query, attempt, undefined)).toEqual(refused('denied-by-provider'))
  })

  it('proves the person again only where they did it since', async () => {
    const browser = new HeadlessBrowser()
    await goThere({ login: 'anna' }, browser)
    // The provider still knows them, so that nothing was asked.
    const silent = await goThere({}, browser)
    const later = Date.now() + 60_000
    expect(await signIn.redeem(silent, attempt, later)).toEqual(refused('not-proved-again'))
    const again = (await signIn.authorizationUrl(attempt, 'prove-again')) ?? ''
    const page = await browser.open(again, callbackUrl)
    expect(page.text).toContain('Test provider')
    const began = Date.now()
    const back = await browser.submit(page, { login: 'anna' }, callbackUrl)
    const verdict = await signIn.redeem(new URL(back.url).search, attempt, began)
    expect(verdict).toMatchObject({ kind: 'proven' })
  })

  it('can be ended there', async () => {
    const browser = new HeadlessBrowser()
    const query = await goThere({ login: 'anna' }, browser)
    const verdict = await signIn.redeem(query, attempt, undefined)
    const idToken = verdict.kind === 'proven' ? verdict.idToken : ''
    const page = await browser.open((await signIn.signOutUrl(idToken)) ?? '')
    const back = await browser.submit(page, { logout: 'yes' }, signedOutUrl)
    expect(back.url).toBe(signedOutUrl)
    const url = (await signIn.authorizationUrl(attempt, day)) ?? ''
    expect((await browser.open(url, callbackUrl)).text).toContain('Test provider')
  })

  it('leaves an ID token that is no access token, and the provider signs those too', async () => {
    const verdict = await signIn.redeem(await goThere(), attempt, undefined)
    const idToken = verdict.kind === 'proven' ? verdict.idToken : ''
    const taking = (wanted: string) =>
      connectProvider(provider.issuer, clock).tokens({
        audience: wanted,
        algorithms: ['RS256'],
        clockToleranceMs: 5_000,
        groupsClaim: 'groups',
      })
    expect(await taking(audience).verify(idToken)).toEqual(refused('wrong-audience'))
    expect(await taking('millrace').verify(idToken)).toEqual(refused('not-an-access-token'))

    const basic = Buffer.from('ledger:a+secret+of+the+ledger').toString('base64')
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'api' }),
    })
    const { access_token: token } = (await answer.json()) as { access_token: string }
    expect(await taking(audience).verify(token)).toMatchObject({
      kind: 'accepted',
      identity: { subject: 'ledger', isProgram: true, groups: ['robots'] },
    })
  })

  it('waits for a provider that is down, and goes on by itself once it is back', async () => {
    const query = await goThere()
    await provider.stop()
    const fresh = connectProvider(provider.issuer, clock).signIn(rules)
    expect(await fresh.authorizationUrl(attempt, day)).toBeUndefined()
    expect(await fresh.signOutUrl('x')).toBeUndefined()
    expect(await signIn.redeem(query, attempt, undefined)).toEqual(refused('provider-unavailable'))
    await provider.again()
    await expect
      .poll(() => fresh.authorizationUrl(attempt, day), { timeout: 10_000 })
      .toContain(provider.issuer)
  })
})
