import { setTimeout as delay } from 'node:timers/promises'
import { allBooks } from '../testing/books.ts'
import { takeFacts, type FactsTaken } from '../testing/facts-taken.ts'
import { startApart, untilHolds, type FirmApart } from '../testing/firm-apart.ts'
import { startFirm, type Firm } from '../testing/firm-on-kafka.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { allPayments, isFinal, issueKey, startPayers, type Payers } from '../testing/payers.ts'
import { killOne, type Kind, type Takeover } from '../testing/takeovers.ts'
import { row, type Benchmark, type Row } from './benchmark.ts'

const kinds: readonly Kind[] = ['broker', 'worker', 'gateway', 'relay']
const rounds = 3
const database = 'takeovers'

/**
 * Milliseconds. Brokers miss each other after three seconds here, and choose a controller first where it was that one;
 * who tells nothing for five seconds is taken for dead, where connections are not refused before.
 */
const limits: Readonly<Record<string, number>> = {
  'facts are effects again': 12_000,
  'longest pause of effects': 12_000,
  'a command is answered': 3_000,
  'all its work and timers are run by another': 5_000,
  'a new payment is settled': 8_000,
  'the other answers': 1_000,
  'its lag is made up': 5_000,
}

/** The roles of an installation apart, over three brokers: each is killed in turn under load, and what goes on is timed. */
export const takeovers: Benchmark = {
  name: 'takeovers',
  run: async ({ quick, say }) => {
    if (quick) return []
    const missing = await kafkaMissing()
    if (missing !== undefined) {
      say(`takeovers: without Kafka: ${missing}`)
      return []
    }
    const firm = await startFirm({
      brokers: 3,
      faults: { settlementMs: { minMs: 20, maxMs: 300 } },
      postgres: { max_connections: '300' },
    })
    try {
      return await withApart(firm, say)
    } finally {
      await firm.stop()
    }
  },
}

const withApart = async (firm: Firm, say: (line: string) => void): Promise<readonly Row[]> => {
  const { pool } = await firm.postgres.createDatabase(database)
  const apart = await startApart(firm, database)
  const taken = await takeFacts(firm.kafka.settings, pool)
  try {
    return await measure(firm, apart, taken, say)
  } finally {
    await taken.close()
    await apart.stop()
  }
}

const measure = async (
  firm: Firm,
  apart: FirmApart,
  taken: FactsTaken,
  say: (line: string) => void,
): Promise<readonly Row[]> => {
  const { kafka, below, seed } = firm
  const headers = await issueKey(await firm.administrator(apart.gateway()), ['service'])
  const paying = startPayers({
    url: () => apart.gateway(),
    headers,
    callers: 6,
    below,
    name: `TAKEN-${seed}`,
    pauseMs: 40,
  })
  await untilHolds('payments are taken', () => paying.acknowledged() > 20)
  const seen: Takeover[] = []
  for (let round = 0; round < rounds; round++)
    for (const kind of kinds) {
      const found = await killOne(kind, { apart, kafka, below, headers, paying, taken })
      for (const { what, ms } of found) say(`takeovers: ${kind} killed: ${what} after ${ms} ms`)
      seen.push(...found)
      await delay(1_000)
    }
  await paying.finish()
  return [...takenOver(seen), ...(await whatWasLost(firm, apart, taken, paying))]
}

/** The longest of each. */
const takenOver = (seen: readonly Takeover[]): readonly Row[] => {
  const worst = new Map<string, Takeover>()
  for (const one of seen) {
    const key = `${one.kind} killed: ${one.what}`
    if (one.ms > (worst.get(key)?.ms ?? -1)) worst.set(key, one)
  }
  return [...worst].map(([name, { what, ms }]) => {
    const bound = limits[what] ?? 0
    return row(
      { name, unit: 'ms' },
      ms,
      { name: 'limit', value: bound },
      {
        aim: { of: 'ours', direction: 'at most', bound },
        note: `the longest of ${rounds}`,
      },
    )
  })
}

const whatWasLost = async (
  firm: Firm,
  apart: FirmApart,
  taken: FactsTaken,
  { posted }: Payers,
): Promise<readonly Row[]> => {
  const person = await firm.administrator(apart.gateway())
  const all = () => allPayments(person)
  await untilHolds('all payments have ended', async () => (await all()).every(isFinal))
  const payments = await all()
  const known = new Map(payments.map(({ endToEndId, paymentId }) => [endToEndId, paymentId]))
  const lost = posted.filter(
    ({ order, answer }) => known.get(order.endToEndId) !== answer?.body.paymentId,
  )
  const settled = payments.filter(({ status }) => status === 'settled')
  const isOut = () => settled.every(({ paymentId }) => taken.has('PaymentSettled', paymentId))
  await untilHolds('all facts are effects', isOut)
  const effects = await taken.effects()
  const { submittedMoreThanOnce } = (await allBooks(firm.rail)).totals
  const none = { name: 'limit', value: 0 }
  const aim = { aim: { of: 'ours', direction: 'at most', bound: 0 } } as const
  const name = `everything killed, ${posted.length} payments acknowledged`
  return [
    row({ name: `${name}, lost`, unit: 'payments' }, lost.length, none, aim),
    row({ name: `${name}, handed over twice`, unit: 'payments' }, submittedMoreThanOnce, none, aim),
    row(
      { name: `${name}, effects made twice`, unit: 'effects' },
      effects.length - new Set(effects).size,
      none,
      aim,
    ),
  ]
}
