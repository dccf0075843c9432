import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apartInstallation, type ApartInstallation, type ApartProcess } from '../testing/apart.ts'
import { allBooks } from '../testing/books.ts'
import { openEventStream } from '../testing/event-stream.ts'
import { untilHolds } from '../testing/firm-apart.ts'
import {
  nobody,
  removeDirectory,
  signIn,
  temporaryDirectory,
  type Person,
} from '../testing/installation.ts'
import { randomBelow } from '../testing/pain001.ts'
import {
  allPayments,
  issueKey,
  post,
  startPayers,
  unended,
  type Payers,
} from '../testing/payers.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { chaosSeed } from '../testing/seed.ts'
import { startSimulatedRail, type RunningRail } from '../testing/simulated-rail.ts'

const eventually = { timeout: 60_000, interval: 100 }
const password = 'a password for tests'
const rest = 'worker --contexts access,integrity,webhooks'

/** Two gateways, two workers for payments and one for the rest, two relays; the database and the rail apart. */
describe('The roles of an installation run apart', () => {
  const seed = chaosSeed()
  const below = randomBelow(seed)
  const secret = randomBytes(32).toString('hex')
  let postgres: TestPostgres
  let railDirectory: string
  let rail: RunningRail
  let apart: ApartInstallation
  let gateways: ApartProcess[]
  let workers: ApartProcess[]
  let relays: ApartProcess[]
  let others: ApartProcess
  let person: Person
  let service: Readonly<Record<string, string>>
  const taken: Record<string, number> = {}

  const gateway = (): string => gateways[below(gateways.length)]?.url ?? ''

  beforeAll(async () => {
    railDirectory = await temporaryDirectory()
    postgres = await startTestPostgres({ max_connections: '300' })
    rail = await startSimulatedRail({
      secret,
      directory: railDirectory,
      seed: String(seed),
      faults: { settlementMs: { minMs: 20, maxMs: 300 }, lostAnswer: 20, duplicateCallback: 100 },
    })
    apart = apartInstallation({
      DATABASE_URL: postgres.server.databaseUrl,
      MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
      MILLRACE_RAIL_URL: rail.url,
      MILLRACE_RAIL_SECRET: secret,
      MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
      MILLRACE_ADMIN_PASSWORD: password,
    })
    const started = await Promise.all(
      ['gateway', 'gateway', payments, payments, rest, 'relay', 'relay'].map((words) =>
        apart.start(words),
      ),
    )
    gateways = started.slice(0, 2)
    workers = started.slice(2, 4)
    relays = started.slice(5, 7)
    others = started[4] ?? fail('no worker for the rest')
    await tellRail()
    person = await signIn(gateway(), 'admin', password)
    service = await issueKey(person, ['service'])
  }, 300_000)
  afterAll(async () => {
    await apart.stop()
    await rail.stop()
    await postgres.stop()
    await removeDirectory(railDirectory)
    process.stdout.write(`taken over, or answering again, after (ms): ${JSON.stringify(taken)}\n`)
  })

  const tellRail = () => rail.setCallbackUrl(`${gateway()}/v1/rails/simulated/callbacks`)
  const payers = (name: string): Payers =>
    startPayers({ url: gateway, headers: service, callers: 6, below, name: `${name}-${seed}` })
  /** How long it takes until that holds, or has happened (ms). */
  const timed = async (name: string, holds: () => Promise<boolean>) => {
    const began = performance.now()
    await expect.poll(holds, { timeout: 60_000, interval: 20 }).toBe(true)
    taken[name] = Math.round(performance.now() - began)
  }
  const listed = async () => (await nobody(gateway()).get('/v1/processes', service)).body

  describe('and are one installation', () => {
    it('whose processes are known, and nothing is missing', async () => {
      const known = async () => {
        const { items, warnings } = await listed()
        const roles = (items as { role: string; state: string }[]).map(({ role }) => role).sort()
        return { roles, warnings: warnings as string[] }
      }
      await expect.poll(known, eventually).toEqual({
        roles: ['gateway', 'gateway', 'relay', 'relay', 'worker', 'worker', 'worker'],
        warnings: [],
      })
    })

    it('whose payments settle, whichever gateway they come to, while a screen watches', async () => {
      const stream = await openEventStream(`${gateways[0]?.url}/v1/payments/live`, person.headers)
      const paying = payers('SETTLE')
      await delay(500)
      await paying.finish()
      expect(paying.refusals).toEqual([])
      const told = () =>
        stream.text().includes('"status":"settled"') && stream.text().includes(`SETTLE-${seed}-1"`)
      await expect.poll(told, eventually).toBe(true)
      stream.close()
      await expect.poll(() => unended(person, paying.posted), eventually).toEqual([])
    })

    it('which takes a file over a gateway, as a stream', async () => {
      const path = new URL(
        '../contexts/payments/samples/salaries.pain.001.001.03.xml',
        import.meta.url,
      )
      const taken_ = await person.send('POST', '/v1/payment-files', await readFile(path, 'utf8'))
      expect(taken_).toMatchObject({ status: 201, body: { accepted: 12, rejected: 0 } })
    })

    it('which describes itself, and verifies what its relays have signed', async () => {
      const api = (await nobody(gateway()).get('/openapi.json')).body as { paths: object }
      for (const path of ['/v1/payments', '/v1/webhooks/endpoints', '/v1/users', '/v1/logs'])
        expect(Object.keys(api.paths)).toContain(path)
      const verdict = await person.send('POST', '/v1/logs/payments/verify')
      expect(verdict).toMatchObject({ status: 200, body: { problems: [] } })
      // What the others do is told once a second.
      const idle = async () => {
        const { items } = (await nobody(gateway()).get('/v1/consumers', service)).body
        return (items as { state: string }[]).filter(({ state }) => state !== 'running')
      }
      await expect.poll(idle, eventually).toEqual([])
    })
  })

  describe('and trust one signature', () => {
    const forged = (): Record<string, string> => {
      const caller = { actor: 'user:root', roles: ['administrator', 'operator', 'viewer'] }
      const content = { caller, requestId: 'x', address: '10.0.0.1', at: Date.now() }
      const text = Buffer.from(JSON.stringify(content)).toString('base64url')
      return { 'millrace-admitted': `${text}.${randomBytes(32).toString('base64url')}` }
    }

    it('which a worker refuses where it is forged, as it refuses everybody else', async () => {
      const worker = nobody(workers[0]?.url ?? '')
      expect((await worker.get('/v1/payments', forged())).status).toBe(401)
      expect((await worker.get('/v1/payments', service)).status).toBe(401)
      expect((await worker.get('/health')).status).toBe(200)
    })

    it('and which a gateway drops where it comes from outside', async () => {
      expect((await nobody(gateway()).get('/v1/payments', forged())).status).toBe(401)
      const self = await nobody(gateway()).get('/v1/session', { ...person.headers, ...forged() })
      expect(self.body).toMatchObject({ displayName: 'Administrator' })
    })
  })

  describe('and die', () => {
    let paying: Payers

    /** The one that does this piece of work, by its own word; waited for where it just changes hands. */
    const owner = async (among: readonly ApartProcess[], consumer: string) => {
      let found: ApartProcess | undefined
      await untilHolds(`somebody is there for ${consumer}`, async () => {
        for (const one of among) {
          const metrics = await (await fetch(`${one.url}/metrics`)).text()
          if (metrics.includes(`millrace_consumer_running{consumer="${consumer}"} 1`)) found = one
        }
        return found !== undefined
      })
      return found ?? fail(`nobody is there for ${consumer}`)
    }
    const relayed = async () => {
      const { items } = (await nobody(gateway()).get('/v1/relays', service)).body
      return (items as { context: string; position: number }[]).find(
        ({ context }) => context === 'payments',
      )?.position
    }
    const replace = async (list: ApartProcess[], dead: ApartProcess, words: string) => {
      list[list.indexOf(dead)] = await apart.start(words)
    }
    /** Something that was posted from now on is settled. */
    const settles = () => {
      const place = paying.posted.length
      return async () => {
        for (const { answer } of paying.posted.slice(place)) {
          if (!answer) continue
          const path = `/v1/payments/${answer.body.paymentId}`
          const found = await nobody(gateway())
            .get(path, service)
            .catch(() => undefined)
          if (found?.body.status === 'settled') return true
        }
        return false
      }
    }

    it('under load: a worker that submits, the relay that works, a gateway', async () => {
      paying = payers('KILL')
      await expect.poll(() => paying.acknowledged(), eventually).toBeGreaterThan(50)
      const submitting = 'outside/payments/submit-to-rail'
      const worker = await owner(workers, submitting)
      await worker.kill()
      await timed('worker', settles())
      await replace(workers, worker, payments)

      const relay = await owner(relays, 'relay/payments')
      await relay.kill()
      const before = await relayed()
      await timed('relay', async () => ((await relayed()) ?? 0) > (before ?? 0))
      await replace(relays, relay, 'relay')

      const [dead, alive] = gateways as [ApartProcess, ApartProcess]
      await dead.kill()
      gateways = [alive]
      await tellRail()
      await timed('gateway', settles())
      gateways = [alive, await apart.start('gateway')]
      await delay(300)
      await paying.finish()
      expect(paying.posted.length).toBeGreaterThan(50)
      expect(paying.refusals.filter(({ status }) => status !== 503 && status !== 409)).toEqual([])
    }, 480_000)

    it('and nothing that was acknowledged is lost, nothing is done twice', async () => {
      for (const { order, idempotencyKey, answer } of paying.posted.slice(-100)) {
        const again = await post(gateway(), service, order, idempotencyKey)
        expect(again.body).toEqual(answer?.body)
        expect(again.headers.get('idempotency-replayed')).toBe('true')
      }
      person = await signIn(gateway(), 'admin', password)
      const mine = async () =>
        (await allPayments(person)).filter(({ endToEndId }) => endToEndId.startsWith('KILL'))
      await expect.poll(() => unended(person, paying.posted), eventually).toEqual([])
      const told = paying.posted.map(({ order, answer }) => [
        order.endToEndId,
        answer?.body.paymentId as string,
      ])
      const shown = await mine()
      expect(new Map(shown.map((one) => [one.endToEndId, one.paymentId]))).toEqual(
        new Map(told as [string, string][]),
      )
      expect(shown).toHaveLength(told.length)
      const books = await allBooks(rail)
      expect(books.totals.submittedMoreThanOnce).toBe(0)
      const ends = new Map(
        books.submissions.map(({ submissionId, state }) => [submissionId, state]),
      )
      for (const { paymentId, status } of shown)
        expect([paymentId, ends.get(`${paymentId}.1`) ?? 'rejected']).toEqual([paymentId, status])
    })

    it('and every fact of theirs is on the bus', async () => {
      const settled = (await allPayments(person, '&status=settled')).map((one) => one.paymentId)
      const onBus = async () => {
        const { rows } = await postgres.pool.query<{ key: string }>(
          `select distinct key from millrace.bus_messages join millrace.bus_topics using (topic)
           where name like '%.PaymentSettled'`,
        )
        const keys = new Set(rows.map(({ key }) => key))
        return settled.filter((paymentId) => !keys.has(paymentId))
      }
      await expect.poll(onBus, eventually).toEqual([])
    })
  })

  it('and stop one after the other under load, and no request fails', async () => {
    const paying = payers('STOP')
    const codes: (number | null)[] = []
    const stopOneOf = async (list: ApartProcess[], words: string) => {
      const [stopped] = list.splice(0, 1)
      codes.push((await stopped?.stop())?.code ?? null)
      list.push(await apart.start(words))
    }
    await delay(300)
    await stopOneOf(workers, payments)
    await stopOneOf(relays, 'relay')
    await stopOneOf(gateways, 'gateway')
    // Of the rest there is one: another takes its place first.
    const successor = await apart.start(rest)
    codes.push((await others.stop()).code)
    others = successor
    await delay(300)
    await paying.finish()
    expect(codes).toEqual([0, 0, 0, 0])
    expect(paying.refusals).toEqual([])
    expect(paying.unanswered()).toBe(0)
    // Who was stopped is not missed; who was killed is shown as such.
    const missed = async () => {
      const { items, warnings } = await listed()
      const silent = (items as { state: string }[]).filter(({ state }) => state === 'silent')
      return { silent: silent.length, warnings: warnings as string[] }
    }
    await expect.poll(missed, eventually).toEqual({ silent: 3, warnings: [] })
  }, 300_000)
})

const payments = 'worker --contexts payments'

const fail = (what: string): never => {
  throw new Error(what)
}
