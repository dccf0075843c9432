import { setTimeout as sleep } from 'node:timers/promises'
import type { ClientConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Entities } from '../../kernel/entities.ts'
import type { Append, AppendResult } from '../../kernel/event-store.ts'
import { commandHandler } from '../../kernel/handle-command.ts'
import type { Json } from '../../kernel/json.ts'
import { withRetry } from '../../kernel/retry.ts'
import { startPostgresProxy, type PostgresProxy } from '../../testing/postgres-proxy.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { nodeIds } from '../node/ids.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/start-embedded-postgres.ts'
import {
  openEventStore,
  type PostgresEventStore,
  type PostgresEventStoreOptions,
} from './event-store.ts'
import { catalogue, definitions } from './fixtures/crash/counter.ts'
import { randomFrom } from './fixtures/crash/random.ts'
import { migrate } from './migrate.ts'
import { verifyLog } from './verify-log.ts'

const ids = nodeIds()
let postgres: TestPostgres
let proxy: PostgresProxy
const stores: PostgresEventStore[] = []
let logs = 0

beforeAll(async () => {
  postgres = await startTestPostgres()
  proxy = await startPostgresProxy(postgres.connection)
})
afterAll(async () => {
  proxy.set('none')
  await Promise.all(stores.map((store) => store.close()))
  await proxy.close()
  await postgres.stop()
})

interface Opened {
  readonly log: string
  readonly schema: string
  readonly store: PostgresEventStore
}

type Limits = Pick<PostgresEventStoreOptions, 'batchSizeMax' | 'queueLengthMax' | 'waitMs'>

const reopen = (
  log: string,
  connection: ClientConfig = postgres.connection,
  limits: Limits = {},
): Opened => {
  const store = openEventStore({ log, pool: postgres.pool, connection, catalogue, ...limits })
  stores.push(store)
  return { log, schema: `log_${log}`, store }
}

const open = async (
  connection: ClientConfig = postgres.connection,
  limits: Limits = {},
): Promise<Opened> => {
  const log = `writer${++logs}`
  await migrate(postgres.pool, [log])
  return reopen(log, connection, limits)
}

interface Wish {
  readonly id?: string
  readonly reads: Readonly<Record<string, number>>
  readonly writes?: readonly string[]
  readonly by?: number
  readonly data?: Json
}

const append = ({
  id = ids.next(),
  reads,
  writes = Object.keys(reads),
  by = 1,
  data,
}: Wish): Append => ({
  commandId: id,
  fingerprint: 'same',
  onOtherContent: 'refuse',
  origin: { actor: 'system', correlationId: id, causationId: id, traceparent: '00-1-1-01' },
  time: 1_700_000_000_000,
  reads: Object.entries(reads).map(([stream, version]) => ({ stream, version })),
  events: writes.map((stream) => ({
    stream,
    id: ids.next(),
    type: 'Added',
    schemaVersion: 1,
    data: data ?? { by },
  })),
  outcome: { kind: 'accepted', versions: versionsAfter(reads, writes) },
})

const versionsAfter = (
  reads: Readonly<Record<string, number>>,
  writes: readonly string[],
): Record<string, number> => {
  const after = { ...reads }
  for (const stream of writes) after[stream] = (after[stream] ?? 0) + 1
  return after
}

/** Appends one behind the other on one stream, all queued at once. */
const chain = (store: PostgresEventStore, stream: string, from: number, length: number) =>
  Promise.all(
    Array.from({ length }, (_, index) =>
      store.append(append({ reads: { [stream]: from + index }, by: from + index })),
    ),
  )

const kinds = (results: readonly AppendResult[]): readonly string[] => [
  ...new Set(results.map(({ kind }) => kind)),
]

/** The stream holds exactly one event per version, each with its own version as payload. */
const expectChain = async ({ store, log }: Opened, stream: string, length: number) => {
  const events = await store.readStream(stream, 0, length + 10)
  expect(events.map(({ data }) => (data as { by: number }).by)).toEqual(
    Array.from({ length }, (_, by) => by),
  )
  expect((await verifyLog(postgres.pool, log, [])).problems).toEqual([])
}

/** Holds the counter row of the log, so that whatever is appended stands still until it is released. */
const holdCounter = async (schema: string): Promise<() => Promise<void>> => {
  const client = await postgres.pool.connect()
  await client.query(`begin; select 1 from ${schema}.log for update`)
  return async () => {
    await client.query('rollback')
    client.release()
  }
}

/** Waits until a session of a writer, another than before, stands still behind another transaction. */
const untilHeld = async (log: string, before = 0): Promise<number> => {
  for (;;) {
    const { rows } = await postgres.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = $1 and pid <> $2 and wait_event_type = 'Lock'`,
      [`millrace ${log} writer`, before],
    )
    if (rows[0]) return rows[0].pid
    await sleep(5)
  }
}

describe('A batch whose connection is lost', () => {
  it('is stored once where the session was ended before its commit', async () => {
    const opened = await open()
    const { store, schema, log } = opened
    await chain(store, 's', 0, 1)
    const release = await holdCounter(schema)
    const results = chain(store, 's', 1, 20)
    await postgres.pool.query('select pg_terminate_backend($1)', [await untilHeld(log)])
    await release()
    expect(kinds(await results)).toEqual(['appended'])
    await expectChain(opened, 's', 21)
  })

  it('is told as stored where only the answer was lost', async () => {
    const opened = await open(proxy.connection)
    const { store } = opened
    await chain(store, 's', 0, 1)
    proxy.set('cut-reply')
    const dropped: string[] = []
    const first = append({ reads: { s: 1 } })
    const results = Promise.all([
      store.append(first, () => dropped.push('first')),
      store.append(append({ reads: { other: 0 } })),
    ])
    await heal()
    expect(await results).toEqual([
      { kind: 'repeated', outcome: first.outcome, position: 2 },
      expect.objectContaining({ kind: 'repeated', position: 3 }),
    ])
    expect(dropped).toEqual(['first'])
    expect(await store.head()).toBe(3)
    expect(kinds(await chain(store, 's', 2, 5))).toEqual(['appended'])
    expect((await verifyLog(postgres.pool, opened.log, [])).problems).toEqual([])
  })

  it('is stored once where the request was lost', async () => {
    const opened = await open(proxy.connection)
    await chain(opened.store, 's', 0, 1)
    proxy.set('cut-request')
    const results = chain(opened.store, 's', 1, 20)
    await heal()
    expect(kinds(await results)).toEqual(['appended'])
    await expectChain(opened, 's', 21)
  })

  it('is found where the server carries on with it behind a cut line', async () => {
    const opened = await open(proxy.connection)
    const { store, schema, log } = opened
    await chain(store, 's', 0, 1)
    const release = await holdCounter(schema)
    const results = chain(store, 's', 1, 20)
    const before = await untilHeld(log)
    proxy.cut()
    await untilHeld(log, before)
    await release()
    expect(kinds(await results)).toEqual(['appended'])
    await expectChain(opened, 's', 21)
  })

  it('is given up where the server does not answer, and found again', async () => {
    const opened = await open(proxy.connection, { waitMs: 300 })
    const { store } = opened
    await chain(store, 's', 0, 1)
    proxy.set('swallow-reply')
    const results = chain(store, 's', 1, 1)
    await heal()
    expect(kinds(await results)).toEqual(['repeated'])
    expect(await store.head()).toBe(2)
  })

  it('is told as uncertain where the server stays silent, and the next one is not', async () => {
    const opened = await open(proxy.connection, { waitMs: 200 })
    const { store } = opened
    await chain(store, 's', 0, 1)
    proxy.set('swallow-reply')
    const command = append({ reads: { s: 1 } })
    const behind = append({ reads: { t: 0 } })
    const told = store.append(command)
    await sleep(20)
    expect(kinds(await Promise.all([told, store.append(behind)]))).toEqual(['unavailable'])
    proxy.set('none')
    expect((await store.append(command)).kind).toBe('repeated')
    expect((await store.append(append({ reads: { s: 2 } }))).kind).toBe('appended')
  })
})

/** Waits until the fault has struck, and takes it away. */
const heal = async (): Promise<void> => {
  const before = proxy.hits
  while (proxy.hits === before) await sleep(2)
  proxy.set('none')
}

describe('Batches that follow each other without waiting for answers', () => {
  /** Sends so many in so many turns of the event loop, each on a stream of its own, while nothing is answered. */
  const gather = async ({ store }: Opened, turns: number, each: number) => {
    const results: Promise<AppendResult>[] = []
    for (let turn = 0; turn < turns; turn++) {
      for (let index = 0; index < each; index++)
        results.push(store.append(append({ reads: { [`n${turn}-${index}`]: 0 } })))
      await sleep(5)
    }
    return results
  }

  it('are all stored, in the order in which they were sent', async () => {
    const opened = await open()
    const { store, schema, log } = opened
    await chain(store, 's', 0, 1)
    const release = await holdCounter(schema)
    const first = chain(store, 's', 1, 1)
    await untilHeld(log)
    const results = await gather(opened, 3, 20)
    const behind = chain(store, 's', 2, 5)
    // What continues `s` waits, and at least eight went with each of the two batches beside the first.
    const waited = store.queueLength()
    await release()
    expect(kinds(await first)).toEqual(['appended'])
    expect(kinds(await Promise.all(results))).toEqual(['appended'])
    expect(kinds(await behind)).toEqual(['appended'])
    await expectChain(opened, 's', 7)
    expect(waited).toBeGreaterThanOrEqual(5)
    expect(waited).toBeLessThanOrEqual(60 - 2 * 8 + 5)
  })

  it.each(['server ended', 'line cut'])('are stored once each: %s', async (fault) => {
    const opened = await open(proxy.connection)
    const { store, schema, log } = opened
    await chain(store, 's', 0, 1)
    const release = await holdCounter(schema)
    const first = chain(store, 's', 1, 1)
    const held = await untilHeld(log)
    const results = await gather(opened, 3, 20)
    const behind = chain(store, 's', 2, 5)
    if (fault === 'line cut') {
      proxy.cut()
      await untilHeld(log, held)
    } else await postgres.pool.query('select pg_terminate_backend($1)', [held])
    await release()
    expect(kinds([...(await first), ...(await behind)])).toEqual(['appended'])
    expect(kinds(await Promise.all(results))).toEqual(['appended'])
    await expectChain(opened, 's', 7)
    expect(await store.head()).toBe(67)
  })

  it('fail alone where one of them holds what the database refuses', async () => {
    const opened = await open()
    const { store, schema, log } = opened
    const release = await holdCounter(schema)
    const first = chain(store, 's', 0, 1)
    await untilHeld(log)
    const before = await gather(opened, 2, 16)
    const poison = store.append(append({ reads: { ['a\0b']: 0 } }))
    const rejected = poison.then(() => undefined, String)
    const after = await gather(opened, 1, 20)
    await release()
    expect(await rejected).toMatch(/invalid byte sequence/)
    const told = await Promise.all([first, ...before, ...after])
    expect(kinds(told.flat())).toEqual(expect.arrayContaining(['appended']))
    expect((await verifyLog(postgres.pool, log, [])).problems).toEqual([])
  })
})

describe('A command that the database refuses', () => {
  const event = (change: object): Append => {
    const good = append({ reads: { bad: 0 } })
    return { ...good, events: good.events.map((each) => ({ ...each, ...change })) }
  }
  const stream = (name: string): Append => append({ reads: { [name]: 0 } })
  // No compression makes this fit into an index.
  const longName = Array.from({ length: 300 }, () => ids.next()).join('')

  it.each([
    ['a name that holds a zero byte', () => stream('a\0b'), /invalid byte sequence/],
    ['a name too long for an index', () => stream(longName), /index row size/],
    ['a number too large for its column', () => event({ schemaVersion: 2 ** 40 }), /out of range/],
    ['an id that is none', () => ({ ...stream('bad'), commandId: 'none' }), /not a UUID/],
    ['data that are not JSON', () => append({ reads: { bad: 0 }, data: 1n as never }), /BigInt/],
    ['a name of two lines', () => stream('a\nb'), /line breaks/],
  ])('is rejected alone: %s', async (_name, poison, message) => {
    const { store, log } = await open()
    const dropped: number[] = []
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) =>
        store.append(index === 37 ? poison() : append({ reads: { [`n${index}`]: 0 } }), () =>
          dropped.push(index),
        ),
      ),
    )
    const failed = results.flatMap((result, index) => (result.status === 'rejected' ? index : []))
    expect(failed).toEqual([37])
    expect(dropped).toEqual([37])
    expect(String((results[37] as PromiseRejectedResult).reason)).toMatch(message)
    expect(await store.head()).toBe(59)
    expect((await verifyLog(postgres.pool, log, [])).problems).toEqual([])
  })

  it('takes those with it that were decided on its effect, and no others', async () => {
    const { store } = await open()
    const results = await Promise.allSettled([
      store.append(event({ schemaVersion: 2 ** 40 })),
      store.append(append({ reads: { bad: 1 } })),
      store.append(append({ reads: { bad: 2, side: 0 } })),
      store.append(append({ reads: { good: 0 } })),
    ])
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value.kind : 'rejected')),
    ).toEqual(['rejected', 'conflict', 'conflict', 'appended'])
  })
})

describe('Writers in several processes', () => {
  it('share one stream: every command is decided on what the log holds', async () => {
    const { log, store: first } = await open()
    const { store: second } = reopen(log)
    const run = async (store: PostgresEventStore) => {
      const handle = withRetry(
        commandHandler({ log: store, entities: new Entities(store), events: catalogue, ids }),
        { attemptsMax: 1_000 },
      )
      const add = (by: number) => {
        const id = ids.next()
        const envelope = {
          ...append({ id, reads: {} }),
          ...append({ id, reads: {} }).origin,
          now: 1,
        }
        return handle(definitions.Add, { type: 'Add', data: { to: 'hot', by } }, envelope)
      }
      return Promise.all(Array.from({ length: 150 }, (_, by) => add(by % 2 === 0 ? 3 : -2)))
    }
    const outcomes = (await Promise.all([run(first), run(second)])).flat()
    const accepted = outcomes.filter(({ kind }) => kind === 'accepted').length
    const refused = outcomes.filter(({ kind }) => kind === 'refused').length
    expect(accepted + refused).toBe(300)
    const events = await first.readStream('hot', 0, 1_000)
    expect(events.map(({ version }) => version)).toEqual(
      Array.from({ length: accepted }, (_, index) => index + 1),
    )
    let sum = 0
    for (const { data } of events) {
      sum += (data as { by: number }).by
      expect(sum).toBeGreaterThanOrEqual(0)
    }
  })

  it('never wait for each other in a circle, whatever streams they share in whatever order', async () => {
    const { connection, pool } = await postgres.createDatabase('circles')
    await migrate(pool, ['circles'])
    const random = randomFrom('circles')
    const four = Array.from({ length: 4 }, () =>
      openEventStore({ log: 'circles', pool, connection, catalogue, batchSizeMax: 20 }),
    )
    const shuffled = (names: readonly string[]) =>
      names
        .map((name) => ({ name, at: random.below(1_000) }))
        .sort((one, other) => one.at - other.at)
        .map(({ name }) => name)
    const counts = new Map<string, number>()
    const work = async (store: PostgresEventStore) => {
      for (let round = 0; round < 150; round++) {
        const wanted = Array.from({ length: 3 }, () => `s${random.below(200)}`)
        const names = shuffled([...new Set(wanted)])
        const { rows } = await pool.query<{ stream: string; version: number }>(
          'select stream, version from log_circles.streams where stream = any($1)',
          [names],
        )
        const reads = Object.fromEntries(names.map((name) => [name, 0]))
        for (const { stream, version } of rows) reads[stream] = version
        const { kind } = await store.append(append({ reads, writes: names }))
        counts.set(kind, (counts.get(kind) ?? 0) + 1)
      }
    }
    await Promise.all(four.flatMap((store) => Array.from({ length: 8 }, () => work(store))))
    await Promise.all(four.map((store) => store.close()))
    expect([...counts.keys()].sort()).toEqual(['appended', 'conflict'])
    const { rows } = await pool.query<{ deadlocks: string }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    expect(rows[0]?.deadlocks).toBe('0')
    expect((await verifyLog(pool, 'circles', [])).problems).toEqual([])
  })
})

describe('A database that is away', () => {
  it('is waited for within bounds, and is found again by itself', async () => {
    const own = await startTestPostgres()
    await migrate(own.pool, ['away'])
    const store = openEventStore({
      log: 'away',
      pool: own.pool,
      connection: own.connection,
      catalogue,
      queueLengthMax: 5,
      waitMs: 1_500,
    })
    let again: EmbeddedPostgres | undefined
    try {
      await chain(store, 's', 0, 1)
      await own.server.stop()

      const dropped: string[] = []
      const told = await Promise.all(
        Array.from({ length: 9 }, (_, index) =>
          store.append(append({ reads: { [`q${index}`]: 0 } }), () => dropped.push(`q${index}`)),
        ),
      )
      expect(told.map(({ kind }) => kind).sort()).toEqual([
        ...Array.from({ length: 4 }, () => 'overloaded'),
        ...Array.from({ length: 5 }, () => 'unavailable'),
      ])
      expect(dropped.sort()).toEqual(Array.from({ length: 9 }, (_, index) => `q${index}`))

      const waiting = chain(store, 's', 1, 4)
      again = await startEmbeddedPostgres({ directory: own.directory })
      expect(kinds(await waiting)).toEqual(['appended'])
      expect(kinds(await chain(store, 's', 5, 5))).toEqual(['appended'])
      expect((await store.readStream('s', 0, 100)).length).toBe(10)
      expect((await verifyLog(own.pool, 'away', [])).problems).toEqual([])
    } finally {
      await store.close()
      await again?.stop()
      await own.stop()
    }
  })
})
