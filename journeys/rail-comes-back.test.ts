import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RailShown } from '../contexts/payments/routing/contract.ts'
import { allBooks } from '../testing/books.ts'
import {
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import { allPayments, inventedOrder, isFinal } from '../testing/payers.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

/** Payments that were with the rail when it went away, and payments that came after. */
const inDoubt = 5
const waiting = 12
const poll = { timeout: 90_000, interval: 200 }
/** What waits before it is handed over the fifth time, and before it is asked about the second time. */
const retryWaitMs = 60_000
const questionWaitMs = 3_600_000
/** All of those in doubt are with the rail, and it is away, before anybody asks about the first of them. */
const firstQuestionMs = 12_000

interface Told {
  readonly type: string
  readonly at: string
  readonly details: { readonly attempt?: number; readonly because?: string }
}

// It calls nobody: what becomes of a payment is found out by asking alone.
describe('The rail comes back after a long time', () => {
  const secret = randomBytes(32).toString('hex')
  const below = randomBelow(2_027)
  let railDirectory: string
  let rail: RunningRail
  let installation: Installation
  let password: string
  let operator: Person
  const doubted: string[] = []
  const waited: string[] = []

  const startRail = async (port = 0): Promise<RunningRail> =>
    startSimulatedRail({
      secret,
      port,
      directory: railDirectory,
      faults: { settlementMs: { minMs: 20, maxMs: 100 } },
    })
  const start = async (directory?: string): Promise<void> => {
    installation = await startInstallation({
      ...(directory ? { directory } : {}),
      environment: {
        MILLRACE_RAIL_URL: rail.url,
        MILLRACE_RAIL_SECRET: secret,
        MILLRACE_RAIL_TIMEOUT_MS: '1000',
        MILLRACE_STATUS_QUERY_DELAYS_MS: `${firstQuestionMs},${questionWaitMs}`,
        MILLRACE_PENDING_QUERY_DELAYS_MS: '500',
      },
    })
    password ??= installation.password
    operator = await signIn(installation.url, 'admin', password)
  }
  const kill = async (): Promise<void> => {
    const ended = once(installation.process, 'exit')
    installation.process.kill('SIGKILL')
    await ended
  }
  const pay = async (reference: string): Promise<string> => {
    const answer = await operator.send('POST', '/v1/payments', inventedOrder(below, reference))
    expect(answer.status).toBe(201)
    return (answer.body as { paymentId: string }).paymentId
  }
  const shown = async (): Promise<Partial<RailShown>> => {
    const { items } = (await operator.get('/v1/rails')).body as { items: readonly RailShown[] }
    return items[0] ?? {}
  }
  const timelineOf = async (paymentId: string): Promise<readonly Told[]> => {
    const { body } = await operator.get(`/v1/payments/${paymentId}/events?limit=500`)
    return (body as { items: readonly Told[] }).items
  }
  const timesOf = async (payments: readonly string[], type: string): Promise<readonly number[]> => {
    const timelines = await Promise.all(payments.map(timelineOf))
    return timelines.map((timeline) => timeline.filter((told) => told.type === type).length)
  }

  beforeAll(async () => {
    railDirectory = await temporaryDirectory()
    rail = await startRail()
    await start()
  })
  afterAll(async () => {
    await installation.stop()
    await rail.stop()
    await removeDirectory(installation.directory)
    await removeDirectory(railDirectory)
  })

  it('and went away with some payments in doubt', async () => {
    for (let number = 1; number <= inDoubt; number++)
      doubted.push(await pay(`DOUBT-${number}-TRIGGER-LOST-ANSWER`))
    await expect
      .poll(() => timesOf(doubted, 'SubmissionBecameUnknown'), poll)
      .toEqual(doubted.map(() => 1))
    await rail.kill()
  })

  it('while what was asked and handed over in vain waits longer and longer', async () => {
    for (let number = 1; number <= waiting; number++) waited.push(await pay(`WAIT-${number}`))
    await expect.poll(() => timesOf(doubted, 'StatusAnswered'), poll).toEqual(doubted.map(() => 1))
    await expect.poll(() => timesOf(waited, 'SubmissionNotSent'), poll).toEqual(waited.map(() => 4))
    await expect
      .poll(async () => (await shown()).outage, poll)
      .toMatchObject({ waiting: inDoubt + waiting })
  })

  it('is missed by whoever starts meanwhile, and everything goes on once it is there', async () => {
    await kill()
    await start(installation.directory)
    rail = await startRail(Number(new URL(rail.url).port))
    const ended = async () => (await allPayments(operator)).filter(isFinal).length
    await expect.poll(ended, poll).toBe(inDoubt + waiting)
    const back = await shown()
    expect(back).not.toHaveProperty('outage')
    const { from = '', until = '', lastedMs } = back.lastOutage ?? {}
    expect(lastedMs).toBe(Date.parse(until) - Date.parse(from))
  })

  it('is asked, and given again, what waited for it: each before its time, and each once', async () => {
    for (const paymentId of waited) {
      const timeline = await timelineOf(paymentId)
      const notSent = timeline.find(
        ({ type, details }) => type === 'SubmissionNotSent' && details.attempt === 4,
      )
      const due = timeline.find(
        ({ type, details }) => type === 'SubmissionDue' && details.attempt === 5,
      )
      expect(due?.details.because).toBe('timer')
      expect(Date.parse(due?.at ?? '') - Date.parse(notSent?.at ?? '')).toBeLessThan(retryWaitMs)
      expect(timeline.filter(({ type }) => type === 'SubmissionStarted')).toHaveLength(5)
    }
    for (const paymentId of doubted) {
      const timeline = await timelineOf(paymentId)
      const asked = timeline.filter(({ type }) => type === 'StatusAsked')
      expect(asked.length).toBeGreaterThan(1)
      expect(new Set(asked.map(({ details }) => details.because))).toEqual(new Set(['timer']))
    }
    const { totals, submissions } = await allBooks(rail)
    expect(totals.submittedMoreThanOnce).toBe(0)
    expect(submissions).toHaveLength(inDoubt + waiting)
    const statuses = (await allPayments(operator)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set(['settled']))
    expect(await operator.send('POST', '/v1/logs/payments/verify')).toMatchObject({
      body: { problems: [] },
    })
  })
})
