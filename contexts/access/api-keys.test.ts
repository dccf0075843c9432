import { beforeEach, describe, expect, it } from 'vitest'
import { currentApiVersion } from '../../kernel/api-version.ts'
import { refuse } from '../../kernel/refusal.ts'
import { given } from '../../testing/decider.ts'
import {
  createPerson,
  signInAt,
  startAccess,
  type Browser,
  type RunningAccess,
} from '../../testing/access.ts'
import { accessAuthenticator } from './authenticator.ts'
import { apiKey, presentApiKey, readApiKey } from './api-key.ts'
import { createFirstAdministrator } from './first-administrator.ts'

const dayMs = 24 * 60 * 60_000
let access: RunningAccess
let administrator: Browser

beforeEach(async () => {
  access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  administrator = await signInAt(access, first?.username ?? '', first?.password ?? '')
})

const issue = async (body: object, key = 'first'): Promise<{ keyId: string; key: string }> => {
  const headers = { 'idempotency-key': key }
  const response = await administrator.send('/v1/api-keys', { method: 'POST', body, headers })
  expect(response.status).toBe(201)
  return (await response.json()) as { keyId: string; key: string }
}

const statusWith = async (key: string, path = '/v1/session'): Promise<number> =>
  (await access.send(path, { headers: { authorization: `Bearer ${key}` } })).status

const program = { label: 'ledger import', roles: ['service'] }

describe('an API key', () => {
  it('lets a program in, with its roles and no more', async () => {
    const { key, keyId } = await issue(program)
    const headers = { authorization: `Bearer ${key}` }
    const response = await access.send('/v1/session', { headers })
    expect(await response.json()).toEqual({ actor: `api-key:${keyId}`, roles: ['service'] })
    expect(await statusWith(key, '/v1/users')).toBe(403)
  })

  it('is shown again to the same request, is another for another, and is in no list and no event', async () => {
    const first = await issue(program)
    expect(await issue(program)).toEqual(first)
    const second = await issue(program, 'second')
    expect(second.keyId).not.toBe(first.keyId)
    const secret = first.key.split('_').at(-1) ?? 'none'
    const list = await (await administrator.send('/v1/api-keys')).text()
    expect(list).toContain(first.keyId)
    for (const text of [list, await access.written()]) expect(text).not.toContain(secret)
  })

  it('does not open with another secret, another id, or as anything else', async () => {
    const [one, other] = [await issue(program), await issue(program, 'second')]
    const [, , secret = ''] = one.key.split('_')
    const wrong = [
      one.key.slice(0, -1) + (one.key.endsWith('A') ? 'B' : 'A'),
      presentApiKey(other.keyId, secret),
      secret,
      'mr__',
      `${one.key}x`,
    ]
    for (const key of wrong) expect(await statusWith(key)).toBe(401)
    expect(await statusWith(one.key)).toBe(200)
  })

  it('is void when it is revoked, and when its time is over', async () => {
    const revoked = await issue(program)
    expect(await statusWith(revoked.key)).toBe(200)
    const gone = await administrator.send(`/v1/api-keys/${revoked.keyId}`, { method: 'DELETE' })
    expect(gone.status).toBe(200)
    expect(await statusWith(revoked.key)).toBe(401)

    const short = await issue({ ...program, expiresInDays: 1 }, 'short')
    access.clock.time += dayMs - 1
    expect(await statusWith(short.key)).toBe(200)
    access.clock.time += 1
    expect(await statusWith(short.key)).toBe(401)
  })

  it('that never was cannot be revoked', async () => {
    const path = '/v1/api-keys/01900000-0000-7000-8000-000000000001'
    expect((await administrator.send(path, { method: 'DELETE' })).status).toBe(404)
  })

  it('speaks the version of the API that it was issued for', async () => {
    const { key } = await issue({ ...program, apiVersion: '2026-11-14' })
    const headers = { authorization: `Bearer ${key}` }
    const spoken = (extra = {}) => access.send('/v1/session', { headers: { ...headers, ...extra } })
    expect((await spoken()).headers.get('millrace-version')).toBe('2026-11-14')
    const newest = await spoken({ 'millrace-version': currentApiVersion })
    expect(newest.headers.get('millrace-version')).toBe(currentApiVersion)
    await issue(program, 'second')
    const list = await administrator.send('/v1/api-keys')
    const { items } = (await list.json()) as { items: { apiVersion: string }[] }
    expect(items.map(({ apiVersion }) => apiVersion).sort()).toEqual(['2026-11-14', '2026-11-21'])
  })

  it('never approves', async () => {
    const body = { ...program, roles: ['approver'] }
    const response = await administrator.send('/v1/api-keys', { method: 'POST', body })
    expect(response.status).toBe(400)
  })

  it('of an administrator makes nobody mightier, itself included', async () => {
    const { key } = await issue({ label: 'provisioning', roles: ['administrator'] })
    const headers = { authorization: `Bearer ${key}` }
    const asked = async (path: string, body?: object, method = 'POST') => {
      const answer = await access.send(path, { method, headers, ...(body ? { body } : {}) })
      return ((await answer.json()) as { type?: string }).type ?? answer.status
    }
    const person = { displayName: 'B', password: 'seven purple elephants' }
    const make = (username: string, role: string) =>
      asked('/v1/users', { ...person, username, roles: [role] })
    const refused = '/problems/person-needed'
    expect(await asked('/v1/api-keys', program)).toBe(refused)
    expect(await make('bo', 'approver')).toBe(refused)
    expect(await make('bo', 'administrator')).toBe(refused)
    expect(await make('bo', 'operator')).toBe(201)

    const first = `/v1/users/${administrator.actor.slice('user:'.length)}`
    for (const [verb, body] of [
      ['password', { password: person.password }],
      ['roles', { roles: ['viewer'] }],
      ['disable', undefined],
      ['factors/reset', undefined],
    ] as const)
      expect([verb, await asked(`${first}/${verb}`, body)]).toEqual([verb, refused])
    expect((await administrator.send('/v1/users')).status).toBe(200)
  })

  it('asked for again long after is issued once, and never again when it was revoked', () => {
    const data = {
      keyId: 'k',
      label: 'l',
      roles: ['service' as const],
      secretDigest: 'd',
      expiresAt: 9,
      apiVersion: currentApiVersion,
    }
    const issued = { type: 'ApiKeyIssued', data } as const
    const command = { type: 'IssueApiKey', data } as const
    given(apiKey).when(command).expect([issued])
    given(apiKey, [issued]).when(command).expect([])
    given(apiKey, [issued, { type: 'ApiKeyRevoked', data: { keyId: 'k' } }])
      .when(command)
      .expect(refuse('api-key-revoked'))
  })

  it('is read as it is presented', () => {
    const keyId = '01900000-0000-7000-8000-0000000000ab'
    const secret = `${'a_-'.repeat(14)}Z`
    expect(readApiKey(presentApiKey(keyId, secret))).toEqual({ keyId, secret })
    expect(readApiKey(presentApiKey(keyId, 'short'))).toBeUndefined()
  })
})

describe('what the authenticator remembers', () => {
  it('is asked for once by many at the same time, and not for longer than a few seconds', async () => {
    const { key } = await issue(program)
    let looks = 0
    const { tools } = access
    const counting: typeof tools.view = (view) => {
      const reader = tools.view(view)
      return { ...reader, get: (id) => (looks++, reader.get(id)) }
    }
    const authenticator = accessAuthenticator({ ...tools, view: counting })
    await Promise.all(Array.from({ length: 50 }, () => authenticator.apiKey(key)))
    await authenticator.apiKey(key)
    expect(looks).toBe(1)
    access.clock.time += 3_000
    await authenticator.apiKey(key)
    expect(looks).toBe(2)
    authenticator.close()
  })
})

describe('accounts', () => {
  it('are for administrators, and show what they need', async () => {
    const password = 'seven purple elephants'
    const userId = await createPerson(administrator, {
      username: 'bo',
      password,
      roles: ['viewer'],
    })
    const bo = await signInAt(access, 'bo', password)
    expect((await bo.send('/v1/users')).status).toBe(403)
    const response = await administrator.send('/v1/users?limit=1')
    const { items, next } = (await response.json()) as { items: object[]; next?: string }
    expect(items).toHaveLength(1)
    const { items: rest } = (await (
      await administrator.send(`/v1/users?limit=1&cursor=${encodeURIComponent(next ?? '')}`)
    ).json()) as { items: object[] }
    const shown = [...items, ...rest].find((item) => (item as { userId: string }).userId === userId)
    expect(shown).toEqual({
      userId,
      username: 'bo',
      displayName: 'bo Surname',
      roles: ['viewer'],
      status: 'active',
      createdAt: new Date(access.clock.time).toISOString(),
      lastSignInAt: new Date(access.clock.time).toISOString(),
    })
  })

  it('have names that are given once, also to two requests at once', async () => {
    const body = { username: 'cleo', displayName: 'C', roles: ['viewer'], password: 'x'.repeat(12) }
    const send = (username: string) =>
      administrator.send('/v1/users', { method: 'POST', body: { ...body, username } })
    const statuses = await Promise.all([send('cleo'), send('Cleo'), send('CLEO')])
    expect(statuses.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      201, 409, 409,
    ])
  })

  it('are created once by a repeated request', async () => {
    const body = { username: 'dora', displayName: 'D', roles: ['viewer'], password: 'x'.repeat(12) }
    const send = () =>
      administrator.send('/v1/users', {
        method: 'POST',
        body,
        headers: { 'idempotency-key': 'same' },
      })
    const [first, second] = [await (await send()).json(), await (await send()).json()]
    expect(second).toEqual(first)
    const other = { ...body, displayName: 'E' }
    const headers = { 'idempotency-key': 'same' }
    const reused = await administrator.send('/v1/users', { method: 'POST', body: other, headers })
    expect(reused.status).toBe(422)
  })

  it('refuse short passwords and those that hold the name', async () => {
    const send = (password: string) =>
      administrator.send('/v1/users', {
        method: 'POST',
        body: { username: 'erik', displayName: 'E', roles: ['viewer'], password },
      })
    expect((await send('x'.repeat(11))).status).toBe(400)
    expect((await send('Erik-Erik-2026')).status).toBe(422)
    expect((await send('x'.repeat(12))).status).toBe(201)
  })
})
