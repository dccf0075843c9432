import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { itWhen } from '../testing/run-when.ts'
import { startEmbeddedPostgres } from '../adapters/postgres/embedded/start-embedded-postgres.ts'
import { openEventStream, type EventStream } from '../testing/event-stream.ts'
import {
  nobody,
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
  unended,
  type Payers,
} from '../testing/payers.ts'
import { chaosSeed } from '../testing/seed.ts'

const environment = {
  MILLRACE_RAIL_SETTLE_MS: '100',
  MILLRACE_RAIL_TIMEOUT_MS: '1000',
  MILLRACE_STATUS_QUERY_DELAYS_MS: '200,500,1000',
}

/** Somebody at work on an installation: payers post, a page is open, an operator looks around. */
interface Work {
  readonly installation: Installation
  readonly administrator: Person
  readonly payers: Payers
  readonly stream: EventStream
  /** Everything that was answered while looking around. */
  readonly seen: Answer[]
  /** Looks that nobody answered. */
  readonly unanswered: string[]
  end(): Promise<void>
}

const below = randomBelow(chaosSeed())

const lookedAt = [
  '/v1/payments?limit=5',
  '/v1/payments/summary',
  '/v1/session',
  '/v1/views',
  '/v1/logs',
  '/v1/audit',
  '/ready',
  '/metrics',
]

const work = async (installation: Installation, name: string): Promise<Work> => {
  const administrator = await signIn(installation.url, 'admin', installation.password)
  const service = await issueKey(administrator, ['service'])
  const payers = startPayers({
    url: () => installation.url,
    headers: service,
    callers: 4,
    below,
    name,
  })
  const stream = await openEventStream(`${installation.url}/v1/payments/live`, service)
  const seen: Answer[] = []
  const unanswered: string[] = []
  let isOver = false
  const look = async (path: string): Promise<void> => {
    while (!isOver) {
      await administrator.get(path).then(
        (answer) => seen.push(answer),
        (error: Error) => unanswered.push(`${path}: ${error.message}`),
      )
      await delay(100)
    }
  }
  const looking = lookedAt.map(look)
  return {
    installation,
    administrator,
    payers,
    stream,
    seen,
    unanswered,
    end: async () => {
      isOver = true
      await Promise.all(looking)
      stream.close()
    },
  }
}

/** Nothing but what a client can act on: done, or told to come back. */
const expectOnlyOutages = ({ seen, unanswered, payers }: Work): void => {
  const unexpected = [...seen, ...payers.refusals].filter(
    ({ status }) => status !== 200 && status !== 503,
  )
  expect(unexpected).toEqual([])
  for (const { headers, body } of [...seen, ...payers.refusals].filter(
    ({ status }) => status === 503,
  )) {
    if (body.checks) continue
    expect(headers.get('content-type')).toMatch('application/problem+json')
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    expect(body).toMatchObject({ status: 503, title: expect.any(String) })
  }
  expect(unanswered).toEqual([])
  expect(payers.unanswered()).toBe(0)
}

const expectNothingLost = async ({ administrator, payers }: Work): Promise<void> => {
  await expect
    .poll(() => unended(administrator, payers.posted), { timeout: 90_000, interval: 250 })
    .toEqual([])
  const shown = (await allPayments(administrator)).map(
    ({ endToEndId, paymentId }) => [endToEndId, paymentId] as const,
  )
  const told = payers.posted.map(
    ({ order, answer }) => [order.endToEndId, answer?.body.paymentId] as const,
  )
  expect(new Map(shown)).toEqual(new Map(told))
  expect(shown).toHaveLength(told.length)
  expect(await administrator.send('POST', '/v1/logs/payments/verify')).toMatchObject({
    body: { problems: [] },
  })
}

/** What is posted now is shown on the page that has been open all the time, or on one that resumes it. */
const expectLive = async ({ installation, administrator, stream }: Work): Promise<void> => {
  const { body } = await administrator.send(
    'POST',
    '/v1/payments',
    inventedOrder(below, 'AFTERWARDS'),
  )
  const shows = (events: readonly { data: unknown }[]) =>
    events.some(({ data }) => JSON.stringify(data ?? '').includes(body.paymentId as string))
  const received = await stream.until(shows).catch(() => stream.ended)
  if (shows(received)) return
  const resumed = await openEventStream(`${installation.url}/v1/payments/live`, {
    ...administrator.headers,
    'last-event-id': received.findLast(({ id }) => id !== undefined)?.id ?? '',
  })
  await resumed.until(shows)
  resumed.close()
}

const untilMoreAreAcknowledged = async (working: Work): Promise<void> => {
  const acknowledged = () => working.payers.acknowledged()
  const before = acknowledged()
  await expect.poll(acknowledged, { timeout: 90_000 }).toBeGreaterThan(before + 20)
}

/** A server and all that it has started. */
const familyOf = async (pid: number): Promise<readonly number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = await Promise.all(
    pids.map(async (child) => {
      const stat = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => '')
      return [child, Number(/\) \S (\d+)/.exec(stat)?.[1])] as const
    }),
  )
  return [pid, ...parents.filter(([, parent]) => parent === pid).map(([child]) => child)]
}

describe('The embedded database breaks under a working installation', () => {
  let working: Work
  const readiness = async () => (await nobody(working.installation.url).get('/ready')).status
  beforeAll(async () => {
    working = await work(await startInstallation({ environment }), 'EMBEDDED')
  })
  afterAll(async () => {
    await working.installation.stop()
    await removeDirectory(working.installation.directory)
  })

  it('is killed, twice, and comes back by itself', async () => {
    for (let kill = 0; kill < 2; kill++) {
      await delay(200 + below(500))
      const pid = await serverProcess(working.installation.directory)
      process.kill(pid ?? 0, 'SIGKILL')
      await untilMoreAreAcknowledged(working)
      expect(await serverProcess(working.installation.directory)).not.toBe(pid)
    }
  })

  itWhen(process.platform === 'linux', 'speaks of Linux')('hangs, and goes on', async () => {
    const family = await familyOf((await serverProcess(working.installation.directory)) ?? 0)
    for (const pid of family) process.kill(pid, 'SIGSTOP')
    try {
      const { refusals } = working.payers
      const before = refusals.length
      const lists = Promise.all(
        ['/v1/payments', '/v1/views'].map((path) => working.administrator.get(path)),
      )
      await expect.poll(readiness).toBe(503)
      await expect.poll(() => refusals.length).toBeGreaterThan(before)
      expect((await lists).map(({ status }) => status)).toEqual([503, 503])
    } finally {
      for (const pid of family) process.kill(pid, 'SIGCONT')
    }
    await untilMoreAreAcknowledged(working)
  })

  it('loses nothing, and shows no more than an outage', async () => {
    await working.payers.finish()
    await expectNothingLost(working)
    await expectLive(working)
    await working.end()
    expectOnlyOutages(working)
  })
})

describe("A firm's own database server is stopped for a while", () => {
  let directory: string
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>
  let working: Work
  const readiness = async () => (await nobody(working.installation.url).get('/ready')).status
  beforeAll(async () => {
    directory = await temporaryDirectory()
    server = await startEmbeddedPostgres({ directory })
    const installation = await startInstallation({
      environment: {
        ...environment,
        DATABASE_URL: server.databaseUrl,
        MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
      },
    })
    working = await work(installation, 'OWN')
  })
  afterAll(async () => {
    await working.installation.stop()
    await server.stop()
    await removeDirectory(directory)
    await removeDirectory(working.installation.directory)
  })

  it('is told so, and only so, while it is away', async () => {
    await untilMoreAreAcknowledged(working)
    await server.stop()
    await expect.poll(readiness).toBe(503)
    expect((await nobody(working.installation.url).get('/health')).status).toBe(200)
    await expect.poll(() => working.payers.refusals.length).toBeGreaterThan(3)
    const list = await working.administrator.get('/v1/payments')
    expect(list).toMatchObject({
      status: 503,
      body: { type: expect.stringContaining('unavailable') },
    })
    expect(Number(list.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('works on by itself once the database is back', async () => {
    server = await startEmbeddedPostgres({ directory })
    await untilMoreAreAcknowledged(working)
    await expect.poll(readiness).toBe(200)
    await working.payers.finish()
  })

  it('has lost nothing', async () => {
    await expectNothingLost(working)
    await expectLive(working)
    await working.end()
    expectOnlyOutages(working)
  })
})
