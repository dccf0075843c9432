import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  nobody,
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { allBooks } from '../testing/books.ts'
import { randomBelow } from '../testing/pain001.ts'
import {
  allPayments,
  issueKey,
  post,
  startPayers,
  unended,
  type Payers,
} from '../testing/payers.ts'
import { chaosSeed } from '../testing/seed.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const kills = 3

const killProgram = async ({ process: program }: Installation): Promise<void> => {
  const ended = once(program, 'exit')
  program.kill('SIGKILL')
  await ended
}

describe('The machine dies, again and again, while payments arrive', () => {
  const seed = chaosSeed()
  const below = randomBelow(seed)
  const secret = randomBytes(32).toString('hex')
  let railDirectory: string
  let rail: RunningRail
  let installation: Installation
  let service: Readonly<Record<string, string>>
  let payers: Payers

  const start = async (directory?: string): Promise<Installation> => {
    const started = await startInstallation({
      ...(directory ? { directory } : {}),
      environment: {
        MILLRACE_RAIL_URL: rail.url,
        MILLRACE_RAIL_SECRET: secret,
        MILLRACE_RAIL_TIMEOUT_MS: '1000',
        MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
      },
    })
    await rail.setCallbackUrl(`${started.url}/v1/rails/simulated/callbacks`)
    return started
  }
  const administrator = async (): Promise<Person> => signIn(installation.url, 'admin', password)
  let password: string

  beforeAll(async () => {
    railDirectory = await temporaryDirectory()
    rail = await startSimulatedRail({
      secret,
      directory: railDirectory,
      seed: String(seed),
      faults: {
        settlementMs: { minMs: 20, maxMs: 400 },
        lostAnswer: 20,
        lateReject: 50,
        duplicateCallback: 100,
      },
    })
    installation = await start()
    password = installation.password
    service = await issueKey(await administrator(), ['service'])
    payers = startPayers({
      url: () => installation.url,
      headers: service,
      callers: 6,
      below,
      name: `KILL-${seed}`,
    })
  })
  afterAll(async () => {
    await installation.stop()
    await rail.stop()
    await removeDirectory(installation.directory)
    await removeDirectory(railDirectory)
  })

  it('starts again on what is left, and takes every payment that was not answered', async () => {
    for (let kill = 0; kill < kills; kill++) {
      const enough = (kill + 1) * 20
      await expect.poll(() => payers.acknowledged()).toBeGreaterThan(enough)
      await delay(300 + below(1_200))
      // The last time the program alone: its database goes on without it, and is taken over.
      if (kill < kills - 1) await installation.kill()
      else await killProgram(installation)
      installation = await start(installation.directory)
    }
    await delay(300)
    await payers.finish()
    expect(payers.posted.length).toBeGreaterThan(kills * 20)
    expect(payers.unanswered()).toBeGreaterThan(0)
    expect(payers.refusals.filter(({ status }) => status !== 503 && status !== 409)).toEqual([])
  })

  it('answers each of them again as it did before, under its key', async () => {
    for (const { order, idempotencyKey, answer } of payers.posted) {
      const again = await post(installation.url, service, order, idempotencyKey)
      expect(again.status).toBe(201)
      expect(again.body).toEqual(answer?.body)
      expect(again.headers.get('idempotency-replayed')).toBe('true')
    }
  })

  it('has each acknowledged payment once, with the id that was told', async () => {
    const person = await administrator()
    const told = payers.posted.map(
      ({ order, answer }) => `${order.endToEndId} ${answer?.body.paymentId}`,
    )
    // The list may be a moment behind what was acknowledged last.
    const shown = async () =>
      (await allPayments(person))
        .map(({ endToEndId, paymentId }) => `${endToEndId} ${paymentId}`)
        .toSorted()
    await expect.poll(shown).toEqual(told.toSorted())
  })

  it('brings each to its end, and the rail knows the same end and was asked once', async () => {
    const person = await administrator()
    await expect.poll(() => unended(person, payers.posted), { interval: 250 }).toEqual([])
    const books = await allBooks(rail)
    expect(books.totals.submittedMoreThanOnce).toBe(0)
    const byRail = new Map(
      books.submissions.map(({ submissionId, state }) => [submissionId, state]),
    )
    for (const { paymentId, status } of await allPayments(person)) {
      // What never came to it, or was refused in its answer, is not in its books.
      const atRail = byRail.get(`${paymentId}.1`) ?? 'rejected'
      expect([paymentId, atRail]).toEqual([paymentId, status])
    }
    const acknowledged = new Set(payers.posted.map(({ answer }) => `${answer?.body.paymentId}.1`))
    expect([...byRail.keys()].filter((id) => !acknowledged.has(id))).toEqual([])
  })

  it('finds its logs sound', async () => {
    const person = await administrator()
    for (const log of ['payments', 'access', 'webhooks'])
      expect(await person.send('POST', `/v1/logs/${log}/verify`)).toMatchObject({
        status: 200,
        body: { problems: [] },
      })
    expect((await nobody(installation.url).get('/ready')).status).toBe(200)
  })
})
