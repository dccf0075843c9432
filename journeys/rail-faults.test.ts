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
  type Answer,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import {
  allPayments,
  inventedOrder,
  issueKey,
  startPayers,
  type ListedPayment,
  type Payers,
  type PostedPayment,
} from '../testing/payers.ts'
import { chaosSeed } from '../testing/seed.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

/*
 * Many payments over the real thing, one of ten captured in parts and one of ten refunded: each fault of the rail in one
 * of a hundred, outages among them, and beside them crashes of the program, of its database and of both, and longer
 * outages, at moments drawn from the seed. MILLRACE_TEST_PAYMENTS=20000 for the whole.
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
  'OUTAGE',
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
const isCaptured = (number: number): boolean => number % 10 === 7
const isRefunded = (number: number): boolean => number % 10 === 3

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
  /** The same person: an administrator pays, too. */
  let operator: Person
  let books: BooksPage
  let listed: readonly ListedPayment[]
  /** What we believe of each submission, by its id. */
  const ours = new Map<
    string,
    { readonly amount: Money; readonly state: string; readonly code?: string | undefined }
  >()
  const refundIds = new Set<string>()
  /** What was answered to each refund that was asked for. */
  const refunds: Answer[] = []

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
    operator = reader
  }
  const orderOf = (number: number) => {
    const fault = faults[number % 100]
    const order = inventedOrder(below, fault ? `${number}-TRIGGER-${fault}` : String(number))
    const currency = currencies[number % currencies.length] ?? 'EUR'
    const mode = isCaptured(number) ? { captureMode: 'manual' } : {}
    return { ...order, amount: { ...order.amount, currency }, ...mode }
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

  /** Asks one thing of a payment until somebody has answered it, whoever is struck meanwhile. */
  const ask = async (
    { answer }: PostedPayment,
    verb: string,
    body: (amount: (part: bigint) => Money) => object,
    order: PostedPayment['order'],
  ): Promise<Answer> => {
    const paymentId = idIn(answer)
    const part = (divisor: bigint) => ({
      ...order.amount,
      minorUnits: String((BigInt(order.amount.minorUnits) + divisor - 1n) / divisor),
    })
    const headers = { 'idempotency-key': `${verb}-${randomBytes(8).toString('hex')}` }
    for (;;) {
      const path = `/v1/payments/${paymentId}/${verb}`
      const told = await operator.send('POST', path, body(part), headers).catch(() => undefined)
      // What was rejected has nothing to give back.
      if (told?.status === 201 || (told?.status === 409 && isSettledFact(told.body))) return told
      const isRefusal = told !== undefined && told.status >= 400 && told.status < 500
      if (isRefusal && ![401, 409, 429].includes(told.status))
        throw new Error(`${verb} was answered ${told.status}: ${JSON.stringify(told.body)}`)
      await delay(50)
    }
  }

  it(
    'are captured in parts and refunded, while it is struck again',
    async () => {
      const settledOrOver = async (paymentId: string): Promise<boolean> => {
        const shown = await reader.get(`/v1/payments/${paymentId}`).catch(() => undefined)
        return shown?.status === 200 && hasEnded(shown.body as { status: string })
      }
      const follow = async (posted: PostedPayment, number: number): Promise<void> => {
        if (isCaptured(number)) {
          await ask(posted, 'captures', (part) => ({ amount: part(2n) }), posted.order)
          await ask(posted, 'captures', (part) => ({ amount: part(4n), final: true }), posted.order)
        } else if (isRefunded(number)) {
          const paymentId = idIn(posted.answer)
          while (!(await settledOrOver(paymentId))) await delay(100)
          const body = (part: (divisor: bigint) => Money) => ({
            amount: part(3n),
            reason: 'mistaken',
          })
          refunds.push(await ask(posted, 'refunds', body, posted.order))
        }
      }
      const rest = payers.posted.map((posted) => [posted, numberOf(posted)] as const)
      const followers = Array.from({ length: 4 }, async (_, which) => {
        for (const [place, [posted, number]] of rest.entries())
          if (place % 4 === which) await follow(posted, number)
      })
      let isOver = false
      const over = Promise.all(followers).then(() => (isOver = true))
      for (let number = 0; number < blow.length && !isOver; number++) {
        await delay(500 + below(1_500))
        await blow[number]?.()
      }
      await over
      expect(rest).toHaveLength(count)
    },
    patienceMs,
  )

  it(
    'all come to an end, without anybody doing anything',
    async () => {
      // The list of refunds may be a moment behind those that were taken.
      for (const { body } of refunds.filter(({ status }) => status === 201)) {
        const path = `/v1/refunds?limit=1&after=${encodeURIComponent(body.position as string)}`
        await expect.poll(async () => (await reader.get(path)).status).toBe(200)
      }
      const open = async () => {
        const { body } = await reader.get('/v1/payments/summary')
        const items = (body as { items: { status: string; count: number }[] }).items
        const refunds = await reader.get('/v1/refunds?status=requested,submitted,pending,unknown')
        return items
          .filter((item) => !hasEnded(item))
          .reduce((sum, item) => sum + item.count, (refunds.body.items as object[]).length)
      }
      await expect.poll(open, { timeout: patienceMs - 10_000, interval: 250 }).toBe(0)
      // The list is another view than the summary.
      const stillOpen = async () => {
        listed = await allPayments(reader)
        return listed.filter((payment) => !hasEnded(payment))
      }
      await expect.poll(stillOpen, { timeout: 60_000, interval: 250 }).toEqual([])
      books = await allBooks(rail)
      const { settled, rejected } = books.totals.states
      const told = `${count} payments: ${settled} settled and ${rejected} rejected by the rail`
      process.stdout.write(`${told}; ${blows} blows, ${payers.unanswered()} requests unanswered\n`)
      expect(listed).toHaveLength(count)
    },
    patienceMs + 60_000,
  )

  it('were handed to the rail once each', () => {
    expect(books.totals.submittedMoreThanOnce).toBe(0)
    expect(books.submissions.filter(({ submits }) => submits !== 1)).toEqual([])
  })

  it('say of each transfer what became of it', async () => {
    for (const { paymentId, amount, status, rejection, captureMode } of listed) {
      if (captureMode === 'manual') {
        const { body } = await reader.get(`/v1/payments/${paymentId}/captures`)
        for (const { captureId, ...capture } of body.items as Part[])
          ours.set(captureId as string, partOf(capture))
      } else
        ours.set(`${paymentId}.1`, {
          amount,
          state: status === 'partially-refunded' ? 'settled' : status,
          code: rejection?.code,
        })
    }
    let cursor: string | undefined
    do {
      const page = await reader.get(`/v1/refunds?limit=200${cursor ? `&cursor=${cursor}` : ''}`)
      for (const { refundId, ...refund } of page.body.items as Part[]) {
        refundIds.add(refundId as string)
        ours.set(refundId as string, partOf(refund))
      }
      cursor = page.body.next as string | undefined
    } while (cursor !== undefined)
    // Of each hold two captures; what was rejected gave nothing back.
    const manual = listed.filter(({ captureMode }) => captureMode === 'manual').length
    expect(ours.size - refundIds.size).toBe(listed.length + manual)
  })

  it('ended as the rail has it, with the same amount and for the same reason', () => {
    const theirs = new Map(
      books.submissions.map(
        ({ submissionId, amount, state, code }) => [submissionId, { amount, state, code }] as const,
      ),
    )
    for (const [id, { amount, state, code }] of ours) {
      // What never came to it, because it had been refused before, is not in its books.
      const atRail = theirs.get(id) ?? { amount, state: 'rejected', code }
      expect([id, atRail]).toEqual([id, { amount, state, code }])
      theirs.delete(id)
    }
    expect([...theirs]).toEqual([])
    const [captured, refunded] = [ours.size - listed.length - refundIds.size, refundIds.size]
    expect(captured).toBeGreaterThan(0)
    expect(refunded).toBeGreaterThan(0)
  })

  it('met each fault at least as often as it was asked for', () => {
    const asked = (fault: string) => listed.filter(({ endToEndId }) => endToEndId.endsWith(fault))
    for (const fault of faults) expect(asked(fault).length).toBeGreaterThanOrEqual(count / 100 - 1)
    for (const fault of ['REJECT-AM04', 'LATE-REJECT-AC04'])
      expect(asked(fault).filter(({ status }) => status !== 'rejected')).toEqual([])
  })

  it('stand in the journal as in the books of the rail, which balances', async () => {
    const settled = new Map(currencies.map((currency) => [currency, 0n]))
    for (const { submissionId, amount, state } of books.submissions)
      if (state === 'settled') {
        const units = BigInt(amount.minorUnits) * (refundIds.has(submissionId) ? -1n : 1n)
        settled.set(amount.currency, (settled.get(amount.currency) ?? 0n) + units)
      }
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
    // The trial balance is another view than the accounts.
    const trial = async () =>
      (await reader.get('/v1/journal/trial-balance')).body.items as readonly object[]
    const balanced = { posted: '0', pending: '0', held: '0', balanced: true }
    await expect.poll(trial).toMatchObject(currencies.map(() => balanced))
    const check = async () => (await reader.get('/v1/journal/check')).body as object
    await expect.poll(check).toMatchObject({ sound: true })
    expect(await reader.send('POST', '/v1/logs/payments/verify')).toMatchObject({
      body: { problems: [] },
    })
  })
})

interface Money {
  readonly minorUnits: string
  readonly currency: string
}

/** A capture or a refund, as the API shows it. */
interface Part {
  readonly captureId?: string
  readonly refundId?: string
  readonly amount: Money
  readonly status: string
  readonly rejection?: { readonly code: string }
}

const partOf = ({ amount, status, rejection }: Omit<Part, 'captureId' | 'refundId'>) => ({
  amount,
  state: status,
  code: rejection?.code,
})

/** Nothing of it moves by itself any more, but for its refunds. */
const hasEnded = ({ status }: { readonly status: string }): boolean =>
  ['settled', 'rejected', 'partially-refunded', 'failed', 'voided'].includes(status)

const idIn = (answer: PostedPayment['answer']): string => {
  if (!answer) throw new Error('a payment that nobody has answered for')
  return (answer.body as { paymentId: string }).paymentId
}

/** Counted from 1, as it stands at the end of its reference: `FAULT`, or its number and a trigger. */
const numberOf = ({ order }: PostedPayment): number => Number.parseInt(order.endToEndId, 10)

/** A refusal that stays: nothing has settled, or the hold is over. */
const isSettledFact = (body: { readonly type?: string }): boolean =>
  /nothing-to-refund|nothing-held|hold-expired/.test(body.type ?? '')

interface Balance {
  readonly currency: string
  readonly posted: string
  readonly pendingIn: string
  readonly pendingOut: string
}
