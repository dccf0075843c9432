import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kafkaMessageBus } from '../adapters/kafka/message-bus.ts'
import { allBooks } from '../testing/books.ts'
import { factNames, factTopics, takeFacts, type FactsTaken } from '../testing/facts-taken.ts'
import { startApart, type FirmApart } from '../testing/firm-apart.ts'
import { environmentName, startFirm, type Firm } from '../testing/firm-on-kafka.ts'
import { allGivenUp, givenUp, restoreBeside } from '../testing/given-up.ts'
import { runMillrace, type Person } from '../testing/installation.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import {
  allPayments,
  inventedOrder,
  issueKey,
  post,
  startPayers,
  unended,
  type ListedPayment,
  type Payers,
} from '../testing/payers.ts'
import { describeWhen } from '../testing/run-when.ts'
import { killOne, type Kind, type Takeover } from '../testing/takeovers.ts'

const missing = await kafkaMissing()
const eventually = { timeout: 90_000, interval: 200 }
const database = 'apart'
const log = 'payments'

/** Three brokers; two gateways, two workers, two relays; the database and the rail apart. Any of them is killed but those. */
describeWhen(missing === undefined, missing ?? '')(
  'Three brokers and the roles of an installation are killed in turn under load',
  () => {
    let firm: Firm
    let apart: FirmApart
    let pool: Pool
    let taken: FactsTaken
    let paying: Payers
    let service: Readonly<Record<string, string>>
    let person: Person
    let payments: readonly ListedPayment[]
    const takeovers: Takeover[] = []

    beforeAll(async () => {
      firm = await startFirm({
        brokers: 3,
        faults: { settlementMs: { minMs: 20, maxMs: 300 }, lostAnswer: 20, duplicateCallback: 100 },
        postgres: { max_connections: '300' },
      })
      pool = (await firm.postgres.createDatabase(database)).pool
      apart = await startApart(firm, database)
      service = await issueKey(await firm.administrator(apart.gateway()), ['service'])
      taken = await takeFacts(firm.kafka.settings, pool)
    }, 300_000)
    afterAll(async () => {
      await paying?.abandon()
      await taken?.close()
      await apart?.stop()
      await firm?.stop()
    })

    /** Each of them, brokers twice, in an order by lot. */
    const inTurn = (): readonly Kind[] => {
      const kinds: Kind[] = ['broker', 'broker', 'worker', 'gateway', 'relay']
      const drawn: Kind[] = []
      while (kinds.length > 0) drawn.push(...kinds.splice(firm.below(kinds.length), 1))
      return drawn
    }

    it('and each time another goes on', async () => {
      paying = startPayers({
        url: () => apart.gateway(),
        headers: service,
        callers: 6,
        below: firm.below,
        name: `KILLED-${firm.seed}`,
        pauseMs: 40,
      })
      await expect.poll(() => paying.acknowledged(), eventually).toBeGreaterThan(20)
      const { kafka, below } = firm
      const victims = { apart, kafka, below, headers: service, paying, taken }
      try {
        for (const kind of inTurn()) {
          const found = await killOne(kind, victims)
          for (const { what, ms } of found)
            process.stdout.write(`${kind} killed: ${what} after ${ms} ms\n`)
          takeovers.push(...found)
        }
        await delay(500)
      } finally {
        await paying.finish()
      }
      expect(new Set(takeovers.map(({ kind }) => kind)).size).toBe(4)
    }, 600_000)

    it('nothing that was acknowledged is lost: it is there once, with the outcome that was told', async () => {
      person = await firm.administrator(apart.gateway())
      await expect.poll(() => unended(person, paying.posted), eventually).toEqual([])
      payments = await allPayments(person)
      const mine = payments.filter(({ endToEndId }) => endToEndId.startsWith('KILLED'))
      expect(
        mine.map(({ endToEndId, paymentId }) => `${endToEndId} ${paymentId}`).toSorted(),
      ).toEqual(
        paying.posted
          .map(({ order, answer }) => `${order.endToEndId} ${answer?.body.paymentId}`)
          .toSorted(),
      )
      for (const { order, idempotencyKey, answer } of paying.posted.slice(-50)) {
        const again = await post(apart.gateway(), service, order, idempotencyKey)
        expect([again.status, again.body]).toEqual([201, answer?.body])
        expect(again.headers.get('idempotency-replayed')).toBe('true')
      }
    })

    it('no payment is handed over twice, and each has ended as the rail has it', async () => {
      const books = await allBooks(firm.rail)
      expect(books.totals.submittedMoreThanOnce).toBe(0)
      const ends = new Map(
        books.submissions.map(({ submissionId, state }) => [submissionId, state]),
      )
      const shown = payments.map(({ paymentId, status }) => [paymentId, status])
      expect(
        payments.map(({ paymentId }) => [paymentId, ends.get(`${paymentId}.1`) ?? 'rejected']),
      ).toEqual(shown)
    })

    it('every fact is on its topic, and an effect of each is made once', async () => {
      const { rows } = await pool.query<{ fact: string }>(
        `select type || ' ' || stream || ' ' || version as fact from log_payments.events
         where type = any($1) order by position`,
        [factNames],
      )
      const expected = rows.map(({ fact }) => fact)
      const distinct = () => {
        const firsts = new Map(taken.delivered.map((message) => [message.id, message]))
        return [...firsts.values()].map(
          ({ type, key, entityVersion }) => `${type} payment-${key} ${entityVersion}`,
        )
      }
      const lacking = () => {
        const there = new Set(distinct())
        return expected.filter((fact) => !there.has(fact))
      }
      await expect.poll(lacking, eventually).toEqual([])
      // One id for each fact, however often it came.
      expect(distinct().toSorted()).toEqual(expected.toSorted())
      const effects = await taken.effects()
      expect(new Set(effects).size).toBe(effects.length)
      expect(new Set(effects)).toEqual(new Set(taken.delivered.map(({ id }) => id)))
    })

    it('all whose database a restore has taken over say so, decide nothing, and act on nothing', async () => {
      const restored = await firm.postgres.createDatabase('restored')
      await restored.pool.query('create database restored_keys')
      const restore = () => restoreBeside(firm, 'restored')
      await expect.poll(restore, { ...eventually, timeout: 150_000 }).toBe(true)
      const { gateway, worker, relay } = apart.running
      const all = [...gateway, ...worker, ...relay]
      const said = () => Promise.all(all.map(({ url }) => givenUp(url)))
      await expect.poll(said, eventually).toEqual(all.map(() => allGivenUp))
      for (const one of all)
        await expect.poll(() => one.output(), eventually).toContain('decides nothing for them')
      const list = async (path: string, name: string, value: string) => {
        const { items } = (await person.get(path)).body
        return (items as Record<string, string>[]).find((one) => one[name] === value)
      }
      const stopped = {
        state: 'stopped',
        reason: expect.stringMatching(/^A restore has taken over the log payments \(epoch 2 on/),
      }
      await expect.poll(() => list('/v1/relays', 'context', log), eventually).toMatchObject(stopped)
      // What the others do is told once a second.
      const submitting = () => list('/v1/consumers', 'name', 'outside/payments/submit-to-rail')
      await expect.poll(submitting, eventually).toMatchObject(stopped)
      const warnings = async () => (await person.get('/v1/processes')).body.warnings
      await expect
        .poll(warnings, eventually)
        .toEqual([expect.stringContaining('(access, integrity, payments, webhooks)')])
    }, 600_000)

    it('and nothing comes of what they are asked: it is refused, with the reason', async () => {
      const bus = kafkaMessageBus({ settings: firm.kafka.settings, clientId: 'who-looks' })
      const topics = [`millrace.${environmentName}.${log}.log.${log}.Batch`, factTopics[0] ?? '']
      const state = async () => ({
        ends: await bus.places(topics, 'latest'),
        handedOver: (await allBooks(firm.rail)).totals,
        decided: (await pool.query('select position from log_payments.log')).rows,
      })
      const before = await state()
      const late = inventedOrder(firm.below, 'LATE-1')
      for (const { url } of apart.running.gateway) {
        const answer = await post(url, service, late, randomUUID())
        expect([answer.status, answer.body.type]).toEqual([503, '/problems/log-taken-over'])
      }
      await delay(1_500)
      expect(await state()).toEqual(before)
      await bus.close()
    })

    it('and all of them end in order when they are told to', async () => {
      const stopped = await apart.stop()
      for (const { words, ms } of stopped) process.stdout.write(`${words} stopped after ${ms} ms\n`)
      expect(stopped.map(({ words }) => words).toSorted()).toEqual(
        ['gateway', 'relay', 'worker'].flatMap((words) => [words, words]),
      )
    }, 120_000)

    it('and the logs verify', async () => {
      const environment = { ...firm.environmentOn(database), MILLRACE_DATA: firm.directory }
      const { code, output } = await runMillrace(['verify'], environment)
      expect([code, output]).toEqual([0, expect.not.stringMatching(/[1-9]\d* problems/)])
    })
  },
)
