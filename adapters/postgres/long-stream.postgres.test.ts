import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Entities } from '../../kernel/entities.ts'
import type { EventStore } from '../../kernel/event-store.ts'
import { commandHandler, type Outcome } from '../../kernel/handle-command.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { nodeIds } from '../node/ids.ts'
import { openEventStore } from './event-store.ts'
import { catalogue, counter, definitions } from './fixtures/crash/counter.ts'
import { migrate } from './migrate.ts'
import { verifyLog } from './verify-log.ts'

const length = 1_000_000
const every = counter.snapshot?.every ?? 0
const ids = nodeIds()
let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres({ fsync: 'off', maintenance_work_mem: '256MB' })
  await migrate(postgres.pool, ['long'])
  await loadStream(postgres.pool)
})
afterAll(() => postgres.stop())

/** A stream as a million commands would have left it, in batches of a thousand; indexed afterwards, which is faster. */
const loadStream = async (pool: Pool): Promise<void> => {
  await pool.query(`
    set local search_path to log_long;
    alter table events drop constraint events_pkey, drop constraint events_stream_version_key;
    insert into events (position, stream, version, id, type, schema_version, time, origin, data, hash)
      select n, 'long', n, id, 'Added', 1, 1700000000000, origin::json, data::json, sha256(convert_to(
        concat_ws(e'\\n', 'long', n, id, 'Added', 1, 1700000000000, origin, data), 'UTF8'))
      from (
        select n, gen_random_uuid() as id, '{"a":"system","c":"","k":"","t":""}' as origin, '{"by":1}' as data
        from generate_series(1, ${length}) as n offset 0
      ) e;
    alter table events add primary key (position), add unique (stream, version);
    insert into streams (stream, version) values ('long', ${length});
    do $$
      declare
        previous bytea := (select hash from log);
      begin
        for begins in 1 .. ${length} by 1000 loop
          previous := sha256(previous || int8send(begins) || int8send(begins + 999) || sha256(
            (select string_agg(hash, ''::bytea order by position) from events
             where position between begins and begins + 999)));
          insert into batches (first, last, hash) values (begins, begins + 999, previous);
        end loop;
        update log set position = ${length}, hash = previous;
      end $$`)
  await pool.query('vacuum analyze log_long.events')
}

interface Process {
  readonly add: (by: number) => Promise<Outcome>
  /** Events that it was given to read so far. */
  readonly eventsRead: () => number
  readonly end: () => Promise<void>
}

/** As a process of its own would see the log: nothing in memory, sessions of its own. */
const startProcess = (): Process => {
  const pool = new Pool({ ...postgres.connection, max: 2 })
  // The server may be stopped before the sessions of an ended pool have gone.
  pool.on('error', () => undefined)
  const { connection } = postgres
  const store = openEventStore({ log: 'long', pool, connection, catalogue })
  let read = 0
  const log: EventStore = {
    ...store,
    readStream: async (...wanted) => {
      const events = await store.readStream(...wanted)
      read += events.length
      return events
    },
  }
  const handle = commandHandler({ log, entities: new Entities(log), events: catalogue, ids })
  return {
    add: (by) => {
      const commandId = ids.next()
      return handle(
        definitions.Add,
        { type: 'Add', data: { to: 'long', by } },
        {
          commandId,
          fingerprint: '',
          onOtherContent: 'refuse',
          actor: 'system',
          correlationId: commandId,
          causationId: commandId,
          traceparent: '',
          now: 1_800_000_000_000,
        },
      )
    },
    eventsRead: () => read,
    end: async () => {
      await store.close()
      await pool.end()
    },
  }
}

/** A session tells what it has touched when it ends, which its client does not wait for. */
const sessionsEnded = async (): Promise<void> => {
  await expect
    .poll(
      async () => {
        const { rows } = await postgres.pool.query<{ sessions: number }>(
          `select count(*)::int as sessions from pg_stat_activity
           where datname = current_database() and backend_type = 'client backend'`,
        )
        return (rows[0]?.sessions ?? 0) - postgres.pool.totalCount
      },
      { timeout: 20_000 },
    )
    .toBeLessThanOrEqual(0)
}

/** Rows of the log's events that the server has touched, once the sessions that did so have ended. */
const rowsTouched = async (): Promise<number> => {
  await sessionsEnded()
  const { rows } = await postgres.pool.query<{ touched: number }>(
    `select (coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0))::int as touched
     from pg_stat_user_tables where schemaname = 'log_long' and relname = 'events'`,
  )
  return rows[0]?.touched ?? 0
}

const snapshotVersion = async (): Promise<number> => {
  const { rows } = await postgres.pool.query<{ version: number }>(
    `select version from log_long.snapshots where stream = 'long'`,
  )
  return rows[0]?.version ?? 0
}

describe('A stream of a million events', () => {
  it('is what commands would have left', async () => {
    expect((await verifyLog(postgres.pool, 'long', [])).problems).toEqual([])
  })

  it('is read once, however many commands wait for it, and leaves a snapshot', async () => {
    const process = startProcess()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => process.add(1)))
    expect(
      outcomes.map((outcome) => outcome.kind === 'accepted' && outcome.versions['long']),
    ).toEqual(Array.from({ length: 20 }, (_, index) => length + 1 + index))
    expect(process.eventsRead()).toBe(length)
    expect(await snapshotVersion()).toBe(length)
    await process.add(1)
    expect(process.eventsRead()).toBe(length)
    await process.end()
  })

  it('is taken up from its snapshot by the next process', async () => {
    const before = await rowsTouched()
    const process = startProcess()
    expect(await process.add(-(length + 22))).toMatchObject({
      kind: 'refused',
      refusal: { detail: { count: length + 21, sum: length + 21 } },
    })
    expect(process.eventsRead()).toBe(21)
    await process.end()
    // What the server looked at for it: those, and the one that follows none.
    expect((await rowsTouched()) - before).toBeLessThan(100)
  })

  it('gets a new snapshot on its way, so that what is read stays short', async () => {
    const first = startProcess()
    for (let index = 0; index < 2 * every; index++) await first.add(1)
    await first.end()
    expect(length + 21 + 2 * every - (await snapshotVersion())).toBeLessThan(every)
    const next = startProcess()
    expect(await next.add(1)).toMatchObject({ versions: { long: length + 22 + 2 * every } })
    expect(next.eventsRead()).toBeLessThan(every)
    await next.end()
  })

  it('is decided anew from its latest events where another process was faster', async () => {
    const slow = startProcess()
    const fast = startProcess()
    await slow.add(1)
    const read = slow.eventsRead()
    await fast.add(1)
    expect(await slow.add(1)).toEqual({ kind: 'failed', reason: 'conflict' })
    expect(await slow.add(1)).toMatchObject({ kind: 'accepted' })
    expect(slow.eventsRead() - read).toBeLessThan(2 * every)
    await Promise.all([slow.end(), fast.end()])
  })
})
