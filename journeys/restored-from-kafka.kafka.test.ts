import type { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { allBooks } from '../testing/books.ts'
import { startFirmInOneProcess, type FirmInOneProcess } from '../testing/firm-on-kafka.ts'
import { allGivenUp, givenUp, restoreBeside } from '../testing/given-up.ts'
import { runMillrace } from '../testing/installation.ts'
import { kafkaMissing } from '../testing/kafka/jars.ts'
import { logsOf, outcomesKnown, timersOf, viewsOf } from '../testing/log-content.ts'
import {
  allPayments,
  issueKey,
  post,
  startPayers,
  unended,
  type Payers,
} from '../testing/payers.ts'
import { describeWhen } from '../testing/run-when.ts'

const missing = await kafkaMissing()
const logs = ['access', 'payments', 'integrity', 'webhooks'] as const

describeWhen(missing === undefined, missing ?? '')(
  'A database is lost, and comes back from Kafka',
  () => {
    let firm: FirmInOneProcess
    let service: Readonly<Record<string, string>>
    const begun: Payers[] = []

    const pay = (name: string, paymentsMax?: number): Payers => {
      const payers = startPayers({
        url: () => firm.installation.url,
        headers: service,
        callers: 6,
        below: firm.below,
        name: `${name}-${firm.seed}`,
        ...(paymentsMax === undefined ? {} : { paymentsMax }),
      })
      begun.push(payers)
      return payers
    }
    const payAll = async (name: string, count: number): Promise<void> => {
      const payers = pay(name, count)
      await expect.poll(() => payers.acknowledged()).toBe(count)
    }
    /** Those of whoever began last are among them. */
    const allFinal = async () => {
      const person = await firm.signIn()
      await expect
        .poll(() => unended(person, begun.at(-1)?.posted), { timeout: 180_000, interval: 500 })
        .toEqual([])
    }

    let first: Pool
    let second: Pool
    let third: Pool

    beforeAll(async () => {
      firm = await startFirmInOneProcess({
        faults: {
          settlementMs: { minMs: 20, maxMs: 400 },
          lostAnswer: 50,
          lateReject: 50,
          lostCallback: 50,
          duplicateCallback: 100,
        },
      })
      first = (await firm.postgres.createDatabase('first')).pool
      await firm.start('first')
      service = await issueKey(await firm.signIn(), ['service'])
    })
    afterAll(() => firm.stop())

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
      await expect.poll(relayed).toEqual(logs.map(() => ({ batches: '0', silent: '0' })))
      await firm.kill()
    })

    it('says what it needs, and is not begun on an empty database in the place of the lost one', async () => {
      const bare = (await firm.postgres.createDatabase('bare')).pool
      const withoutKeys = await firm.restore('bare', '--drill')
      expect(withoutKeys.output).toContain('bare_keys holds no keys')
      expect(withoutKeys.code).toBe(0)
      expect(await logsOf(bare, logs)).toEqual(await logsOf(first, logs))
      const started = await firm.run('bare', 'start')
      expect([started.code, started.output]).toEqual([1, expect.stringContaining('--drill')])

      await firm.postgres.createDatabase('afresh')
      const afresh = await runMillrace(['start'], { ...firm.environmentOn('afresh'), PORT: '0' })
      expect([afresh.code, afresh.output]).toEqual([
        1,
        expect.stringContaining('millrace restore --from kafka'),
      ])

      const elsewhere = await runMillrace(['restore', '--from', 'kafka'], {
        ...firm.environmentOn('afresh'),
        MILLRACE_ENVIRONMENT: 'prod',
      })
      expect([elsewhere.code, elsewhere.output]).toEqual([
        1,
        expect.stringContaining('there is no topic millrace.prod.'),
      ])
    })

    it('comes back the same: logs, outcomes, timers, and the views that are made of them', async () => {
      second = await firm.emptyDatabase('second', 'first')
      const { code, output } = await firm.restore('second')
      expect([code, output]).toEqual([0, expect.stringContaining('Restored and verified')])
      const { rows } = await first.query('select position from log_payments.log')
      expect(output).toContain(`log payments: complete up to position ${rows[0].position}, epoch 2`)
      expect(output).toMatch(
        /was read up to offset \d+; the newest is of 2\d{3}-[^,]+, \d+ (seconds|minutes) ago/,
      )
      expect(await logsOf(second, logs)).toEqual(await logsOf(first, logs))
      expect(await timersOf(second)).toEqual(await timersOf(first))
      const again = await firm.restore('second')
      expect([again.code, again.output]).toEqual([
        1,
        expect.stringContaining('Only an empty database can be filled'),
      ])

      const verified = await firm.run('second', 'verify')
      expect([verified.code, verified.output]).toEqual([
        0,
        expect.not.stringMatching(/[1-9]\d* problems/),
      ])

      await firm.start('second')
      const contexts = ['payments', 'integrity', 'webhooks']
      await expect
        .poll(() => viewsOf(second, contexts), { interval: 500 })
        .toEqual(await viewsOf(first, contexts))
    })

    it('answers again as it did before, and goes on taking payments', async () => {
      for (const { order, idempotencyKey, answer } of begun[0]?.posted ?? []) {
        const again = await post(firm.installation.url, service, order, idempotencyKey)
        expect([again.status, again.body]).toEqual([201, answer?.body])
        expect(again.headers.get('idempotency-replayed')).toBe('true')
      }
      await payAll('SECOND', 30)
      await allFinal()
    })

    it('is lost again in the middle of its work, and a restore that is killed leaves nothing', async () => {
      const payers = pay('LOST')
      await expect.poll(() => payers.acknowledged()).toBeGreaterThan(40)
      await firm.kill()
      // What nobody acknowledged is not sent again: docs/recovery.md says why.
      await payers.abandon()
      third = await firm.emptyDatabase('third', 'second')
      const killed = runMillrace(['restore', '--from', 'kafka'], firm.environmentOn('third'), {
        killAfterMs: 700 + firm.below(1_500),
      })
      expect((await killed).code).toBe(null)
    })

    it('comes back up to where Kafka had it, a beginning of what was lost', async () => {
      const { code, output } = await firm.restore('third')
      expect([code, output]).toEqual([0, expect.stringContaining('epoch')])
      const [back, lost] = [await logsOf(third, logs), await logsOf(second, logs)]
      for (const log of logs) {
        const [restored, original] = [back[log], lost[log]]
        expect(original?.events.slice(0, restored?.events.length)).toEqual(restored?.events)
        expect(original?.batches.slice(0, restored?.batches.length)).toEqual(restored?.batches)
        expect(await outcomesKnown(second, log, restored?.outcomes ?? [])).toEqual([])
      }
      expect(back['payments']?.events.length).toBeGreaterThan(500)
      const dead = await firm.run('second', 'start')
      expect([dead.code, dead.output]).toEqual([
        1,
        expect.stringContaining('A restore has taken over the log'),
      ])
    })

    it('brings every open payment to its end, and hands none to the rail twice', async () => {
      await firm.start('third')
      await payAll('THIRD', 20)
      await allFinal()
      const books = await allBooks(firm.rail)
      expect(books.totals.submittedMoreThanOnce).toBe(0)
      const byRail = new Map(
        books.submissions.map(({ submissionId, state }) => [submissionId, state]),
      )
      for (const { paymentId, status } of await allPayments(await firm.signIn()))
        expect([paymentId, byRail.get(`${paymentId}.1`) ?? 'rejected']).toEqual([paymentId, status])
      const verified = await firm.run('third', 'verify')
      expect([verified.code, verified.output]).toEqual([
        0,
        expect.not.stringMatching(/[1-9]\d* problems/),
      ])
    })

    it('is one process that runs on when it is restored elsewhere, and it gives up', async () => {
      const fourth = (await firm.postgres.createDatabase('fourth')).pool
      await fourth.query('create database fourth_keys')
      const restore = () => restoreBeside(firm, 'fourth')
      await expect.poll(restore, { timeout: 150_000, interval: 200 }).toBe(true)
      const { installation } = firm
      const { url } = installation
      await expect.poll(() => givenUp(url)).toEqual(allGivenUp)
      await expect.poll(() => installation.output()).toContain('decides nothing for them')
      const known = begun.at(-1)?.posted.find(({ answer }) => answer !== undefined)
      if (!known) throw new Error('no payment was answered')
      const again = await post(url, service, known.order, known.idempotencyKey)
      expect([again.status, again.body.type]).toEqual([503, '/problems/log-taken-over'])
    }, 480_000)
  },
)
