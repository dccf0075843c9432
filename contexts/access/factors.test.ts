import { TOTP } from 'otpauth'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  createPerson,
  signInAt,
  startAccess,
  stepUpFreshMs,
  testOrigin,
  type Browser,
  type RunningAccess,
} from '../../testing/access.ts'
import {
  softwareAuthenticator,
  type SoftwareAuthenticator,
} from '../../testing/software-authenticator.ts'
import { challengeMs } from './challenge.ts'
import { createFirstAdministrator } from './first-administrator.ts'
import { failedSignInsMax, lockMs } from './user.ts'

const password = 'seven purple elephants'
const halfMinuteMs = 30_000
let access: RunningAccess
let administrator: Browser
let annaId: string
let anna: Browser

beforeEach(async () => {
  access = await startAccess()
  const first = await createFirstAdministrator(access.tools)
  administrator = await signInAt(access, first?.username ?? '', first?.password ?? '')
  annaId = await createPerson(administrator, { username: 'anna', password, roles: ['operator'] })
  anna = await signInAt(access, 'anna', password)
})

interface Answer {
  readonly status: number
  readonly cookie: string
  // oxlint-disable-next-line typescript/no-explicit-any -- answers of many shapes
  readonly body: any
}

const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
  body: await response.json(),
})

const post = async (path: string, body?: unknown, headers = {}): Promise<Answer> =>
  answerOf(await access.send(path, { method: 'POST', headers, ...(body ? { body } : {}) }))

const as = async (browser: Browser, path: string, body?: unknown, method = 'POST') =>
  answerOf(await browser.send(path, { method, ...(body ? { body } : {}) }))

const firstStep = () => post('/v1/sessions', { username: 'anna', password })
const secondStep = (challenge: string, proof: object) =>
  post('/v1/sessions/second-factor', { challenge, ...proof })

const enrolTotp = async (browser = anna): Promise<{ code: () => string; factorId: string }> => {
  const { body } = await as(browser, '/v1/account/totp/challenge')
  const code = () => new TOTP({ secret: body.secret }).generate({ timestamp: access.clock.time })
  const confirmed = await as(browser, '/v1/account/totp', {
    challenge: body.challenge,
    code: code(),
  })
  expect(confirmed.status).toBe(201)
  access.clock.time += halfMinuteMs
  return { code, factorId: confirmed.body.factorId }
}

const ceremonyOf = ({ body }: Answer) => ({
  challenge: body.passkey.challenge as string,
  origin: testOrigin,
  rpId: (body.passkey.rpId ?? body.passkey.rp.id) as string,
})

const registerPasskey = async (
  authenticator: SoftwareAuthenticator,
  browser = anna,
): Promise<Answer> => {
  const asked = await as(browser, '/v1/account/passkeys/challenge')
  return as(browser, '/v1/account/passkeys', {
    challenge: asked.body.challenge,
    label: 'Laptop of Anna',
    passkey: authenticator.make(ceremonyOf(asked)),
  })
}

const signInByPasskey = async (authenticator: SoftwareAuthenticator): Promise<Answer> => {
  const asked = await post('/v1/sessions/passkey-challenge')
  const passkey = authenticator.use(ceremonyOf(asked))
  return post('/v1/sessions/passkey', { challenge: asked.body.challenge, passkey })
}

const recoveryCodes = async (browser = anna): Promise<readonly string[]> =>
  (await as(browser, '/v1/account/recovery-codes')).body.codes

describe('an authenticator app', () => {
  it('is asked for behind the password, and opens with its code', async () => {
    const { code } = await enrolTotp()
    const asked = await firstStep()
    expect(asked).toMatchObject({
      status: 200,
      cookie: '',
      body: { next: 'second-factor', proofs: ['totp'] },
    })
    const opened = await secondStep(asked.body.challenge, { code: code() })
    expect(opened).toMatchObject({ status: 201, body: { actor: `user:${annaId}` } })
    expect((await access.send('/v1/session', { cookie: opened.cookie })).status).toBe(200)
  })

  it('gives each code once, also to two who give it at the same time', async () => {
    const { code } = await enrolTotp()
    const [one, other] = [await firstStep(), await firstStep()]
    const answers = await Promise.all(
      [one, other].map(({ body }) => secondStep(body.challenge, { code: code() })),
    )
    expect(answers.map(({ status }) => status)).toEqual(expect.arrayContaining([201, 401]))
    const late = await firstStep()
    expect((await secondStep(late.body.challenge, { code: code() })).status).toBe(401)
    access.clock.time += halfMinuteMs
    expect((await secondStep(late.body.challenge, { code: code() })).status).toBe(201)
  })

  it('does not take the code that confirmed it for a sign-in', async () => {
    const { body } = await as(anna, '/v1/account/totp/challenge')
    const code = new TOTP({ secret: body.secret }).generate({ timestamp: access.clock.time })
    await as(anna, '/v1/account/totp', { challenge: body.challenge, code })
    const asked = await firstStep()
    expect((await secondStep(asked.body.challenge, { code })).status).toBe(401)
  })

  it('is not there before a code of it was given', async () => {
    const { body } = await as(anna, '/v1/account/totp/challenge')
    const wrong = await as(anna, '/v1/account/totp', { challenge: body.challenge, code: '000000' })
    expect(wrong).toMatchObject({ status: 422, body: { type: '/problems/wrong-code' } })
    expect((await firstStep()).status).toBe(201)
  })

  it('is guessed at as often as a password, and then locked with it', async () => {
    const { code } = await enrolTotp()
    const asked = await firstStep()
    for (let guess = 0; guess < failedSignInsMax; guess++)
      expect((await secondStep(asked.body.challenge, { code: '000000' })).status).toBe(401)
    expect((await secondStep(asked.body.challenge, { code: code() })).status).toBe(401)
    expect((await firstStep()).status).toBe(401)
    access.clock.time += lockMs
    expect((await secondStep((await firstStep()).body.challenge, { code: code() })).status).toBe(
      201,
    )
  })

  it('leaves neither its secret nor a code in the log', async () => {
    const { body } = await as(anna, '/v1/account/totp/challenge')
    const code = new TOTP({ secret: body.secret }).generate({ timestamp: access.clock.time })
    await as(anna, '/v1/account/totp', { challenge: body.challenge, code })
    const written = await access.written()
    expect(written).toContain('TotpEnrolled')
    for (const secret of [body.secret, code, body.challenge]) expect(written).not.toContain(secret)
  })

  it('that is set up leaves behind whoever signed in with the password alone', async () => {
    const thief = await signInAt(access, 'anna', password)
    await enrolTotp()
    expect((await thief.send('/v1/session')).status).toBe(401)
    expect((await anna.send('/v1/session')).status).toBe(200)
  })
})

describe('the challenge between the two steps', () => {
  it('is void after five minutes, and when the password changes', async () => {
    const { code } = await enrolTotp()
    const asked = await firstStep()
    access.clock.time += challengeMs - 1
    expect((await secondStep(asked.body.challenge, { code: code() })).status).toBe(201)
    const late = await firstStep()
    access.clock.time += challengeMs
    const over = await secondStep(late.body.challenge, { code: code() })
    expect(over.body.type).toBe('/problems/challenge-over')

    const changed = await firstStep()
    administrator = await signInAgain()
    await as(administrator, `/v1/users/${annaId}/password`, { password: 'eight orange giraffes' })
    const void_ = await secondStep(changed.body.challenge, { code: code() })
    expect(void_.body.type).toBe('/problems/challenge-over')
  })

  it('opens one session', async () => {
    const { code } = await enrolTotp()
    const asked = await firstStep()
    expect((await secondStep(asked.body.challenge, { code: code() })).status).toBe(201)
    access.clock.time += halfMinuteMs
    expect((await secondStep(asked.body.challenge, { code: code() })).status).toBe(401)
  })

  it('cannot be forged, nor used for something else', async () => {
    const { code } = await enrolTotp()
    const asked = await firstStep()
    const text: string = asked.body.challenge
    const other = text.replace('second-factor', 'proof')
    const longer = text.replace(/\.([0-9a-z]{7,9})\./, '.zzzzzzzz.')
    for (const forged of [other, longer, `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`])
      expect((await secondStep(forged, { code: code() })).status).toBe(401)
    const enrolment = await as(anna, '/v1/account/totp/challenge')
    expect((await secondStep(enrolment.body.challenge, { code: code() })).status).toBe(401)
  })
})

const signInAgain = async (): Promise<Browser> => {
  const first = await createFirstAdministrator(access.tools)
  expect(first).toBeUndefined()
  return signInAt(access, 'admin', firstPassword)
}
let firstPassword = ''
beforeEach(async () => {
  // The first administrator's password is derived, and the same on every start.
  const another = await startAccess()
  firstPassword = (await createFirstAdministrator(another.tools))?.password ?? ''
})

describe('a passkey', () => {
  it('opens alone, without a name or a password', async () => {
    const authenticator = softwareAuthenticator()
    expect((await registerPasskey(authenticator)).status).toBe(201)
    const opened = await signInByPasskey(authenticator)
    expect(opened).toMatchObject({ status: 201, body: { actor: `user:${annaId}` } })
  })

  it('that did not verify its owner opens only behind the password', async () => {
    const authenticator = softwareAuthenticator({ verifies: false })
    await registerPasskey(authenticator)
    expect((await signInByPasskey(authenticator)).status).toBe(401)
    const asked = await firstStep()
    expect(asked.body.passkey.allowCredentials).toHaveLength(1)
    const passkey = authenticator.use(ceremonyOf(asked))
    expect((await secondStep(asked.body.challenge, { passkey })).status).toBe(201)
  })

  it('answers a challenge once', async () => {
    const authenticator = softwareAuthenticator({ counts: false })
    await registerPasskey(authenticator)
    const asked = await post('/v1/sessions/passkey-challenge')
    const passkey = authenticator.use(ceremonyOf(asked))
    const send = () => post('/v1/sessions/passkey', { challenge: asked.body.challenge, passkey })
    const statuses = (await Promise.all([send(), send()])).map(({ status }) => status)
    expect(statuses).toEqual(expect.arrayContaining([201, 401]))
    expect((await send()).status).toBe(401)
  })

  it('that was copied shows an old counter, and opens nothing', async () => {
    const authenticator = softwareAuthenticator()
    await registerPasskey(authenticator)
    expect((await signInByPasskey(authenticator)).status).toBe(201)
    authenticator.counter = 2
    expect((await signInByPasskey(authenticator)).status).toBe(401)
  })

  it('opens although strangers locked the password, and not a disabled account', async () => {
    const authenticator = softwareAuthenticator()
    await registerPasskey(authenticator)
    for (let guess = 0; guess < failedSignInsMax; guess++)
      await post('/v1/sessions', { username: 'anna', password: 'wrong' })
    expect((await signInByPasskey(authenticator)).status).toBe(201)
    await as(administrator, `/v1/users/${annaId}/disable`)
    expect((await signInByPasskey(authenticator)).status).toBe(401)
  })

  it('belongs to one account, and is known by the name that its owner gave it', async () => {
    const authenticator = softwareAuthenticator()
    const kept = await registerPasskey(authenticator)
    const again = await registerPasskey(authenticator, administrator)
    expect(again.body.type).toBe('/problems/passkey-taken')
    const { factorId } = kept.body
    await as(anna, `/v1/account/factors/${factorId}`, { label: 'Desk' }, 'PATCH')
    const factors = await as(anna, '/v1/account/factors', undefined, 'GET')
    expect(factors.body).toMatchObject({
      passkeys: [{ factorId, label: 'Desk' }],
      isDemanded: false,
    })
    expect(await access.written()).not.toContain('Laptop of Anna')
  })

  it('that was taken away opens nothing any more', async () => {
    const authenticator = softwareAuthenticator()
    const { body } = await registerPasskey(authenticator)
    expect(
      (await as(anna, `/v1/account/factors/${body.factorId}`, undefined, 'DELETE')).status,
    ).toBe(200)
    expect((await signInByPasskey(authenticator)).status).toBe(401)
    expect((await firstStep()).status).toBe(201)
    const again = await as(anna, `/v1/account/factors/${body.factorId}`, undefined, 'DELETE')
    expect(again.status).toBe(404)
  })

  it('can be one of several', async () => {
    const [one, other] = [softwareAuthenticator(), softwareAuthenticator()]
    await registerPasskey(one)
    await registerPasskey(other)
    for (const authenticator of [one, other])
      expect((await signInByPasskey(authenticator)).status).toBe(201)
  })
})

describe('recovery codes', () => {
  it('are ten, open once each however they are typed, and are in no event', async () => {
    await enrolTotp()
    const codes = await recoveryCodes()
    expect(codes).toHaveLength(10)
    const [code = ''] = codes
    const asked = await firstStep()
    expect(asked.body.proofs).toEqual(['totp', 'recovery-code'])
    const typed = { recoveryCode: ` ${code.toUpperCase().replaceAll('-', ' ')} ` }
    expect((await secondStep(asked.body.challenge, typed)).status).toBe(201)
    const second = await firstStep()
    expect((await secondStep(second.body.challenge, { recoveryCode: code })).status).toBe(401)
    const left = await as(anna, '/v1/account/factors', undefined, 'GET')
    expect(left.body.recoveryCodesLeft).toBe(9)
    const written = await access.written()
    for (const each of codes) expect(written).not.toContain(each)
  })

  it('are void when new ones are made, and gone with the last factor', async () => {
    const { factorId } = await enrolTotp()
    const [old = ''] = await recoveryCodes()
    const [code = ''] = await recoveryCodes()
    const asked = await firstStep()
    expect((await secondStep(asked.body.challenge, { recoveryCode: old })).status).toBe(401)
    expect((await secondStep(asked.body.challenge, { recoveryCode: code })).status).toBe(201)
    await as(anna, `/v1/account/factors/${factorId}`, undefined, 'DELETE')
    const left = await as(anna, '/v1/account/factors', undefined, 'GET')
    expect(left.body.recoveryCodesLeft).toBe(0)
  })

  it('of somebody without a second factor are refused', async () => {
    const none = await as(anna, '/v1/account/recovery-codes')
    expect(none.body.type).toBe('/problems/second-factor-missing')
  })
})

describe('proving it again', () => {
  const dangerous = (browser: Browser) =>
    as(browser, `/v1/users/${annaId}/roles`, { roles: ['viewer'] })
  const prove = (browser: Browser, proof: object) => as(browser, '/v1/session/proof', proof)
  const continued = (before: Browser, { cookie, body }: Answer): Browser => ({
    ...before,
    cookie,
    send: (path, request = {}) =>
      access.send(path, {
        cookie,
        ...request,
        headers: { 'x-csrf-token': body.csrfToken, ...request.headers },
      }),
  })

  it('is asked for when the last proof is some minutes old', async () => {
    access.clock.time += stepUpFreshMs - 1
    expect((await dangerous(administrator)).status).toBe(200)
    access.clock.time += 1
    const stale = await dangerous(administrator)
    expect(stale).toMatchObject({
      status: 403,
      body: { type: '/problems/step-up-required', proofs: ['password'] },
    })
    const proven = await prove(administrator, { password: firstPassword })
    expect(proven.status).toBe(200)
    expect((await dangerous(continued(administrator, proven))).status).toBe(200)
  })

  it('gives the session another id; the old one is over', async () => {
    const proven = await prove(administrator, { password: firstPassword })
    expect(proven.cookie).not.toBe(administrator.cookie)
    expect((await administrator.send('/v1/session')).status).toBe(401)
    expect((await continued(administrator, proven).send('/v1/session')).status).toBe(200)
  })

  it('does not prolong the session', async () => {
    const before = await as(administrator, '/v1/account/sessions', undefined, 'GET')
    access.clock.time += 60_000
    const proven = await prove(administrator, { password: firstPassword })
    const { body } = await as(
      continued(administrator, proven),
      '/v1/account/sessions',
      undefined,
      'GET',
    )
    expect(body.items).toHaveLength(1)
    expect(body.items[0].signedInAt).toBe(before.body.items[0].signedInAt)
  })

  it('takes the second factor, and not the password, of whoever has one', async () => {
    const { code } = await enrolTotp()
    expect((await prove(anna, { password })).body.type).toBe('/problems/proof-refused')
    const proven = await prove(anna, { code: code() })
    expect(proven.status).toBe(200)
    expect((await prove(continued(anna, proven), { code: code() })).status).toBe(403)
  })

  it('takes a passkey over a challenge of this very session', async () => {
    const authenticator = softwareAuthenticator()
    await registerPasskey(authenticator)
    const asked = await as(anna, '/v1/session/challenge')
    expect(asked.body.proofs).toEqual(['passkey'])
    const passkey = authenticator.use(ceremonyOf(asked))
    expect((await prove(anna, { passkey })).status).toBe(409)
    const proven = await prove(anna, { passkey, challenge: asked.body.challenge })
    expect(proven.status).toBe(200)
    const next = continued(anna, proven)
    expect((await prove(next, { passkey, challenge: asked.body.challenge })).status).toBe(409)
  })

  it('is counted like a sign-in: a stolen session is no way to guess', async () => {
    for (let guess = 0; guess < failedSignInsMax; guess++)
      expect((await prove(anna, { password: `wrong ${guess}` })).status).toBe(403)
    expect((await prove(anna, { password })).status).toBe(403)
    expect((await firstStep()).status).toBe(401)
  })
})

describe('sessions', () => {
  const listed = async (browser: Browser) =>
    (await as(browser, '/v1/account/sessions', undefined, 'GET')).body.items

  it('are listed with when, whence and by which browser', async () => {
    const elsewhere = await signInAt(access, 'anna', password, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    })
    const items = await listed(elsewhere)
    expect(items).toHaveLength(2)
    expect(items.find((item: { isCurrent: boolean }) => item.isCurrent)).toMatchObject({
      address: '127.0.0.1',
      browser: 'Firefox on Linux',
      by: ['password'],
      signedInAt: new Date(access.clock.time).toISOString(),
    })
    expect(await access.written()).not.toContain('127.0.0.1')
  })

  it('are ended one by one, and only one’s own', async () => {
    const elsewhere = await signInAt(access, 'anna', password)
    const items: { sessionId: string; isCurrent: boolean }[] = await listed(anna)
    const other = items.find(({ isCurrent }) => !isCurrent)?.sessionId ?? ''
    const end = (browser: Browser) =>
      as(browser, `/v1/account/sessions/${other}`, undefined, 'DELETE')
    expect((await end(administrator)).status).toBe(404)
    expect((await elsewhere.send('/v1/session')).status).toBe(200)
    expect((await end(anna)).status).toBe(200)
    expect((await elsewhere.send('/v1/session')).status).toBe(401)
    expect(await listed(anna)).toHaveLength(1)
  })

  it('are ended all but this one', async () => {
    const others = [
      await signInAt(access, 'anna', password),
      await signInAt(access, 'anna', password),
    ]
    expect((await as(anna, '/v1/account/sessions/end-others')).status).toBe(200)
    for (const other of others) expect((await other.send('/v1/session')).status).toBe(401)
    expect((await anna.send('/v1/session')).status).toBe(200)
    expect(await listed(anna)).toHaveLength(1)
  })

  it('of others are seen and ended by administrators alone', async () => {
    expect((await as(anna, `/v1/users/${annaId}/sessions`, undefined, 'GET')).status).toBe(403)
    const seen = await as(administrator, `/v1/users/${annaId}/sessions`, undefined, 'GET')
    expect(seen.body.items).toHaveLength(1)
    expect((await as(administrator, `/v1/users/${annaId}/sessions/end`)).status).toBe(200)
    expect((await anna.send('/v1/session')).status).toBe(401)
  })

  it('are not for programs', async () => {
    const issued = await as(administrator, '/v1/api-keys', { label: 'x', roles: ['viewer'] })
    const headers = { authorization: `Bearer ${issued.body.key}` }
    const answer = await answerOf(await access.send('/v1/account/sessions', { headers }))
    expect(answer.body.type).toBe('/problems/session-needed')
  })
})

describe('an administrator', () => {
  it('takes away the factors of somebody who lost them', async () => {
    await enrolTotp()
    expect((await firstStep()).status).toBe(200)
    expect((await as(administrator, `/v1/users/${annaId}/factors/reset`)).status).toBe(200)
    expect((await anna.send('/v1/session')).status).toBe(401)
    expect((await firstStep()).status).toBe(201)
  })

  it('demands a second factor of a role, which leads to setting one up and nowhere else', async () => {
    const demanded = await as(
      administrator,
      '/v1/sign-in-policy',
      { secondFactorRoles: ['operator'] },
      'PUT',
    )
    expect(demanded.status).toBe(200)
    expect((await firstStep()).body.mustEnrol).toBe(true)
    const again = await signInAt(access, 'anna', password)
    const session = await as(again, '/v1/session', undefined, 'GET')
    expect(session.body.mustEnrol).toBe(true)
    const sessions = await as(again, '/v1/account/sessions', undefined, 'GET')
    expect(sessions.body.type).toBe('/problems/second-factor-required')
    await enrolTotp(again)
    expect((await as(again, '/v1/session', undefined, 'GET')).body.mustEnrol).toBeUndefined()
    expect((await as(again, '/v1/account/sessions', undefined, 'GET')).status).toBe(200)
  })
})
