import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allBooks } from '../testing/books.ts'
import { openEventStream, type EventStream } from '../testing/event-stream.ts'
import {
  nobody,
  removeDirectory,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { generatePain001, randomBelow } from '../testing/pain001.ts'
import { allPayments, inventedOrder, isFinal, type ListedPayment } from '../testing/payers.ts'
import { chaosSeed } from '../testing/seed.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const payments = { inFiles: [70, 30], oneByOne: 50 }
const total = 150

interface TimelineEntry {
  readonly type: string
  readonly details: { readonly evidence?: { readonly source: string } }
}

describe('The rail has a bad hour', () => {
  const seed = chaosSeed()
  const below = randomBelow(seed)
  const secret = randomBytes(32).toString('hex')
  let railDirectory: string
  let rail: RunningRail
  let installation: Installation
  let operator: Person
  let stream: EventStream
  const breaker: string[] = []
  let isOver = false
  let watching: Promise<void>

  beforeAll(async () => {
    railDirectory = await temporaryDirectory()
    rail = await startSimulatedRail({
      secret,
      directory: railDirectory,
      seed: String(seed),
      faults: {
        settlementMs: { minMs: 20, maxMs: 600 },
        latency: 100,
        reject: 50,
        lateReject: 80,
        timeoutAfterAcceptance: 60,
        lostAnswer: 60,
        errorAfterAcceptance: 40,
        lostCallback: 60,
        duplicateCallback: 150,
        reorderedCallbacks: 150,
        forgedCallback: 100,
      },
    })
    installation = await startInstallation({
      environment: {
        MILLRACE_RAIL_URL: rail.url,
        MILLRACE_RAIL_SECRET: secret,
        MILLRACE_RAIL_TIMEOUT_MS: '1000',
        MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
      },
    })
    await rail.setCallbackUrl(`${installation.url}/v1/rails/simulated/callbacks`)
    operator = await signIn(installation.url, 'admin', installation.password)
    stream = await openEventStream(`${installation.url}/v1/payments/live`, operator.headers)
    watching = watchBreaker()
  })
  afterAll(async () => {
    isOver = true
    await watching
    stream.close()
    await installation.stop()
    await rail.stop()
    await removeDirectory(installation.directory)
    await removeDirectory(railDirectory)
  })

  const watchBreaker = async (): Promise<void> => {
    while (!isOver) {
      const { body } = await nobody(installation.url).get('/metrics')
      const [, state] =
        /millrace_rail_breaker\{rail="simulated",state="([a-z-]+)"\} 1/.exec(body as string) ?? []
      if (state !== undefined && state !== breaker.at(-1)) breaker.push(state)
      await delay(50)
    }
  }
  const timelineOf = async ({ paymentId }: ListedPayment): Promise<readonly TimelineEntry[]> => {
    const { body } = await operator.get(`/v1/payments/${paymentId}/events?limit=500`)
    return (body as { items: readonly TimelineEntry[] }).items
  }

  it('is sent files and single payments all the same', async () => {
    for (const [index, transactions] of payments.inFiles.entries()) {
      const version = index === 0 ? '03' : '09'
      const file = generatePain001({ version, transactions, seed: seed + index })
      expect(await operator.send('POST', '/v1/payment-files', file)).toMatchObject({
        status: 201,
        body: { accepted: transactions, rejected: 0 },
      })
    }
    for (let number = 1; number <= payments.oneByOne; number++) {
      if (number === 20) await rail.beginOutage('refused', 2_500)
      const order = inventedOrder(below, `SINGLE-${seed}-${number}`)
      expect((await operator.send('POST', '/v1/payments', order)).status).toBe(201)
      await delay(20)
    }
  })

  it('has every payment come to an end, without anybody doing anything', async () => {
    await expect
      .poll(async () => (await allPayments(operator)).filter(isFinal).length, {
        timeout: 120_000,
        interval: 500,
      })
      .toBe(total)
  })

  it('was asked once for each, and says of each what we say', async () => {
    const books = await allBooks(rail)
    expect(books.totals.submittedMoreThanOnce).toBe(0)
    const known = new Map(books.submissions.map((row) => [row.submissionId, row.state]))
    for (const { paymentId, status } of await allPayments(operator)) {
      // What it refused in its answer is not in its books.
      expect([paymentId, known.get(`${paymentId}.1`) ?? 'rejected']).toEqual([paymentId, status])
      known.delete(`${paymentId}.1`)
    }
    expect([...known]).toEqual([])
  })

  it('left some in doubt, which was shown, and ended by asking alone', async () => {
    const shown = stream
      .text()
      .split('\n')
      .filter((line) => line.includes('"status":"unknown"'))
    expect(shown.length).toBeGreaterThan(0)
    let doubted = 0
    for (const payment of await allPayments(operator)) {
      const timeline = await timelineOf(payment)
      const started = timeline.filter(({ type }) => type === 'SubmissionStarted').length
      const notSent = timeline.filter(({ type }) => type === 'SubmissionNotSent').length
      expect(started - notSent).toBeLessThanOrEqual(1)
      const doubt = timeline.findIndex(({ type }) => type === 'SubmissionBecameUnknown')
      if (doubt < 0) continue
      doubted++
      const moved = timeline
        .slice(doubt)
        .find(({ type }) => /^Payment(Pending|Settled|Rejected)$/.test(type))
      expect(moved?.details.evidence?.source).toBe('status-answer')
    }
    expect(doubted).toBeGreaterThan(0)
  })

  it('was left alone while it was away: the breaker opened, and closed again', async () => {
    expect(breaker).toContain('open')
    expect(breaker.at(0)).toBe('closed')
    await expect.poll(() => breaker.at(-1)).toBe('closed')
  })

  it('was believed by nobody where it did not sign', async () => {
    const { body } = await nobody(installation.url).get('/metrics')
    const refused = (body as string)
      .split('\n')
      .filter((line) => line.includes('receiveRailCallback') && line.includes('status="4'))
    expect(refused.length).toBeGreaterThan(0)
    expect(await operator.send('POST', '/v1/logs/payments/verify')).toMatchObject({
      body: { problems: [] },
    })
  })
})
