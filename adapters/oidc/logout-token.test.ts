import { describe, expect, it } from 'vitest'
import type { JWTPayload } from 'jose'
import { startTokenIssuer } from '../../testing/token-issuer.ts'
import { discovery, discoveryFreshness } from './discovery.ts'
import { providerKeys } from './key-set.ts'
import { readLogoutToken } from './logout-token.ts'
import { providerFetch } from './provider-fetch.ts'

const noon = Date.UTC(2026, 10, 21, 12)
const seconds = noon / 1_000
const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }

const start = async () => {
  const issuer = await startTokenIssuer()
  const clock = { now: () => noon }
  const fetching = providerFetch()
  const findKey = providerKeys(
    discovery(issuer.issuer, fetching, clock, discoveryFreshness),
    fetching,
    clock,
  )
  const rules = { issuer: issuer.issuer, clientId: 'console', clockToleranceMs: 30_000 }
  const claims = {
    iss: issuer.issuer,
    aud: 'console',
    iat: seconds,
    jti: 'one',
    sub: 'anna',
    sid: 'there',
    events,
  }
  const read = (token: string) => readLogoutToken(token, rules, findKey, clock)
  const judge = async (
    more: Readonly<Record<string, unknown>>,
    typ: string | undefined = 'logout+jwt',
  ) => {
    const given = JSON.parse(JSON.stringify({ ...claims, ...more })) as JWTPayload
    return read(await issuer.sign(given, typ === undefined ? {} : { typ }))
  }
  return { issuer, read, judge }
}

describe('a logout token', () => {
  it('says whose session has ended, or which, or both', async () => {
    const { issuer, judge } = await start()
    const proven = { kind: 'proven', issuer: issuer.issuer, issuedAt: noon }
    expect(await judge({})).toEqual({ ...proven, subject: 'anna', providerSession: 'there' })
    expect(await judge({ sid: undefined })).toEqual({ ...proven, subject: 'anna' })
    expect(await judge({ sub: undefined })).toEqual({ ...proven, providerSession: 'there' })
    expect(await judge({}, 'JWT')).toMatchObject({ kind: 'proven' })
  })

  it.each<[which: string, claims: Readonly<Record<string, unknown>>]>([
    ['is an ID token', { nonce: 'n' }],
    ['tells of no logout', { events: undefined }],
    ['tells of something else', { events: { other: {} } }],
    ['tells of a logout that is no object', { events: { [Object.keys(events)[0] ?? '']: true } }],
    ['is about nobody', { sub: undefined, sid: undefined }],
    ['is for another client', { aud: 'other' }],
    ['is of another issuer', { iss: 'https://elsewhere.example' }],
    ['has no id', { jti: undefined }],
    ['has no time', { iat: undefined }],
    ['is old', { iat: seconds - 331 }],
    ['is of the future', { iat: seconds + 31 }],
    ['has expired', { exp: seconds - 31 }],
  ])('that %s is refused', async (_which, claims) => {
    const { judge } = await start()
    expect(await judge(claims)).toEqual({ kind: 'refused' })
  })

  it('of another kind, forged, unsigned or without end is refused', async () => {
    const { issuer, read, judge } = await start()
    expect(await judge({}, 'at+jwt')).toEqual({ kind: 'refused' })
    const stranger = await startTokenIssuer()
    const claims = { iss: issuer.issuer, aud: 'console', iat: seconds, jti: '1', sub: 'a', events }
    expect(await read(await stranger.sign(claims, { typ: 'logout+jwt' }))).toEqual({
      kind: 'refused',
    })
    const [head, body] = [{ alg: 'none', kid: 'key-1' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    for (const token of ['', 'x', `${head}.${body}.`, 'x'.repeat(9_000)])
      expect(await read(token)).toEqual({ kind: 'refused' })
  })

  it('waits where the keys of the provider cannot be had', async () => {
    const { issuer, judge } = await start()
    const token = judge({})
    await token
    const other = await start()
    await other.issuer.goDown()
    expect(await other.judge({})).toEqual({ kind: 'unavailable' })
    expect(issuer.keysAsked()).toBe(1)
  })
})
