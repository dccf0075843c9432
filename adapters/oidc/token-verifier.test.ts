import { createHmac, createPublicKey } from 'node:crypto'
import { exportSPKI, generateKeyPair, importJWK, SignJWT, type JWTPayload } from 'jose'
import { describe, expect, it } from 'vitest'
import { startTokenIssuer, type TokenIssuer } from '../../testing/token-issuer.ts'
import { discovery, discoveryFreshness } from './discovery.ts'
import { keysFreshness, providerKeys } from './key-set.ts'
import { providerFetch } from './provider-fetch.ts'
import { tokenLengthMax, tokenVerifier, type TokenRules } from './token-verifier.ts'

const audience = 'https://millrace.example/api'
const noon = Date.UTC(2026, 10, 21, 12)
const seconds = noon / 1_000

const start = async (alg = 'ES256', given: Partial<TokenRules> = {}) => {
  const issuer = await startTokenIssuer(alg)
  const clock = { time: noon, now: () => clock.time }
  const fetching = providerFetch()
  const metadata = discovery(issuer.issuer, fetching, clock, discoveryFreshness)
  const rules: TokenRules = {
    issuer: issuer.issuer,
    audience,
    algorithms: ['RS256', 'ES256'],
    clockToleranceMs: 30_000,
    groupsClaim: 'groups',
    ...given,
  }
  const verifier = tokenVerifier(rules, providerKeys(metadata, fetching, clock), clock)
  return { issuer, clock, verify: (token: string) => verifier.verify(token) }
}

const claimsFor = ({ issuer }: TokenIssuer, more: JWTPayload = {}): JWTPayload => ({
  iss: issuer,
  aud: audience,
  sub: 'anna',
  iat: seconds,
  exp: seconds + 300,
  name: 'Anna Lindqvist',
  groups: ['operators'],
  ...more,
})

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const refused = (reason: string) => ({ kind: 'refused', reason })

describe('a token that the provider signed for us', () => {
  it.each(['ES256', 'RS256'])('says who it is (%s)', async (alg) => {
    const { issuer, verify } = await start(alg)
    expect(await verify(await issuer.sign(claimsFor(issuer)))).toEqual({
      kind: 'accepted',
      identity: {
        issuer: issuer.issuer,
        subject: 'anna',
        isProgram: false,
        username: 'anna',
        displayName: 'Anna Lindqvist',
        groups: ['operators'],
      },
      expiresAt: noon + 330_000,
    })
  })

  it('may be for others too, and of a provider that does not mark its access tokens', async () => {
    const { issuer, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer, { aud: ['other', audience] }), { typ: 'JWT' })
    expect(await verify(token)).toMatchObject({ kind: 'accepted' })
  })

  it('of a client that acts for itself is a program', async () => {
    const { issuer, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer, { sub: 'ledger', client_id: 'ledger' }))
    expect(await verify(token)).toMatchObject({ identity: { isProgram: true } })
  })

  it('may be used as often as its time allows: nothing about a bearer token is single use', async () => {
    const { issuer, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer, { jti: 'one' }))
    expect(await verify(token)).toMatchObject({ kind: 'accepted' })
    expect(await verify(token)).toMatchObject({ kind: 'accepted' })
  })
})

const fingerprint = 'ab'.repeat(32)
const thumbprint = Buffer.from(fingerprint, 'hex').toString('base64url')

describe('a token that is bound to a certificate', () => {
  it('says to which', async () => {
    const { issuer, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer, { cnf: { 'x5t#S256': thumbprint } }))
    expect(await verify(token)).toMatchObject({ kind: 'accepted', certificate: fingerprint })
  })
})

describe('a token is refused', () => {
  it.each<[reason: string, which: string, claims: JWTPayload]>([
    ['expired', 'after its time', { exp: seconds - 31 }],
    ['not-yet-valid', 'before its time', { nbf: seconds + 31 }],
    ['not-yet-valid', 'that comes from the future', { iat: seconds + 31 }],
    ['wrong-audience', 'that is for others', { aud: 'https://elsewhere.example' }],
    ['wrong-issuer', 'of another issuer', { iss: 'https://elsewhere.example' }],
    ['not-an-access-token', 'that is an ID token: a nonce', { nonce: 'n' }],
    ['not-an-access-token', 'that is an ID token: a hash of another', { at_hash: 'h' }],
    ['not-an-access-token', 'that says so itself', { typ: 'Refresh' }],
    ['bound-to-another-sender', 'that needs a proof', { cnf: { jkt: 'x' } }],
    ['bound-to-another-sender', 'that needs two', { cnf: { jkt: 'x', 'x5t#S256': thumbprint } }],
    ['bound-to-another-sender', 'bound to no certificate', { cnf: { 'x5t#S256': 'short' } }],
    ['bound-to-another-sender', 'bound to nothing that is one', { cnf: 'x5t#S256' }],
    ['bound-to-another-sender', 'bound to what is left out', { cnf: {} }],
    ['claim-missing', 'of a subject without end', { sub: 'x'.repeat(256) }],
    ['claim-missing', 'of nobody', { sub: '' }],
  ])('as %s: %s', async (reason, _which, claims) => {
    const { issuer, verify } = await start()
    expect(await verify(await issuer.sign(claimsFor(issuer, claims)))).toEqual(refused(reason))
  })

  it.each(['sub', 'exp', 'aud', 'iss'])('that lacks %s', async (claim) => {
    const { issuer, verify } = await start()
    const { [claim]: _, ...claims } = claimsFor(issuer)
    expect(await verify(await issuer.sign(claims))).toEqual(refused('claim-missing'))
  })

  it('on both sides of the tolerance only where it must be', async () => {
    const { issuer, verify } = await start()
    const still = await issuer.sign(claimsFor(issuer, { exp: seconds - 29, nbf: seconds + 30 }))
    expect(await verify(still)).toMatchObject({ kind: 'accepted' })
  })

  it('that nobody signed', async () => {
    const { issuer, verify } = await start()
    const unsigned = encoded(claimsFor(issuer))
    for (const alg of ['none', 'None', 'NONE', ''])
      expect(await verify(`${encoded({ alg, typ: 'at+jwt', kid: 'key-1' })}.${unsigned}.`)).toEqual(
        refused('algorithm-not-allowed'),
      )
  })

  it('that is signed with the public key as if it were a shared secret', async () => {
    const { issuer, verify } = await start('RS256')
    const key = createPublicKey({ key: issuer.publicKey, format: 'jwk' } as never)
    const body = `${encoded({ alg: 'HS256', typ: 'at+jwt', kid: 'key-1' })}.${encoded(claimsFor(issuer))}`
    for (const secret of [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'spki', format: 'der' }),
      JSON.stringify(issuer.publicKey),
    ]) {
      const signature = createHmac('sha256', secret).update(body).digest('base64url')
      expect(await verify(`${body}.${signature}`)).toEqual(refused('algorithm-not-allowed'))
    }
    // Also with the algorithm of the key in the header: then the signature is not one.
    const renamed = `${encoded({ alg: 'RS256', typ: 'at+jwt', kid: 'key-1' })}.${encoded(claimsFor(issuer))}`
    const spki = await exportSPKI((await importJWK(issuer.publicKey, 'RS256')) as never)
    const signature = createHmac('sha256', spki).update(renamed).digest('base64url')
    expect(await verify(`${renamed}.${signature}`)).toEqual(refused('signature-wrong'))
  })

  it('that somebody else signed under the name of a key of the provider', async () => {
    const { issuer, verify } = await start()
    const { privateKey } = await generateKeyPair('ES256')
    const forged = await new SignJWT(claimsFor(issuer))
      .setProtectedHeader({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' })
      .sign(privateKey)
    expect(await verify(forged)).toEqual(refused('signature-wrong'))
  })

  it('that brings the key along which it is to be checked with', async () => {
    const { issuer, verify } = await start()
    const own = await startTokenIssuer()
    const header = { jwk: own.publicKey, jku: `${own.issuer}/keys`, x5u: `${own.issuer}/keys` }
    const token = await own.sign(claimsFor(issuer), header)
    expect(await verify(token)).toEqual(refused('signature-wrong'))
    expect(own.keysAsked()).toBe(0)
  })

  it('whose content was changed after it was signed', async () => {
    const { issuer, verify } = await start()
    const [header, , signature] = (await issuer.sign(claimsFor(issuer))).split('.')
    const changed = encoded(claimsFor(issuer, { groups: ['administrators'] }))
    expect(await verify(`${header}.${changed}.${signature}`)).toEqual(refused('signature-wrong'))
  })

  it('that names no key', async () => {
    const { issuer, verify } = await start()
    for (const kid of [undefined, ''])
      expect(await verify(await issuer.sign(claimsFor(issuer), { kid } as never))).toEqual(
        refused('key-unnamed'),
      )
  })

  it('of another kind, or with a demand that we do not know', async () => {
    const { issuer, verify } = await start()
    for (const typ of ['logout+jwt', 'dpop+jwt', 'id+jwt'])
      expect(await verify(await issuer.sign(claimsFor(issuer), { typ }))).toEqual(
        refused('not-an-access-token'),
      )
    const [, body] = (await issuer.sign(claimsFor(issuer))).split('.')
    const header = { alg: 'ES256', kid: 'key-1', crit: ['unheard-of'], 'unheard-of': true }
    expect(await verify(`${encoded(header)}.${body}.AAAA`)).toMatchObject({ kind: 'refused' })
  })

  it('of an algorithm that is not allowed here, however well it is signed', async () => {
    const { issuer, verify } = await start('RS256', { algorithms: ['ES256'] })
    expect(await verify(await issuer.sign(claimsFor(issuer)))).toEqual(
      refused('algorithm-not-allowed'),
    )
  })

  it('that is too long, before anything is read of it', async () => {
    const { issuer, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer, { more: 'x'.repeat(tokenLengthMax) }))
    expect(await verify(token)).toEqual(refused('too-long'))
    expect(issuer.keysAsked()).toBe(0)
  })

  it.each(['..', 'a.b.c', 'eyJ.eyJ.x', `${encoded({ alg: 'ES256', kid: 'key-1' })}..`])(
    'that is none: %s',
    async (text) => {
      const { verify } = await start()
      expect(await verify(text)).toMatchObject({ kind: 'refused' })
    },
  )
})

describe('the keys of the provider', () => {
  it('are fetched once for many tokens at once', async () => {
    const { issuer, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer))
    await Promise.all(Array.from({ length: 20 }, () => verify(token)))
    expect(issuer.keysAsked()).toBe(1)
  })

  it('are looked at again for a new one, but not for every made-up name', async () => {
    const { issuer, clock, verify } = await start()
    await verify(await issuer.sign(claimsFor(issuer)))
    clock.time += keysFreshness.attemptEveryMs
    await issuer.rotate()
    expect(await verify(await issuer.sign(claimsFor(issuer)))).toMatchObject({ kind: 'accepted' })
    expect(issuer.keysAsked()).toBe(2)
    for (let index = 0; index < 50; index++)
      expect(
        await verify(await issuer.sign(claimsFor(issuer), { kid: `made-up-${index}` })),
      ).toEqual(refused('key-unknown'))
    expect(issuer.keysAsked()).toBe(2)
  })

  it('that were withdrawn are honoured no longer than it takes to look again', async () => {
    const { issuer, clock, verify } = await start()
    const old = await issuer.sign(claimsFor(issuer, { exp: seconds + 3_600 }))
    expect(await verify(old)).toMatchObject({ kind: 'accepted' })
    await issuer.rotate()
    clock.time += keysFreshness.refreshAfterMs
    await verify(old)
    await expect.poll(() => issuer.keysAsked()).toBe(2)
    await expect.poll(() => verify(old)).toEqual(refused('key-unknown'))
  })

  it('go on working while the provider is down, and what needs a look has to wait', async () => {
    const { issuer, clock, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer, { exp: seconds + 7_200 }))
    await verify(token)
    await issuer.goDown()
    clock.time += 3_600_000
    expect(await verify(token)).toMatchObject({ kind: 'accepted' })
    await issuer.rotate('keep-old')
    const newer = await issuer.sign(claimsFor(issuer, { exp: seconds + 7_200 }))
    expect(await verify(newer)).toEqual({ kind: 'unavailable' })
    await issuer.comeBack()
    clock.time += keysFreshness.retryAfterMs
    expect(await verify(newer)).toMatchObject({ kind: 'accepted' })
  })

  it('are waited for by a provider that was down from the start', async () => {
    const { issuer, clock, verify } = await start()
    const token = await issuer.sign(claimsFor(issuer))
    await issuer.goDown()
    expect(await verify(token)).toEqual({ kind: 'unavailable' })
    await issuer.comeBack()
    expect(await verify(token)).toEqual({ kind: 'unavailable' })
    clock.time += keysFreshness.retryAfterMs
    expect(await verify(token)).toMatchObject({ kind: 'accepted' })
  })
})
