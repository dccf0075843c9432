import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BooksPage } from '../adapters/rails/simulated/control.ts'
import { allBooks } from '../testing/books.ts'
import {
  removeDirectory,
  serverProcess,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import {
  allPayments,
  inventedOrder,
  isFinal,
  issueKey,
  startPayers,
  type ListedPayment,
  type Payers,
} from '../testing/payers.ts'
import { chaosSeed } from '../testing/seed.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

/*
 * Many payments over the real thing: each fault of the rail in one of a hundred, and beside them crashes of the program,
 * of its database and of both, and outages, at moments drawn from the seed. MILLRACE_TEST_PAYMENTS=20000 for the whole.
 */

const count = Number(process.env['MILLRACE_TEST_PAYMENTS'] ?? 400)
const blows = Math.max(4, Math.ceil(count / 250))
const patienceMs = 150_000 + count * 150

/** Asked for by name by one payment of a hundred each; the rail draws as many again, of any payment. */
const faults = [
  'TIMEOUT',
  'LOST-ANSWER',
  'ERROR',
  'LATENCY',
  'REJECT-AM04',
  'LATE-REJECT-AC04',
  'LOST-CALLBACK',
  'DUPLICATE-CALLBACK',
  'REORDERED-CALLBACKS',
  'FORGED-CALLBACK',
] as const
const onePercent = 10
const script = {
  settlementMs: { minMs: 20, maxMs: 2_000 },
  timeoutAfterAcceptance: onePercent,
  lostAnswer: onePercent,
  errorAfterAcceptance: onePercent,
  latency: onePercent,
  reject: onePercent,
  lateReject: onePercent,
  lostCallback: onePercent,
  duplicateCallback: onePercent,
  reorderedCallbacks: onePercent,
  forgedCallback: onePercent,
}
const currencies = ['EUR', 'USD', 'JPY']

describe('Payments meet every fault of the rail, and crashes of ours', () => {
  const seed = chaosSeed()
  const below = randomBelow(seed)
  const secret = randomBytes(32).toString('hex')
  let railDirectory: string
  let rail: RunningRail
  let installation: Installation
  let password: string
  let payers: Payers
  let reader: Person
  let books: BooksPage
  let listed: readonly ListedPayment[]

  const start = async (directory?: string): Promise<void> => {
    installation = await startInstallation({
      ...(directory ? { directory } : {}),
      environment: {
        MILLRACE_RAIL_URL: rail.url,
        MILLRACE_RAIL_SECRET: secret,
        MILLRACE_RAIL_TIMEOUT_MS: '1000',
        MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
      },
    })
    password ??= installation.password
    await rail.setCallbackUrl(`${installation.url}/v1/rails/simulated/callbacks`)
    reader = await signIn(installation.url, 'admin', password)
  }
  const orderOf = (number: number) => {
    const fault = faults[number % 100]
    const order = inventedOrder(below, fault ? `${number}-TRIGGER-${fault}` : String(number))
    const currency = currencies[number % currencies.length] ?? 'EUR'
    return { ...order, amount: { ...order.amount, currency } }
  }

  beforeAll(async () => {
    railDirectory = await temporaryDirectory()
    rail = await startSimulatedRail({
      secret,
      directory: railDirectory,
      seed: String(seed),
      faults: script,
    })
    await start()
    payers = startPayers({
      url: () => installation.url,
      headers: await issueKey(reader, ['service']),
      callers: 6,
      below,
      name: 'FAULT',
      order: orderOf,
      paymentsMax: count,
      pauseMs: 5,
    })
  })
  afterAll(async () => {
    await installation.stop()
    await rail.stop()
    await removeDirectory(installation.directory)
    await removeDirectory(railDirectory)
  })

  const killProgram = async (): Promise<void> => {
    const ended = once(installation.process, 'exit')
    installation.process.kill('SIGKILL')
    await ended
  }
  /** What happens in turn. */
  const blow = [
    async () => {
      const pid = await serverProcess(installation.directory)
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    },
    async () => {
      await killProgram()
      await start(installation.directory)
    },
    () => rail.beginOutage(below(2) === 0 ? 'refused' : 'unavailable', 200 + below(1_000)),
    async () => {
      await installation.kill()
      await start(installation.directory)
    },
  ]

  it(
    'are all taken, whatever is struck meanwhile',
    async () => {
      for (let number = 0; number < blows; number++) {
        while (payers.acknowledged() < (count * (number + 1)) / (blows + 1)) await delay(20)
        await delay(below(200))
        await blow[number % blow.length]?.()
      }
      while (payers.acknowledged() < count) await delay(20)
      await payers.finish()
      expect(payers.posted).toHaveLength(count)
      expect(payers.unanswered()).toBeGreaterThan(0)
    },
    patienceMs,
  )

  it(
    'all come to an end, without anybody doing anything',
    async () => {
      const open = async () => {
        const { body } = await reader.get('/v1/payments/summary')
        const items = (body as { items: { status: string; count: number }[] }).items
        return items.filter((item) => !isFinal(item)).reduce((sum, item) => sum + item.count, 0)
      }
      await expect.poll(open, { timeout: patienceMs - 10_000, interval: 250 }).toBe(0)
      books = await allBooks(rail)
      listed = await allPayments(reader)
      const { settled, rejected } = books.totals.states
      const told = `${count} payments: ${settled} settled and ${rejected} rejected by the rail`
      process.stdout.write(`${told}; ${blows} blows, ${payers.unanswered()} requests unanswered\n`)
      expect(listed).toHaveLength(count)
    },
    patienceMs,
  )

  it('were handed to the rail once each', () => {
    expect(books.totals.submittedMoreThanOnce).toBe(0)
    expect(books.submissions.filter(({ submits }) => submits !== 1)).toEqual([])
  })

  it('ended as the rail has it, with the same amount and for the same reason', () => {
    const theirs = new Map(
      books.submissions.map(
        ({ submissionId, amount, state, code }) => [submissionId, { amount, state, code }] as const,
      ),
    )
    for (const { paymentId, amount, status, rejection } of listed) {
      const id = `${paymentId}.1`
      // What never came to it, because it had been refused before, is not in its books.
      const atRail = theirs.get(id) ?? { amount, state: 'rejected', code: rejection?.code }
      expect([id, atRail]).toEqual([id, { amount, state: status, code: rejection?.code }])
      theirs.delete(id)
    }
    expect([...theirs]).toEqual([])
  })

  it('met each fault at least as often as it was asked for', () => {
    const asked = (fault: string) => listed.filter(({ endToEndId }) => endToEndId.endsWith(fault))
    for (const fault of faults) expect(asked(fault).length).toBeGreaterThanOrEqual(count / 100 - 1)
    for (const fault of ['REJECT-AM04', 'LATE-REJECT-AC04'])
      expect(asked(fault).filter(({ status }) => status !== 'rejected')).toEqual([])
  })

  it('stand in the journal as in the books of the rail, which balances', async () => {
    const settled = new Map(currencies.map((currency) => [currency, 0n]))
    for (const { amount, state } of books.submissions)
      if (state === 'settled')
        settled.set(
          amount.currency,
          (settled.get(amount.currency) ?? 0n) + BigInt(amount.minorUnits),
        )
    const at = (accountId: string) => reader.get(`/v1/accounts/${encodeURIComponent(accountId)}`)
    const balances = async (accountId: string) =>
      new Map(
        ((await at(accountId)).body.balances as Balance[]).map(
          ({ currency, posted, pendingIn, pendingOut }) => [
            currency,
            [posted, pendingIn, pendingOut],
          ],
        ),
      )
    const sums = (sign: bigint) =>
      new Map([...settled].map(([currency, sum]) => [currency, [String(sign * sum), '0', '0']]))
    await expect.poll(() => balances('clearing:simulated'), { timeout: 60_000 }).toEqual(sums(1n))
    expect(await balances('payers')).toEqual(sums(-1n))
    const trial = await reader.get('/v1/journal/trial-balance')
    expect(trial.body.items).toHaveLength(currencies.length)
    for (const row of trial.body.items)
      expect(row).toMatchObject({ posted: '0', pending: '0', held: '0', balanced: true })
    expect((await reader.get('/v1/journal/check')).body).toMatchObject({ sound: true })
    expect(await reader.send('POST', '/v1/logs/payments/verify')).toMatchObject({
      body: { problems: [] },
    })
  })
})

interface Balance {
  readonly currency: string
  readonly posted: string
  readonly pendingIn: string
  readonly pendingOut: string
}
