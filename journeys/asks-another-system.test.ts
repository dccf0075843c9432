import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../adapters/postgres/embedded/start-embedded-postgres.ts'
import type { RequestDetail, SuspenderShown } from '../contexts/integrity/contract.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'

const eventually = { timeout: 60_000, interval: 100 }

/** Millrace and otto, each in its own process; between them there is the bus, and nothing else. */
describe('Another system is asked over the bus', () => {
  let directories: { readonly server: string; readonly data: string }
  let server: EmbeddedPostgres
  let installation: Installation
  let password: string
  let operator: Person
  let otto: ChildProcess | undefined

  const startMillrace = async () => {
    installation = await startInstallation({
      directory: directories.data,
      environment: { DATABASE_URL: server.databaseUrl },
    })
    password ||= installation.password
    operator = await signIn(installation.url, 'admin', password)
  }
  const startOtto = async () => {
    const program = fileURLToPath(new URL('../examples/otto/run-otto.ts', import.meta.url))
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env['PATH'], DATABASE_URL: server.databaseUrl },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    otto = child
    await once(child.stdout, 'data')
  }
  const stopOtto = async () => {
    if (!otto) return
    const ended = once(otto, 'exit')
    otto.kill('SIGTERM')
    otto = undefined
    await ended
  }
  const ask = async (transactionId: string, change: object = {}): Promise<string> => {
    const { status, body } = await operator.send('POST', '/v1/suspenders', {
      source: 'otto',
      transactionId,
      expected: { status: 'settled' },
      waitSeconds: 30,
      ...change,
    })
    expect(status).toBe(201)
    return (body as { suspenderId: string }).suspenderId
  }
  const suspender = async (id: string) =>
    (await operator.get(`/v1/suspenders/${id}`)).body as unknown as SuspenderShown
  const request = async (id: string) =>
    (await operator.get(`/v1/requests/${id}`)).body as unknown as RequestDetail

  beforeAll(async () => {
    directories = { server: await temporaryDirectory(), data: await temporaryDirectory() }
    server = await startEmbeddedPostgres({ directory: directories.server, settings: {} })
    await startMillrace()
  })
  afterAll(async () => {
    await stopOtto()
    await installation.stop()
    await server.stop()
    await removeDirectory(directories.server)
    await removeDirectory(directories.data)
  })

  it('answers, late or twice or wrongly, and each question ends once', async () => {
    await startOtto()
    const verdicts = {
      'T-1': 'confirmed',
      'FAILED-1': 'disagrees',
      'NONE-1': 'not-found',
      'TWICE-1': 'confirmed',
      'SECOND-1': 'confirmed',
      'BROKEN-1': 'confirmed',
    }
    const ids = new Map<string, string>()
    for (const transactionId of Object.keys(verdicts))
      ids.set(transactionId, await ask(transactionId, { waitSeconds: 20 }))
    const silent = await ask('SILENT-1', { waitSeconds: 2 })
    const statuses = async () =>
      Object.fromEntries(
        await Promise.all(
          [...ids].map(async ([name, id]) => [name, (await suspender(id)).status] as const),
        ),
      )
    await expect.poll(statuses, eventually).toEqual(verdicts)
    await expect.poll(async () => (await suspender(silent)).status, eventually).toBe('no-answer')
    expect(await suspender(ids.get('FAILED-1') ?? '')).toMatchObject({
      differences: ['status'],
      reported: { isFound: true, status: 'rejected' },
    })
    const twice = async () => (await request(ids.get('TWICE-1') ?? '')).ignoredAnswers
    await expect.poll(twice, eventually).toBe(1)
    // Questions are another view than suspenders.
    const second = () => request(ids.get('SECOND-1') ?? '')
    await expect.poll(second, eventually).toMatchObject({
      state: 'answered',
      attempts: 2,
      request: { transactionId: 'SECOND-1' },
      reply: { status: 'settled' },
      history: [
        { type: 'QuestionAsked' },
        { type: 'QuestionRepeated', attempt: 2 },
        { type: 'QuestionAnswered', actor: 'bus:/otto' },
      ],
    })
    const expired = async () => (await operator.get('/v1/requests?state=expired')).body as object
    await expect
      .poll(expired, eventually)
      .toMatchObject({ items: [{ requestId: silent, state: 'expired' }] })
  })

  it('breaks its contract, which is set aside, put right by hand and taken after all', async () => {
    const { body: list } = await operator.get('/v1/dead-letters?state=dead')
    const [letter] = list.items
    expect(list.items).toMatchObject([
      { group: 'replies/integrity', reason: 'schema-mismatch', key: 'BROKEN-1', attempts: 1 },
    ])
    const path = `/v1/dead-letters/${letter.letterId}`
    const { body: shown } = await operator.get(path)
    expect(shown).toMatchObject({
      payload: '{"transactionId":"BROKEN-1","isFound":"perhaps"}',
      misfit: { detail: { fields: [{ field: '/isFound', keyword: 'type' }] } },
    })
    const payload = '{"transactionId":"BROKEN-1","isFound":false}'
    const edited = await operator.send('PUT', `${path}/payload`, { payload, why: 'a word' })
    expect(edited.status).toBe(200)
    expect((await operator.send('POST', `${path}/redrive`, {})).status).toBe(200)
    const state = async () => (await operator.get(path)).body.state
    await expect.poll(state, eventually).toBe('redriven')
    const requests = async () =>
      (await operator.get('/v1/requests?subject=transaction/BROKEN-1')).body.items as object[]
    // The proper answer had come before, so this one changes nothing.
    await expect
      .poll(requests, eventually)
      .toMatchObject([{ state: 'answered', ignoredAnswers: 1 }])
  })

  it('is not asked twice at a time, and the same request of a client asks once', async () => {
    await stopOtto()
    const id = await ask('T-2', { waitSeconds: 600 })
    const again = await operator.send('POST', '/v1/suspenders', {
      source: 'otto',
      transactionId: 'T-2',
    })
    expect(again).toMatchObject({ status: 409, body: { type: '/problems/suspender-open' } })
    const elsewhere = { source: 'lotto', transactionId: 'T-2' }
    expect((await operator.send('POST', '/v1/suspenders', elsewhere)).status).toBe(422)
    await expect.poll(() => request(id), eventually).toMatchObject({ state: 'open', attempts: 1 })
  })

  it('answers while Millrace lies dead, and is heard when it is back', async () => {
    const id = await ask('T-3', { waitSeconds: 600 })
    await installation.kill()
    await startOtto()
    await startMillrace()
    await expect.poll(async () => (await suspender(id)).status, eventually).toBe('confirmed')
    await expect.poll(() => request(id), eventually).toMatchObject({ state: 'answered' })
  })

  it('may be Millrace itself: payments is asked by the same contract', async () => {
    const id = await ask('no-such-payment', { source: 'payments' })
    await expect.poll(async () => (await suspender(id)).status, eventually).toBe('not-found')
    const traceId = async () => (await request(id)).traceId
    await expect.poll(traceId, eventually).toMatch(/^[0-9a-f]{32}$/)
  })
})
