import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../../clients/typescript/client.ts'
import { ApiProblem } from '../../clients/typescript/problem.ts'
import { calendar, isBadHour, type Act, type Order, type Traffic } from './traffic.ts'

export interface DriveOptions {
  readonly client: Client
  readonly traffic: Traffic
  /** Acts per second, on average. */
  readonly rate: number
  readonly seconds: number
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** How often each thing went how: `card taken`, `refund refused: nothing-to-refund`. */
export type Tally = ReadonlyMap<string, number>

const sayEveryMs = 5_000
/** Acts that may be under way; beyond them the installation is behind, and the demo waits for it. */
const underWayMax = 200
const settlingMs = 60_000

/** Does what the traffic says, at its rate, until the time is over; what was begun is brought to its end. */
export const drive = async (options: DriveOptions): Promise<Tally> => {
  const { traffic, rate, seconds, signal, say } = options
  const tally = new Map<string, number>()
  const begun = performance.now()
  const elapsed = () => (performance.now() - begun) / 1_000
  const underWay = new Set<Promise<void>>()
  const start = (act: Act) => {
    const done = perform({ ...options, tally }, act).finally(() => underWay.delete(done))
    underWay.add(done)
  }
  const saying = setInterval(() => say(lineOf(tally, elapsed())), sayEveryMs)
  let months = 0
  let acts = 0
  while (elapsed() < seconds && !signal.aborted) {
    if (elapsed() >= months * calendar.monthSeconds) {
      months++
      start(traffic.salaries())
    }
    while (acts < elapsed() * rate && underWay.size < underWayMax) {
      acts++
      start(traffic.next(isBadHour(elapsed())))
    }
    await delay(Math.min(50, 1_000 / rate))
  }
  await Promise.all(underWay)
  clearInterval(saying)
  say(lineOf(tally, elapsed()))
  return tally
}

const lineOf = (tally: Tally, seconds: number): string => {
  const counts = [...tally].map(([what, count]) => `${what} ${count}`).toSorted()
  const hour = isBadHour(seconds) ? ', the rail has a bad hour' : ''
  return `${seconds.toFixed(0)} s${hour}: ${counts.join(', ')}`
}

interface Doing extends Pick<DriveOptions, 'client' | 'signal'> {
  readonly tally: Map<string, number>
}

const perform = async (doing: Doing, act: Act): Promise<void> => {
  switch (act.kind) {
    case 'salaries':
      await tried(doing, 'salaries', () =>
        doing.client.call('receivePaymentFile', { body: act.file }),
      )
      return
    case 'transfer':
    case 'instant':
      await ordered(doing, act.kind, act.order)
      return
    case 'card':
      return pay(doing, act)
    case 'refund':
      return giveBack(doing, act)
  }
}

/** The answer; undefined where it was refused, or nobody answered in the end. Either is counted. */
const tried = async <Answer>(
  { tally }: Doing,
  what: string,
  ask: () => Promise<Answer>,
): Promise<Answer | undefined> => {
  const count = (how: string) => tally.set(`${what} ${how}`, (tally.get(`${what} ${how}`) ?? 0) + 1)
  try {
    const answer = await ask()
    count('taken')
    return answer
  } catch (error) {
    count(error instanceof ApiProblem ? `refused: ${error.slug}` : 'unanswered')
    return undefined
  }
}

/** The payment that an order became; undefined where it became none, or was rejected at once. */
const ordered = async (doing: Doing, what: string, order: Order): Promise<string | undefined> => {
  const taken = await tried(doing, what, () => doing.client.call('receivePayment', { body: order }))
  return taken?.rejection ? undefined : taken?.paymentId
}

const part = ({ amount }: Order, percent: number) => ({
  ...amount,
  minorUnits: String((BigInt(amount.minorUnits) * BigInt(percent)) / 100n),
})

/** Held, then captured in its parts, or what is left given back. */
const pay = async (
  doing: Doing,
  { order, captures, isVoided }: Extract<Act, { kind: 'card' }>,
): Promise<void> => {
  const paymentId = await ordered(doing, 'card', order)
  if (!paymentId) return
  const path = { paymentId }
  for (const [index, { percent, afterSeconds }] of captures.entries()) {
    await pause(doing, afterSeconds * 1_000)
    const isLast = !isVoided && index === captures.length - 1
    // All that is left, so that no cent stays behind for having been rounded.
    const body = isLast ? { final: true } : { amount: part(order, percent) }
    await tried(doing, 'capture', () => doing.client.call('capturePayment', { path, body }))
  }
  if (!isVoided) return
  await pause(doing, 1_000)
  await tried(doing, 'void', () => doing.client.call('voidPayment', { path }))
}

/** Paid, and when it has settled given back in part or whole. */
const giveBack = async (
  doing: Doing,
  { order, percent }: Extract<Act, { kind: 'refund' }>,
): Promise<void> => {
  const paymentId = await ordered(doing, 'transfer', order)
  if (!paymentId) return
  const path = { paymentId }
  const deadline = performance.now() + settlingMs
  while (performance.now() < deadline && !doing.signal.aborted) {
    await pause(doing, 2_000)
    const payment = await doing.client.call('getPayment', { path }).catch(() => undefined)
    if (payment?.status === 'rejected') return
    if (payment?.status !== 'settled') continue
    const body = { amount: part(order, percent), reason: 'requested-by-payer' } as const
    await tried(doing, 'refund', () => doing.client.call('refundPayment', { path, body }))
    return
  }
}

const pause = ({ signal }: Doing, ms: number) =>
  delay(ms, undefined, { signal }).catch(() => undefined)
