import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { databaseUrl } from '../adapters/postgres/embedded/endpoint.ts'
import { allBooks } from '../testing/books.ts'
import {
  removeDirectory,
  runMillrace,
  signIn,
  startInstallation,
  temporaryDirectory,
  type Installation,
  type Person,
} from '../testing/installation.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { startKafka, type RunningKafka } from '../testing/kafka/kafka.ts'
import { randomBelow } from '../testing/pain001.ts'
import {
  allPayments,
  inventedOrder,
  isFinal,
  issueKey,
  post,
  startPayers,
  type Payers,
} from '../testing/payers.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { describeWhen } from '../testing/run-when.ts'
import { chaosSeed } from '../testing/seed.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const missing = await kafkaMissing()

describeWhen(missing === undefined, missing ?? '')(
  'Nothing is acknowledged before Kafka has it',
  () => {
    const seed = chaosSeed()
    const below = randomBelow(seed)
    const secret = randomBytes(32).toString('hex')
    const secrets = {
      MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
      MILLRACE_CHECKPOINT_KEY: randomBytes(32).toString('hex'),
      MILLRACE_ADMIN_PASSWORD: 'known to who restores it',
    }
    let kafka: RunningKafka
    let postgres: TestPostgres
    let rail: RunningRail
    let directory: string
    let installation: Installation
    let service: Readonly<Record<string, string>>
    let payers: Payers

    const environmentOn = (database: string) => ({
      ...secrets,
      DATABASE_URL: databaseUrl({ ...postgres.server.connection, database }),
      KAFKA_BROKERS: kafka.settings.brokers.join(','),
      MILLRACE_ACKNOWLEDGE: 'relayed',
      MILLRACE_DATA: directory,
      MILLRACE_RAIL_URL: rail.url,
      MILLRACE_RAIL_SECRET: secret,
      MILLRACE_RAIL_TIMEOUT_MS: '1000',
      MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
    })
    const start = async (database: string): Promise<void> => {
      installation = await startInstallation({ directory, environment: environmentOn(database) })
      await rail.setCallbackUrl(`${installation.url}/v1/rails/simulated/callbacks`)
    }
    const administrator = (): Promise<Person> =>
      signIn(installation.url, 'admin', secrets.MILLRACE_ADMIN_PASSWORD)

    beforeAll(async () => {
      ;[kafka, postgres, directory] = await Promise.all([
        startKafka(),
        startTestPostgres(),
        temporaryDirectory(),
      ])
      const faults = { settlementMs: { minMs: 20, maxMs: 400 }, lostAnswer: 50, lostCallback: 50 }
      rail = await startSimulatedRail({ secret, seed: String(seed), faults })
      await postgres.createDatabase('first')
      await start('first')
      service = await issueKey(await administrator(), ['service'])
    })
    afterAll(async () => {
      await payers?.abandon()
      await installation.stop()
      await Promise.all([rail.stop(), postgres.stop(), kafka.stop()])
      await removeDirectory(directory)
    })

    it('so that while it is away callers are told to try again, and people sign in', async () => {
      const [order, key] = [inventedOrder(below, 'AWAY-1'), randomUUID()]
      expect(
        (await post(installation.url, service, inventedOrder(below, 'FIRST-1'), randomUUID()))
          .status,
      ).toBe(201)
      await kafka.kill(1)
      const refused = await post(installation.url, service, order, key)
      expect([refused.status, refused.body.type]).toEqual([503, '/problems/log-unavailable'])
      expect(refused.headers.get('retry-after')).toBe('1')
      expect((await (await administrator()).get('/v1/logs')).status).toBe(200)

      await kafka.start(1)
      await kafka.ready()
      const again = () => post(installation.url, service, order, key)
      await expect.poll(async () => (await again()).status, { timeout: 90_000 }).toBe(201)
      const told = await again()
      expect(told.headers.get('idempotency-replayed')).toBe('true')
      const listed = (await allPayments(await administrator())).filter(
        ({ endToEndId }) => endToEndId === 'AWAY-1',
      )
      expect(listed.map(({ paymentId }) => paymentId)).toEqual([told.body.paymentId])
    })

    it('so that a database that is lost in the middle takes no acknowledged payment with it', async () => {
      payers = startPayers({
        url: () => installation.url,
        headers: service,
        callers: 8,
        below,
        name: `RELAYED-${seed}`,
      })
      await expect.poll(() => payers.acknowledged(), { timeout: 120_000 }).toBeGreaterThan(60)
      await delay(below(200))
      const ended = once(installation.process, 'exit')
      installation.process.kill('SIGKILL')
      await ended
      const acknowledged = payers.posted.filter(({ answer }) => answer !== undefined)

      const { pool } = await postgres.createDatabase('second')
      await pool.query('create database second_keys template first_keys')
      const { code, output } = await runMillrace(
        ['restore', '--from', 'kafka'],
        environmentOn('second'),
      )
      expect([code, output]).toEqual([0, expect.stringContaining('Restored and verified')])
      await start('second')
      const known = new Map(
        (await allPayments(await administrator())).map((one) => [one.endToEndId, one.paymentId]),
      )
      for (const { order, answer } of acknowledged)
        expect([order.endToEndId, known.get(order.endToEndId)]).toEqual([
          order.endToEndId,
          answer?.body.paymentId,
        ])
    })

    it('and no rail was called for what could be lost: what is sent again is not handed over twice', async () => {
      // Those that nobody acknowledged are sent again, under their keys.
      await payers.finish()
      const person = await administrator()
      await expect
        .poll(async () => (await allPayments(person)).filter((payment) => !isFinal(payment)), {
          timeout: 120_000,
          interval: 500,
        })
        .toEqual([])
      expect((await allBooks(rail)).totals.submittedMoreThanOnce).toBe(0)
      const known = new Set((await allPayments(person)).map(({ paymentId }) => paymentId))
      for (const { submissionId } of (await allBooks(rail)).submissions)
        expect(known).toContain(submissionId.replace(/\.\d+$/, ''))
    })
  },
)
