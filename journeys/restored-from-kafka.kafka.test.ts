import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Pool } from 'pg'
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
import { logsOf, outcomesKnown, timersOf, viewsOf } from '../testing/log-content.ts'
import { randomBelow } from '../testing/pain001.ts'
import {
  allPayments,
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
const logs = ['access', 'payments', 'integrity', 'webhooks'] as const

describeWhen(missing === undefined, missing ?? '')(
  'A database is lost, and comes back from Kafka',
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
    const begun: Payers[] = []

    const urlOf = (database: string) => databaseUrl({ ...postgres.server.connection, database })
    const environmentOn = (database: string) => ({
      ...secrets,
      DATABASE_URL: urlOf(database),
      KAFKA_BROKERS: kafka.settings.brokers.join(','),
      MILLRACE_ENVIRONMENT: 'qa',
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
    const restore = (database: string, ...words: readonly string[]) =>
      runMillrace(['restore', '--from', 'kafka', ...words], environmentOn(database))
    /** Ends the program as a power cut does. */
    const kill = async (): Promise<void> => {
      const ended = once(installation.process, 'exit')
      installation.process.kill('SIGKILL')
      await ended
    }
    const administrator = (): Promise<Person> =>
      signIn(installation.url, 'admin', secrets.MILLRACE_ADMIN_PASSWORD)
    const pay = (name: string, paymentsMax?: number): Payers => {
      const payers = startPayers({
        url: () => installation.url,
        headers: service,
        callers: 6,
        below,
        name: `${name}-${seed}`,
        ...(paymentsMax === undefined ? {} : { paymentsMax }),
      })
      begun.push(payers)
      return payers
    }
    const payAll = async (name: string, count: number): Promise<void> => {
      const payers = pay(name, count)
      await expect.poll(() => payers.acknowledged(), { timeout: 60_000 }).toBe(count)
    }
    const allFinal = async () => {
      const person = await administrator()
      await expect
        .poll(async () => (await allPayments(person)).filter((payment) => !isFinal(payment)), {
          timeout: 120_000,
          interval: 500,
        })
        .toEqual([])
    }
    /** A new database, with the keys of the lost one from their own backup. */
    const emptyDatabase = async (name: string, keysOf: string): Promise<Pool> => {
      const { pool } = await postgres.createDatabase(name)
      await pool.query(`create database ${name}_keys template ${keysOf}_keys`)
      return pool
    }

    let first: Pool
    let second: Pool
    let third: Pool

    beforeAll(async () => {
      ;[kafka, postgres, directory] = await Promise.all([
        startKafka(),
        startTestPostgres(),
        temporaryDirectory(),
      ])
      rail = await startSimulatedRail({
        secret,
        seed: String(seed),
        faults: {
          settlementMs: { minMs: 20, maxMs: 400 },
          lostAnswer: 50,
          lateReject: 50,
          lostCallback: 50,
          duplicateCallback: 100,
        },
      })
      first = (await postgres.createDatabase('first')).pool
      await start('first')
      service = await issueKey(await administrator(), ['service'])
    })
    afterAll(async () => {
      await installation.stop()
      await Promise.all([rail.stop(), postgres.stop(), kafka.stop()])
      await removeDirectory(directory)
    })

    it('takes payments over a rail with faults, and dies when all of it is on Kafka', async () => {
      await payAll('QUIET', 60)
      await allFinal()
      const relayed = async () =>
        Promise.all(
          logs.map(async (log) => {
            const { rows } = await first.query(
              `select (select position from log_${log}.log) -
               (select position from millrace.checkpoints where consumer = 'whole-log/batches' and log = $1) as batches,
             (select coalesce(max(number), 0) from log_${log}.silent_outcomes) -
               (select position from millrace.checkpoints where consumer = 'whole-log/outcomes' and log = $1) as silent`,
              [log],
            )
            return rows[0]
          }),
        )
      await expect
        .poll(relayed, { timeout: 30_000 })
        .toEqual(logs.map(() => ({ batches: '0', silent: '0' })))
      await kill()
    })

    it('says what it needs, and is not begun on an empty database in the place of the lost one', async () => {
      const bare = (await postgres.createDatabase('bare')).pool
      const withoutKeys = await restore('bare', '--drill')
      expect(withoutKeys.output).toContain('bare_keys holds no keys')
      expect(withoutKeys.code).toBe(0)
      expect(await logsOf(bare, logs)).toEqual(await logsOf(first, logs))
      const started = await runMillrace(['start'], environmentOn('bare'))
      expect([started.code, started.output]).toEqual([1, expect.stringContaining('--drill')])

      await postgres.createDatabase('afresh')
      const afresh = await runMillrace(['start'], { ...environmentOn('afresh'), PORT: '0' })
      expect([afresh.code, afresh.output]).toEqual([
        1,
        expect.stringContaining('millrace restore --from kafka'),
      ])

      const elsewhere = await runMillrace(['restore', '--from', 'kafka'], {
        ...environmentOn('afresh'),
        MILLRACE_ENVIRONMENT: 'prod',
      })
      expect([elsewhere.code, elsewhere.output]).toEqual([
        1,
        expect.stringContaining('there is no topic millrace.prod.'),
      ])
    })

    it('comes back the same: logs, outcomes, timers, and the views that are made of them', async () => {
      second = await emptyDatabase('second', 'first')
      const { code, output } = await restore('second')
      expect([code, output]).toEqual([0, expect.stringContaining('Restored and verified')])
      const { rows } = await first.query('select position from log_payments.log')
      expect(output).toContain(`log payments: complete up to position ${rows[0].position}, epoch 2`)
      expect(output).toMatch(
        /was read up to offset \d+; the newest is of 2\d{3}-[^,]+, \d+ (seconds|minutes) ago/,
      )
      expect(await logsOf(second, logs)).toEqual(await logsOf(first, logs))
      expect(await timersOf(second)).toEqual(await timersOf(first))
      const again = await restore('second')
      expect([again.code, again.output]).toEqual([
        1,
        expect.stringContaining('Only an empty database can be filled'),
      ])

      const verified = await runMillrace(['verify'], environmentOn('second'))
      expect([verified.code, verified.output]).toEqual([
        0,
        expect.not.stringMatching(/[1-9]\d* problems/),
      ])

      await start('second')
      const contexts = ['payments', 'integrity', 'webhooks']
      await expect
        .poll(() => viewsOf(second, contexts), { timeout: 60_000, interval: 500 })
        .toEqual(await viewsOf(first, contexts))
    })

    it('answers again as it did before, and goes on taking payments', async () => {
      for (const { order, idempotencyKey, answer } of begun[0]?.posted ?? []) {
        const again = await post(installation.url, service, order, idempotencyKey)
        expect([again.status, again.body]).toEqual([201, answer?.body])
        expect(again.headers.get('idempotency-replayed')).toBe('true')
      }
      await payAll('SECOND', 30)
      await allFinal()
    })

    it('is lost again in the middle of its work, and a restore that is killed leaves nothing', async () => {
      const payers = pay('LOST')
      await expect.poll(() => payers.acknowledged(), { timeout: 60_000 }).toBeGreaterThan(40)
      await kill()
      // What nobody acknowledged is not sent again: docs/recovery.md says why.
      await payers.abandon()
      third = await emptyDatabase('third', 'second')
      const killed = runMillrace(['restore', '--from', 'kafka'], environmentOn('third'), {
        killAfterMs: 700 + below(1_500),
      })
      expect((await killed).code).toBe(null)
    })

    it('comes back up to where Kafka had it, a beginning of what was lost', async () => {
      const { code, output } = await restore('third')
      expect([code, output]).toEqual([0, expect.stringContaining('epoch')])
      const [back, lost] = [await logsOf(third, logs), await logsOf(second, logs)]
      for (const log of logs) {
        const [restored, original] = [back[log], lost[log]]
        expect(original?.events.slice(0, restored?.events.length)).toEqual(restored?.events)
        expect(original?.batches.slice(0, restored?.batches.length)).toEqual(restored?.batches)
        expect(await outcomesKnown(second, log, restored?.outcomes ?? [])).toEqual([])
      }
      expect(back['payments']?.events.length).toBeGreaterThan(500)
      const dead = await runMillrace(['start'], environmentOn('second'))
      expect([dead.code, dead.output]).toEqual([
        1,
        expect.stringContaining('A restore has taken over the log'),
      ])
    })

    it('brings every open payment to its end, and hands none to the rail twice', async () => {
      await start('third')
      await payAll('THIRD', 20)
      await allFinal()
      const books = await allBooks(rail)
      expect(books.totals.submittedMoreThanOnce).toBe(0)
      const byRail = new Map(
        books.submissions.map(({ submissionId, state }) => [submissionId, state]),
      )
      for (const { paymentId, status } of await allPayments(await administrator()))
        expect([paymentId, byRail.get(`${paymentId}.1`) ?? 'rejected']).toEqual([paymentId, status])
      const verified = await runMillrace(['verify'], environmentOn('third'))
      expect([verified.code, verified.output]).toEqual([
        0,
        expect.not.stringMatching(/[1-9]\d* problems/),
      ])
    })
  },
)
