import { randomBytes, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres } from '../adapters/postgres/embedded/start-embedded-postgres.ts'
import { roles, type Role } from '../kernel/role.ts'
import { roleMatrix, type DescribedApi } from '../testing/role-matrix.ts'
import { openEventStream } from '../testing/event-stream.ts'
import {
  nobody,
  programWith,
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Answer,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { allPayments, inventedOrder, isFinal } from '../testing/payers.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

interface Operation {
  readonly operationId: string
  readonly 'x-roles'?: readonly Role[]
  readonly 'x-open'?: string
  readonly 'x-signed'?: string
}

const passwordOf = (role: Role): string => `a password, number ${roles.indexOf(role)}`
const protectedBy = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-',
}

const people = roles.filter((role) => role !== 'service')

describe('Everybody does what their roles allow, and it is written down', () => {
  const railSecret = randomBytes(32).toString('hex')
  const keys = {
    MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
    MILLRACE_CHECKPOINT_KEY: randomBytes(32).toString('hex'),
  }
  const order = inventedOrder(randomBelow(11), 'AUDITED-1')
  let place: string
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>
  let rail: RunningRail
  /** Two processes of one firm, on one database. */
  let here: Installation
  let there: Installation
  let administrator: Person
  const callers = new Map<Role, Person>()
  const userIds = new Map<Role, string>()
  const as = (role: Role): Person => {
    const person = callers.get(role)
    if (!person) throw new Error(`nobody is ${role}`)
    return person
  }
  /** The same person, at the other process. */
  const elsewhere = async (role: Role): Promise<Person> => signIn(there.url, role, passwordOf(role))

  const start = (name: string): Promise<Installation> =>
    startInstallation({
      directory: join(place, name),
      environment: {
        ...keys,
        DATABASE_URL: server.databaseUrl,
        MILLRACE_RAIL_URL: rail.url,
        MILLRACE_RAIL_SECRET: railSecret,
        MILLRACE_ADMIN_PASSWORD: 'the first password of all',
      },
    })

  beforeAll(async () => {
    place = await temporaryDirectory()
    server = await startEmbeddedPostgres({ directory: join(place, 'database') })
    rail = await startSimulatedRail({ secret: railSecret })
    here = await start('here')
    there = await start('there')
    await rail.setCallbackUrl(`${there.url}/v1/rails/simulated/callbacks`)
    administrator = await signIn(here.url, 'admin', 'the first password of all')
  })
  afterAll(async () => {
    await here.stop()
    await there.stop()
    await rail.stop()
    await server.stop()
    await removeDirectory(place)
  })

  it('an administrator makes an account for each role, and a key for a program', async () => {
    for (const role of people) {
      const created = await administrator.send('POST', '/v1/users', {
        username: role,
        displayName: `Somebody ${role}`,
        roles: [role],
        password: passwordOf(role),
      })
      expect(created).toMatchObject({ status: 201 })
      userIds.set(role, created.body.userId as string)
      // Accounts are looked up in a view, which comes a moment later.
      await administrator.get(`/v1/users?after=${created.body.position}`)
      callers.set(role, await signIn(here.url, role, passwordOf(role)))
    }
    const issued = await administrator.send('POST', '/v1/api-keys', {
      label: 'Accounting',
      roles: ['service'],
    })
    callers.set('service', programWith(here.url, issued.body.key as string))
    expect(callers.size).toBe(roles.length)
  })

  const operations = async (): Promise<readonly (readonly [string, string, Operation])[]> => {
    const { body } = await nobody(here.url).get('/openapi.json')
    const paths = body.paths as Record<string, Record<string, Operation>>
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        const address = path.replaceAll(/\{[^}]+\}/g, () => randomUUID())
        return [method.toUpperCase(), address, operation] as const
      }),
    )
  }
  /** With nothing in it: whoever may not ask is told before anybody looks. */
  const attempt = async (caller: Person, method: string, path: string): Promise<number> => {
    if (path.endsWith('/live')) {
      const stream = await openEventStream(here.url + path, caller.headers)
      stream.close()
      return stream.response.status
    }
    const { status } =
      method === 'GET' ? await caller.get(path) : await caller.send(method, path, {})
    return status
  }

  it('each route is open to its roles, and to nobody else', async () => {
    const all = await operations()
    expect(all.length).toBeGreaterThan(30)
    const wrong: string[] = []
    for (const [method, path, operation] of all) {
      // Signing out is everybody's, and ends what the others need.
      if (operation.operationId === 'signOut') continue
      const allowed = operation['x-roles']
      const unknown = await attempt(nobody(here.url), method, path)
      if (allowed ? unknown !== 401 : unknown === 403)
        wrong.push(`${operation.operationId} answers nobody ${unknown}`)
      for (const role of allowed ? roles : []) {
        const status = await attempt(as(role), method, path)
        const isRight = allowed?.includes(role)
          ? status !== 401 && status !== 403 && status < 500
          : status === 403
        if (!isRight) wrong.push(`${operation.operationId} answers ${role} ${status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('and that is what the page about it says', async () => {
    const { body } = await nobody(here.url).get('/openapi.json')
    const page = await readFile(new URL('../docs/roles.md', import.meta.url), 'utf8')
    // Stale? `npm run roles` writes it anew.
    expect(page).toBe(roleMatrix(body as DescribedApi))
  })

  it('signing out is for everybody who is signed in', async () => {
    expect((await nobody(here.url).send('DELETE', '/v1/session')).status).toBe(401)
    for (const role of people) {
      const leaving = await signIn(here.url, role, passwordOf(role))
      expect((await leaving.send('DELETE', '/v1/session')).status).toBe(204)
    }
    expect((await as('service').send('DELETE', '/v1/session')).status).toBe(204)
  })

  it('no route that changes anything does so for a cookie alone, or for a page of somebody else', async () => {
    const wrong: string[] = []
    const mutating = (await operations()).filter(([method]) => method !== 'GET')
    for (const [method, path, operation] of mutating) {
      const role = operation['x-roles']?.find((one) => one !== 'service')
      // A signature is no cookie.
      if (operation['x-signed']) continue
      const person = role ? as(role) : nobody(here.url)
      const { cookie = '' } = person.headers
      const attempts = {
        'without a token': role && nobody(here.url).send(method, path, {}, { cookie }),
        'with the token of another session':
          role && person.send(method, path, {}, { 'x-csrf-token': 'A'.repeat(43) }),
        'from another page': person.send(method, path, {}, { origin: 'https://elsewhere.example' }),
        'from a page of another port': person.send(method, path, {}, { origin: there.url }),
        'from a page without an origin': person.send(method, path, {}, { origin: 'null' }),
      }
      for (const [how, attempted] of Object.entries(attempts)) {
        const answer = await attempted
        if (answer && answer.status !== 403)
          wrong.push(`${operation.operationId} ${how}: ${answer.status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('no answer can be framed, sniffed or kept, whatever it is the answer to', async () => {
    const paths = (await operations()).map(([method, path]) => [method, path] as const)
    const others = ['/', '/payments', '/docs', '/openapi.json', '/health', '/ready', '/metrics']
    const wrong: string[] = []
    for (const [method, path] of [...paths, ...others.map((path) => ['GET', path] as const)]) {
      if (path.endsWith('/live')) continue
      for (const asked of [method, 'PATCH']) {
        const answer =
          asked === 'GET'
            ? await nobody(here.url).get(path)
            : await nobody(here.url).send(asked, path)
        const missing = Object.entries(protectedBy).filter(
          ([name, value]) => !(answer.headers.get(name) ?? '').includes(value),
        )
        if (missing.length > 0) wrong.push(`${asked} ${path}: ${missing.join(' ')}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('a cookie alone changes nothing: a page of ours adds its token', async () => {
    const { cookie = '' } = as('operator').headers
    const forged = await nobody(here.url).send('POST', '/v1/payments', order, { cookie })
    expect(forged).toMatchObject({ status: 403 })
    const foreign = await as('operator').send('POST', '/v1/payments', order, {
      origin: 'https://elsewhere.example',
    })
    expect(foreign).toMatchObject({ status: 403 })
    expect(await allPayments(as('viewer'))).toEqual([])
  })

  let paymentId: string
  let payer: string

  it('a program pays; everybody who may look sees its parties masked', async () => {
    const paid = await as('service').send('POST', '/v1/payments', order)
    expect(paid).toMatchObject({ status: 201 })
    paymentId = paid.body.paymentId as string
    await expect.poll(async () => (await allPayments(as('viewer'))).filter(isFinal).length).toBe(1)
    for (const role of ['viewer', 'operator', 'compliance', 'administrator'] as const) {
      const { body } = await as(role).get(`/v1/payments/${paymentId}`)
      const text = JSON.stringify(body)
      expect(text).not.toContain(order.debtor.name)
      expect(text).not.toContain(order.creditor.iban)
      payer = body.debtor.subject as string
    }
  })

  const reveal = (person: Person, body: object): Promise<Answer> =>
    person.send('POST', `/v1/payments/${paymentId}/reveal`, body)
  const audited = async (query: string) =>
    (await as('compliance').get(`/v1/audit?limit=100&${query}`)).body.items as readonly {
      readonly kind: string
      readonly actor: string
      readonly subject: string
      readonly thing: string
      readonly reason: string
    }[]

  it('who wants to see more says why, and that is written down; a viewer may not', async () => {
    const reason = 'The payer asks about it, ticket 4711'
    expect((await reveal(as('viewer'), { reason })).status).toBe(403)
    expect((await reveal(as('service'), { reason })).status).toBe(403)
    expect(await reveal(as('operator'), {})).toMatchObject({
      status: 400,
      body: { fields: [{ field: 'body/reason' }] },
    })
    expect(await audited('kind=PersonalDataUnmasked')).toEqual([])
    expect(await reveal(as('operator'), { reason })).toMatchObject({
      status: 200,
      body: {
        debtor: { name: order.debtor.name, account: order.debtor.iban },
        creditor: { name: order.creditor.name },
        remittance: order.remittance,
      },
    })
    await expect
      .poll(() => audited(`kind=PersonalDataUnmasked&subject=${payer}`))
      .toEqual([
        expect.objectContaining({
          actor: `user:${userIds.get('operator')}`,
          thing: `payment ${paymentId}`,
          reason,
        }),
      ])
  })

  it('a key does what its roles do, until it is revoked', async () => {
    const issued = await administrator.send('POST', '/v1/api-keys', {
      label: 'A screen in the lobby',
      roles: ['viewer'],
    })
    const screen = programWith(here.url, issued.body.key as string)
    expect((await screen.get('/v1/payments')).status).toBe(200)
    expect((await screen.send('POST', '/v1/payments', order)).status).toBe(403)
    await administrator.send('DELETE', `/v1/api-keys/${issued.body.keyId}`)
    expect((await screen.get('/v1/payments')).status).toBe(401)
  })

  it('who guesses a password is locked out, also with the right one; an administrator helps', async () => {
    const attemptSignIn = (password: string): Promise<Answer> =>
      nobody(here.url).send('POST', '/v1/sessions', { username: 'approver', password })
    for (let guess = 1; guess <= 5; guess++)
      expect((await attemptSignIn(`a wrong guess ${guess}`)).status).toBe(401)
    await expect.poll(async () => (await attemptSignIn(passwordOf('approver'))).status).toBe(401)
    await expect.poll(async () => (await audited('kind=UserLocked')).length).toBe(1)
    const path = `/v1/users/${userIds.get('approver')}/password`
    const password = 'something entirely new'
    expect((await administrator.send('POST', path, { password })).status).toBe(200)
    await expect.poll(async () => (await attemptSignIn(password)).status).toBe(201)
  })

  it('who is disabled is out, everywhere', async () => {
    const manager = await elsewhere('campaign-manager')
    expect((await manager.get('/v1/session')).status).toBe(200)
    const path = `/v1/users/${userIds.get('campaign-manager')}/disable`
    const here = as('campaign-manager')
    expect((await here.get('/v1/session')).status).toBe(200)
    expect((await administrator.send('POST', path)).status).toBe(200)
    expect((await here.get('/v1/session')).status).toBe(401)
    await expect.poll(async () => (await manager.get('/v1/session')).status).toBe(401)
  })

  it('who is erased is gone from every screen of every process, and stays gone', async () => {
    const viewer = await elsewhere('viewer')
    const shown = async (person: Person) =>
      (await person.get(`/v1/payments/${paymentId}`)).body.debtor as object
    // The other process has just opened it, and holds the key.
    expect(await shown(viewer)).toMatchObject({ name: expect.stringContaining('*') })
    const path = `/v1/subjects/${payer}/erase`
    expect(
      (await as('operator').send('POST', path, { ground: 'asked-by-the-person' })).status,
    ).toBe(403)
    const erasing = await as('compliance').send('POST', path, {
      ground: 'asked-by-the-person',
      reference: 'GDPR-2026-12',
    })
    expect(erasing).toMatchObject({ status: 200, body: { isDestroyed: true } })
    const gone = { name: null, account: null, subject: payer, erased: true }
    expect(await shown(as('viewer'))).toEqual(gone)
    await expect.poll(() => shown(viewer), { timeout: 30_000 }).toEqual(gone)
    expect((await allPayments(viewer)).map(({ debtor }) => debtor)).toEqual([gone])
    const revealed = await reveal(await elsewhere('operator'), { reason: 'Is it really gone?' })
    expect(revealed.body).toMatchObject({ debtor: gone, remittance: null })

    expect(await here.stop()).toBe(0)
    here = await start('here')
    const again = await signIn(here.url, 'compliance', passwordOf('compliance'))
    callers.set('compliance', again)
    expect(await shown(again)).toEqual(gone)
    const erasures = async () => (await audited(`kind=SubjectErased&subject=${payer}`)).length
    await expect.poll(erasures).toBe(1)
  })

  it('and the logs are as sound as before', async () => {
    for (const log of ['payments', 'access', 'webhooks'])
      expect(await as('compliance').send('POST', `/v1/logs/${log}/verify`)).toMatchObject({
        status: 200,
        body: { problems: [] },
      })
  })
})
