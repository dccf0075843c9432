import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { allBooks } from '../testing/books.ts'
import { startFirmInOneProcess, type FirmInOneProcess } from '../testing/firm-on-kafka.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import {
  allPayments,
  inventedOrder,
  issueKey,
  post,
  startPayers,
  unended,
  type Payers,
} from '../testing/payers.ts'
import { describeWhen } from '../testing/run-when.ts'

const missing = await kafkaMissing()

describeWhen(missing === undefined, missing ?? '')(
  'Nothing is acknowledged before Kafka has it',
  () => {
    let firm: FirmInOneProcess
    let service: Readonly<Record<string, string>>
    let payers: Payers

    beforeAll(async () => {
      firm = await startFirmInOneProcess({
        faults: { settlementMs: { minMs: 20, maxMs: 400 }, lostAnswer: 50, lostCallback: 50 },
        environment: { MILLRACE_ACKNOWLEDGE: 'relayed' },
      })
      await firm.postgres.createDatabase('first')
      await firm.start('first')
      service = await issueKey(await firm.signIn(), ['service'])
    })
    afterAll(async () => {
      await payers?.abandon()
      await firm.stop()
    })

    it('so that while it is away callers are told to try again, and people sign in', async () => {
      const [order, key] = [inventedOrder(firm.below, 'AWAY-1'), randomUUID()]
      expect(
        (
          await post(
            firm.installation.url,
            service,
            inventedOrder(firm.below, 'FIRST-1'),
            randomUUID(),
          )
        ).status,
      ).toBe(201)
      await firm.kafka.kill(1)
      const refused = await post(firm.installation.url, service, order, key)
      expect([refused.status, refused.body.type]).toEqual([503, '/problems/log-unavailable'])
      expect(refused.headers.get('retry-after')).toBe('1')
      expect((await (await firm.signIn()).get('/v1/logs')).status).toBe(200)

      await firm.kafka.start(1)
      await firm.kafka.ready()
      const again = () => post(firm.installation.url, service, order, key)
      await expect.poll(async () => (await again()).status, { timeout: 90_000 }).toBe(201)
      const told = await again()
      expect(told.headers.get('idempotency-replayed')).toBe('true')
      const person = await firm.signIn()
      const listed = async () =>
        (await allPayments(person))
          .filter(({ endToEndId }) => endToEndId === 'AWAY-1')
          .map(({ paymentId }) => paymentId)
      await expect.poll(listed).toEqual([told.body.paymentId])
    })

    it('so that a database that is lost in the middle takes no acknowledged payment with it', async () => {
      payers = startPayers({
        url: () => firm.installation.url,
        headers: service,
        callers: 8,
        below: firm.below,
        name: `RELAYED-${firm.seed}`,
      })
      await expect.poll(() => payers.acknowledged(), { timeout: 120_000 }).toBeGreaterThan(60)
      await delay(firm.below(200))
      await firm.kill()
      const acknowledged = payers.posted.filter(({ answer }) => answer !== undefined)

      await firm.emptyDatabase('second', 'first')
      const { code, output } = await firm.restore('second')
      expect([code, output]).toEqual([0, expect.stringContaining('Restored and verified')])
      await firm.start('second')
      const person = await firm.signIn()
      const lost = async () => {
        const known = new Map(
          (await allPayments(person)).map((one) => [one.endToEndId, one.paymentId]),
        )
        return acknowledged
          .filter(({ order, answer }) => known.get(order.endToEndId) !== answer?.body.paymentId)
          .map(({ order }) => order.endToEndId)
      }
      // The views are made again from the log.
      await expect.poll(lost).toEqual([])
    })

    it('and no rail was called for what could be lost: what is sent again is not handed over twice', async () => {
      // Those that nobody acknowledged are sent again, under their keys.
      await payers.finish()
      const person = await firm.signIn()
      await expect
        .poll(() => unended(person, payers.posted), { timeout: 120_000, interval: 500 })
        .toEqual([])
      expect((await allBooks(firm.rail)).totals.submittedMoreThanOnce).toBe(0)
      const known = new Set((await allPayments(person)).map(({ paymentId }) => paymentId))
      for (const { submissionId } of (await allBooks(firm.rail)).submissions)
        expect(known).toContain(submissionId.replace(/\.\d+$/, ''))
    })
  },
)
