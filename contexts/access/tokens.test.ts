import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  createPerson,
  signInAt,
  startAccess,
  type Browser,
  type RunningAccess,
} from '../../testing/access.ts'
import { argonPasswords } from '../../adapters/node/passwords.ts'
import { accessAuthenticator } from './authenticator.ts'
import { createFirstAdministrator } from './first-administrator.ts'
import type { ProvenIdentity, TokenVerdict } from './ports.ts'
import { refusalRecordEveryMs } from './refusal-record.ts'
import { readRoleMapping, type RoleMapping } from './role-mapping.ts'

const roleMapping = readRoleMapping({
  desk: ['operator', 'approver'],
  auditors: ['compliance', 'viewer'],
  robots: ['service', 'operator'],
}) as RoleMapping

const anna: ProvenIdentity = {
  issuer: 'https://id.example',
  subject: 'anna@bank.example',
  isProgram: false,
  username: 'anna@bank.example',
  displayName: 'Anna Lindqvist',
  groups: ['desk', 'golf club'],
}

let access: RunningAccess
let administrator: Browser
/** What the provider says of a token, by its middle part. */
let verdicts: Map<string, TokenVerdict>
let asked: number

beforeEach(async () => {
  verdicts = new Map()
  asked = 0
  const tokens = {
    verify: async (token: string): Promise<TokenVerdict> => {
      asked++
      const known = verdicts.get(token.split('.')[1] ?? '')
      return known ?? { kind: 'refused', reason: 'signature-wrong' }
    },
  }
  access = await startAccess(
    argonPasswords({ cost: { memoryKibibytes: 64, passes: 2, lanes: 1 } }),
    () => ({ roleMapping, tokens }),
  )
  const first = await createFirstAdministrator(access.tools)
  administrator = await signInAt(access, first?.username ?? '', first?.password ?? '')
})

const accept = (name: string, identity: ProvenIdentity, lastsMs = 300_000): void => {
  const expiresAt = access.clock.time + lastsMs
  verdicts.set(name, { kind: 'accepted', identity, expiresAt })
}
const call = (name: string, path = '/v1/session') =>
  access.send(path, { headers: { authorization: `Bearer e30.${name}.c2ln` } })
const whoIs = async (name: string) =>
  (await (await call(name)).json()) as { actor: string; roles: string[]; displayName?: string }
const auditOf = async (kind: string) => {
  const answer = await administrator.send(`/v1/audit?kind=${kind}`)
  return ((await answer.json()) as { items: Record<string, unknown>[] }).items
}

describe('a token that is bound to a certificate', () => {
  it('opens over a connection that has shown it, and over no other, also once it is known', async () => {
    accept('anna', anna)
    const verdict = verdicts.get('anna')
    if (verdict?.kind !== 'accepted') throw new Error('it was not accepted')
    verdicts.set('anna', { ...verdict, certificate: 'ab' })
    const authenticator = accessAuthenticator(access.tools)
    onTestFinished(() => authenticator.close())
    const ask = async (certificate?: string) => authenticator.token?.('e30.anna.c2ln', certificate)
    const refused = { kind: 'refused', reason: 'bound-to-another-sender' }
    expect(await ask('cd')).toEqual(refused)
    expect(await ask('ab')).toMatchObject({ kind: 'caller' })
    expect(await ask()).toEqual(refused)
    expect(await ask('cd')).toEqual(refused)
    expect(await ask('ab')).toMatchObject({ kind: 'caller' })
    expect((await call('anna')).status).toBe(401)
  })
})

describe('somebody with a token of the provider', () => {
  it('may do what their groups may do, under an actor that does not name them', async () => {
    accept('anna', anna)
    const { actor, roles, displayName } = await whoIs('anna')
    expect({ roles, displayName }).toEqual({
      roles: ['operator', 'approver'],
      displayName: 'Anna Lindqvist',
    })
    expect(actor).toMatch(/^user:[0-9a-f-]{36}$/)
  })

  it('is the same actor with every token, whatever they are called by now', async () => {
    accept('one', anna)
    accept('two', { ...anna, username: 'a.berg', displayName: 'Anna Berg', groups: ['auditors'] })
    const [one, two] = [await whoIs('one'), await whoIs('two')]
    expect(two.actor).toBe(one.actor)
    // Each token says for itself what it may do.
    expect(two.roles).toEqual(['viewer', 'compliance'])
    expect((await whoIs('one')).roles).toEqual(['operator', 'approver'])
  })

  it('is somebody else at another issuer, or where the parts only join alike', async () => {
    accept('one', { ...anna, issuer: 'https://id.example', subject: 'x' })
    accept('two', { ...anna, issuer: 'https://id.exampl', subject: 'ex' })
    accept('three', { ...anna, issuer: 'https://other.example', subject: 'x' })
    const actors = [await whoIs('one'), await whoIs('two'), await whoIs('three')]
    expect(new Set(actors.map(({ actor }) => actor)).size).toBe(3)
  })

  it('leaves one account at the first call, however many come at once, and an audit entry', async () => {
    accept('anna', anna)
    await Promise.all(Array.from({ length: 10 }, () => call('anna')))
    const { actor } = await whoIs('anna')
    const linked = await auditOf('IdentityLinked')
    expect(linked).toHaveLength(1)
    expect(linked).toMatchObject([{ actor, thing: `user ${actor.slice('user:'.length)}` }])
    const users = (await (await administrator.send('/v1/users')).json()) as { items: object[] }
    expect(users.items).toContainEqual(
      expect.objectContaining({
        username: 'anna@bank.example',
        displayName: 'Anna Lindqvist',
        identityProvider: 'https://id.example',
        status: 'active',
      }),
    )
  })

  it('leaves neither name nor token in the log', async () => {
    accept('anna', anna)
    await call('anna')
    const written = await access.written()
    expect(written).toContain('IdentityLinked')
    for (const secret of ['anna', 'Lindqvist', 'e30.', 'golf'])
      expect(written).not.toContain(secret)
  })

  it('and no group that counts may do nothing, and leaves nothing', async () => {
    accept('stranger', { ...anna, groups: ['golf club', '__proto__', 'constructor'] })
    const before = await access.tools.log.head()
    expect((await call('stranger')).status).toBe(403)
    expect(await access.tools.log.head()).toBe(before)
  })

  it('does not meet the local account of the same name', async () => {
    accept('admin', { ...anna, subject: 'admin', username: 'admin' })
    accept('anna', anna)
    await createPerson(administrator, {
      username: 'anna@bank.example',
      password: 'seven purple elephants',
      roles: ['viewer'],
    })
    expect((await whoIs('admin')).actor).not.toBe(administrator.actor)
    expect((await whoIs('anna')).roles).toEqual(['operator', 'approver'])
  })

  it('is sent away once the account is disabled here, whatever the provider says', async () => {
    accept('anna', anna)
    const { actor } = await whoIs('anna')
    const path = `/v1/users/${actor.slice('user:'.length)}`
    expect((await administrator.send(`${path}/disable`, { method: 'POST' })).status).toBe(200)
    await expect.poll(async () => (await call('anna')).status).toBe(401)
    expect(await (await call('anna')).json()).toMatchObject({
      detail: 'The token is refused: account-disabled',
    })
    await administrator.send(`${path}/enable`, { method: 'POST' })
    await expect.poll(async () => (await call('anna')).status).toBe(200)
  })

  it('gets roles and passwords from the provider alone', async () => {
    accept('anna', anna)
    const userId = (await whoIs('anna')).actor.slice('user:'.length)
    const roles = await administrator.send(`/v1/users/${userId}/roles`, {
      method: 'POST',
      body: { roles: ['administrator'] },
    })
    expect(roles.status).toBe(409)
    expect(await roles.json()).toMatchObject({ type: '/problems/managed-by-identity-provider' })
    const password = await administrator.send(`/v1/users/${userId}/password`, {
      method: 'POST',
      body: { password: 'seven purple elephants' },
    })
    expect(password.status).toBe(409)
  })
})

describe('a program with a token of the provider', () => {
  it.each<[why: string, more: Partial<ProvenIdentity>]>([
    ['by its groups', { groups: ['robots', 'desk'] }],
    ['by the provider', { isProgram: true }],
  ])('is told from people %s, and does not approve', async (_why, more) => {
    accept('ledger', { ...anna, subject: 'ledger', ...more })
    const { actor, roles, displayName } = await whoIs('ledger')
    expect(actor).toMatch(/^client:[0-9a-f-]{36}$/)
    expect(roles).toContain('operator')
    expect(roles).not.toContain('approver')
    expect(displayName).toBeUndefined()
  })
})

describe('a token that is refused', () => {
  it('is answered with the reason', async () => {
    verdicts.set('old', { kind: 'refused', reason: 'expired' })
    const answer = await call('old')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="millrace", error="invalid_token", error_description="expired"',
    )
    expect(await answer.json()).toMatchObject({ detail: 'The token is refused: expired' })
  })

  it('is written down, with its reason, and a flood of them as a number', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, index) => call(`forged${index}`)))
    const first = await auditOf('CredentialsRefused')
    expect(first).toMatchObject([{ actor: 'system', thing: 'token', ground: 'signature-wrong' }])
    access.clock.time += refusalRecordEveryMs
    await call('forged')
    await expect.poll(() => auditOf('CredentialsRefused')).toHaveLength(2)
    expect(await auditOf('CredentialsRefused')).toMatchObject([
      { thing: 'token, 50 times' },
      { thing: 'token' },
    ])
  })

  it('does not fall back to a cookie that came along', async () => {
    const answer = await administrator.send('/v1/session', {
      headers: { authorization: 'Bearer e30.forged.c2ln' },
    })
    expect(answer.status).toBe(401)
  })

  it('may be a good one that is over: nobody remembers it beyond its time', async () => {
    accept('short', anna, 1_000)
    expect((await call('short')).status).toBe(200)
    access.clock.time += 1_000
    verdicts.set('short', { kind: 'refused', reason: 'expired' })
    expect((await call('short')).status).toBe(401)
  })
})

describe('a token that nobody can judge', () => {
  it('is answered with 503, and with who it is once the provider is back', async () => {
    verdicts.set('anna', { kind: 'unavailable' })
    const answer = await call('anna')
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('2')
    expect(await answer.json()).toMatchObject({ type: '/problems/identity-provider-unavailable' })
    accept('anna', anna)
    expect((await call('anna')).status).toBe(200)
  })

  it('is asked about once for many calls of a short time', async () => {
    accept('anna', anna)
    await call('anna')
    const before = asked
    for (let index = 0; index < 5; index++) await call('anna')
    expect(asked - before).toBeLessThanOrEqual(1)
  })
})
