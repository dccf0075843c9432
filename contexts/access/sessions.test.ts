import { beforeEach, describe, expect, it } from 'vitest'
import {
  createPerson,
  signInAt,
  startAccess,
  type Browser,
  type RunningAccess,
} from '../../testing/access.ts'
import { nodeSecrets } from '../../adapters/node/secrets.ts'
import { createFirstAdministrator } from './first-administrator.ts'
import { continueEveryMs, sessionIdleMs, sessionMs } from './session.ts'
import { sessionCookieNameOf } from './session-cookie.ts'
import { failedSignInsMax, lockMs } from './user.ts'
import { sessionsView } from './views.ts'

const password = 'seven purple elephants'
let access: RunningAccess
let administrator: Browser
let annaId: string

beforeEach(async () => {
  access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  administrator = await signInAt(access, first?.username ?? '', first?.password ?? '')
  annaId = await createPerson(administrator, {
    username: 'Anna.Lindqvist',
    password,
    roles: ['operator'],
  })
})

const attempt = (username: string, tried: string) =>
  access.send('/v1/sessions', { method: 'POST', body: { username, password: tried } })

/** That a session is used is written down on the side, and shows a little later. */
const continued = async ({ cookie }: Browser): Promise<void> => {
  const { secrets, view } = access.tools
  const sessionId = secrets.digest(cookie.split('=')[1] ?? '')
  await expect
    .poll(async () => (await view(sessionsView).get(sessionId))?.row.seenAt, { interval: 2 })
    .toBe(access.clock.time)
}

const statusOf = async (browser: Browser): Promise<number> =>
  (await browser.send('/v1/session')).status

describe('signing in', () => {
  it('opens a session that says who one is, however the name is typed', async () => {
    const anna = await signInAt(access, ' ANNA.lindqvist ', password)
    const response = await anna.send('/v1/session')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      actor: `user:${annaId}`,
      displayName: 'Anna.Lindqvist Surname',
      roles: ['operator'],
      csrfToken: anna.csrfToken,
    })
  })

  it('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const response = await attempt('anna.lindqvist', password)
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^millrace_session_[A-Za-z0-9_-]{8}=[A-Za-z0-9_-]{43}; /)
    for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part)
  })

  it('leaves a session of another installation on the same host alone', async () => {
    const otherName = sessionCookieNameOf(nodeSecrets({ masterKey: Buffer.alloc(32, 2) }))
    const other = `${otherName}=${'t'.repeat(43)}`
    const anna = await signInAt(access, 'anna.lindqvist', password, { cookie: other })
    // What the browser holds now: neither cookie has taken the place of the other.
    expect(anna.cookie.startsWith(`${otherName}=`)).toBe(false)
    const both = await anna.send('/v1/session', { cookie: `${other}; ${anna.cookie}` })
    expect(both.status).toBe(200)
  })

  it('is answered alike for a wrong password, an unknown name and a disabled account', async () => {
    await administrator.send(`/v1/users/${annaId}/disable`, { method: 'POST' })
    const answers = await Promise.all([
      attempt('admin', 'wrong'),
      attempt('nobody', 'wrong'),
      attempt('anna.lindqvist', password),
      attempt('anna.lindqvist', 'wrong'),
    ])
    const bodies = await Promise.all(
      answers.map(async (answer) => {
        const { requestId: _, ...body } = (await answer.json()) as Record<string, unknown>
        return { status: answer.status, cookie: answer.headers.get('set-cookie'), body }
      }),
    )
    expect(bodies[0]).toMatchObject({ status: 401, cookie: null })
    for (const body of bodies) expect(body).toEqual(bodies[0])
  })

  it('rotates the session: the one that the browser had is over', async () => {
    const before = await signInAt(access, 'anna.lindqvist', password)
    const after = await signInAt(access, 'anna.lindqvist', password, { cookie: before.cookie })
    expect(after.cookie).not.toBe(before.cookie)
    expect(await statusOf(before)).toBe(401)
    expect(await statusOf(after)).toBe(200)
  })

  it('leaves neither password nor token nor name in the log', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    const written = await access.written()
    expect(written).toContain('SessionOpened')
    const token = anna.cookie.split('=')[1] ?? 'none'
    for (const secret of [password, token, anna.csrfToken, 'indqvist', 'Surname'])
      expect(written).not.toContain(secret)
  })
})

describe('failing to sign in', () => {
  it('locks the account, even for the right password, and only for a while', async () => {
    for (let failure = 1; failure < failedSignInsMax; failure++)
      expect((await attempt('anna.lindqvist', 'wrong')).status).toBe(401)
    expect((await attempt('anna.lindqvist', password)).status).toBe(201)
    for (let failure = 1; failure <= failedSignInsMax; failure++)
      expect((await attempt('anna.lindqvist', 'wrong')).status).toBe(401)
    expect((await attempt('anna.lindqvist', password)).status).toBe(401)
    expect((await (await administrator.send('/v1/users')).text()).includes('"locked"')).toBe(true)
    access.clock.time += lockMs
    expect((await attempt('anna.lindqvist', password)).status).toBe(201)
  })

  it('of strangers leaves one event, which counts them and names nobody', async () => {
    const before = await access.tools.log.head()
    await Promise.all(Array.from({ length: 10 }, (_, index) => attempt(`stranger${index}`, 'x')))
    await expect.poll(() => access.tools.log.head(), { interval: 5 }).toBe(before + 1)
    expect(await access.written()).not.toContain('stranger0')
  })

  it('many times at once counts every one up to the lock', async () => {
    await Promise.all(Array.from({ length: 20 }, () => attempt('anna.lindqvist', 'wrong')))
    const events = await access.tools.log.readStream(`user-${annaId}`, 0, 100)
    const failures = events.filter(({ type }) => type === 'SignInFailed')
    expect(failures).toHaveLength(failedSignInsMax)
    expect(events.filter(({ type }) => type === 'UserLocked')).toHaveLength(1)
  })
})

describe('a session', () => {
  it('ends by signing out, also for its CSRF token', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    const response = await anna.send('/v1/session', { method: 'DELETE' })
    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await statusOf(anna)).toBe(401)
    expect((await anna.send('/v1/session', { method: 'DELETE' })).status).toBe(401)
  })

  it('ends when it is idle, and goes on when it is used', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    for (let turn = 0; turn < 3; turn++) {
      access.clock.time += sessionIdleMs - 1
      expect(await statusOf(anna)).toBe(200)
      await continued(anna)
    }
    access.clock.time += sessionIdleMs
    expect(await statusOf(anna)).toBe(401)
  })

  it('ends after its longest time, however busy', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    const end = access.clock.time + sessionMs
    while (access.clock.time + continueEveryMs * 4 < end) {
      access.clock.time += continueEveryMs * 4
      expect(await statusOf(anna)).toBe(200)
      await continued(anna)
    }
    access.clock.time = end
    expect(await statusOf(anna)).toBe(401)
  })

  it('ends when its user is disabled or gets another password, and follows changed roles', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    await administrator.send(`/v1/users/${annaId}/roles`, {
      method: 'POST',
      body: { roles: ['viewer'] },
    })
    expect(await (await anna.send('/v1/session')).json()).toMatchObject({ roles: ['viewer'] })
    const changed = { method: 'POST', body: { password: 'eight orange giraffes' } }
    expect((await administrator.send(`/v1/users/${annaId}/password`, changed)).status).toBe(200)
    expect(await statusOf(anna)).toBe(401)
    const again = await signInAt(access, 'anna.lindqvist', 'eight orange giraffes')
    await administrator.send(`/v1/users/${annaId}/disable`, { method: 'POST' })
    expect(await statusOf(again)).toBe(401)
    await administrator.send(`/v1/users/${annaId}/enable`, { method: 'POST' })
    expect(await statusOf(again)).toBe(401)
    expect(await statusOf(await signInAt(access, 'anna.lindqvist', 'eight orange giraffes'))).toBe(
      200,
    )
  })

  it('changes nothing without its CSRF token', async () => {
    const body = { label: 'x', roles: ['viewer'] }
    const sent = { method: 'POST', body, cookie: administrator.cookie }
    expect((await access.send('/v1/api-keys', sent)).status).toBe(403)
    const foreign = { ...sent, headers: { 'x-csrf-token': 'wrong' } }
    expect((await access.send('/v1/api-keys', foreign)).status).toBe(403)
    expect((await administrator.send('/v1/api-keys', { method: 'POST', body })).status).toBe(201)
  })
})

describe('one’s own password', () => {
  const own = (anna: Browser, body: object) =>
    anna.send(`/v1/users/${annaId}/password`, { method: 'POST', body })

  it('is changed by giving the present one', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    const next = 'eight orange giraffes'
    expect((await own(anna, { password: next })).status).toBe(403)
    expect((await own(anna, { password: next, currentPassword: 'wrong' })).status).toBe(403)
    expect((await own(anna, { password: next, currentPassword: password })).status).toBe(200)
    expect((await attempt('anna.lindqvist', password)).status).toBe(401)
    expect((await attempt('anna.lindqvist', next)).status).toBe(201)
  })

  it('cannot be guessed at with a stolen session, not even under one Idempotency-Key', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    const guess = (currentPassword: string) =>
      anna.send(`/v1/users/${annaId}/password`, {
        method: 'POST',
        body: { password: 'eight orange giraffes', currentPassword },
        headers: { 'idempotency-key': 'one' },
      })
    for (let turn = 0; turn < failedSignInsMax; turn++)
      expect((await guess(`wrong ${turn}`)).status).toBe(403)
    expect((await guess(password)).status).toBe(403)
  })

  it('is nobody else’s to set, administrators apart', async () => {
    const anna = await signInAt(access, 'anna.lindqvist', password)
    const adminId = administrator.actor.slice('user:'.length)
    const body = { password: 'eight orange giraffes', currentPassword: password }
    const response = await anna.send(`/v1/users/${adminId}/password`, { method: 'POST', body })
    expect(response.status).toBe(403)
  })
})
