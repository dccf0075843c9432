import { fork } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { appendFile, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { openEventStore } from './event-store.ts'
import { catalogue } from './fixtures/crash/counter.ts'
import { migrate, migrateKeys, UnknownMigration } from './migrate.ts'
import { eventHash, storeOrigin } from './stored-event.ts'
import { verifyLog } from './verify-log.ts'

const migrations = fileURLToPath(new URL('migrations', import.meta.url))
const scopes = { millrace: '', log: 'log', keys: 'keys' } as const
type ScopeName = keyof typeof scopes

let postgres: TestPostgres
let databases = 0
const folders: string[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(async () => {
  await postgres.stop()
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })))
})

const newDatabase = () => postgres.createDatabase(`migrations${++databases}`)

/** A copy of the migrations, to be changed. */
const copyMigrations = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-migrations-'))
  folders.push(folder)
  await cp(migrations, folder, { recursive: true })
  return folder
}

const urlOf = (folder: string): URL => pathToFileURL(`${folder}/`)

const namesIn = async (folder: string, scope: ScopeName): Promise<readonly string[]> =>
  (await readdir(join(folder, scopes[scope]))).filter((name) => name.endsWith('.sql')).sort()

const all = Object.fromEntries(
  await Promise.all(
    (['millrace', 'log', 'keys'] as const).map(
      async (scope) => [scope, await namesIn(migrations, scope)] as const,
    ),
  ),
) as Record<ScopeName, readonly string[]>

/** Everything that a database holds, but not when it was written. */
const shapeOf = async (pool: Pool): Promise<unknown> => {
  const { rows: relations } = await pool.query(
    `select n.nspname, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname like 'log_%' or n.nspname in ('millrace', 'vault') order by 1, 2`,
  )
  const { rows: functions } = await pool.query(
    `select n.nspname, p.proname, pg_get_function_identity_arguments(p.oid) from pg_proc p
     join pg_namespace n on n.oid = p.pronamespace where n.nspname like 'log_%' order by 1, 2, 3`,
  )
  const ledger = await pool
    .query('select scope, number, name, checksum from millrace.migrations order by 1, 2')
    .catch(() => ({ rows: [] }))
  return { relations, functions, ledger: ledger.rows }
}

describe('Migrations', () => {
  it('are applied once by processes that start together', async () => {
    const { connection, pool } = await newDatabase()
    const script = fileURLToPath(new URL('fixtures/migrate-once.ts', import.meta.url))
    const processes = Array.from({ length: 3 }, () => fork(script))
    await Promise.all(
      processes.map(async (child) => {
        child.send({ connection, logs: ['one', 'two'] })
        await once(child, 'message')
      }),
    )
    const ends = processes.map((child) => once(child, 'exit'))
    for (const child of processes) child.send('go')
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0])
    const { rows } = await pool.query<{ applied: number }>(
      'select count(*)::int as applied from millrace.migrations',
    )
    expect(rows[0]?.applied).toBe(all.millrace.length + 2 * all.log.length)
    const store = openEventStore({ log: 'two', pool, connection, catalogue })
    expect(await store.head()).toBe(0)
    await store.close()
  })

  it('change nothing where they have been applied', async () => {
    const { pool } = await newDatabase()
    await migrate(pool, ['log'])
    const before = await shapeOf(pool)
    await migrate(pool, ['log'])
    expect(await shapeOf(pool)).toEqual(before)
  })

  it('of a newer version are refused by name, and nothing is changed', async () => {
    const { pool } = await newDatabase()
    const newer = await copyMigrations()
    await writeFile(join(newer, 'log', '9999-later.sql'), 'create table later ()')
    await migrate(pool, ['ahead'], urlOf(newer))
    const before = await shapeOf(pool)
    // The log that does not exist yet is not begun either.
    const refused = migrate(pool, ['behind', 'ahead'])
    await expect(refused).rejects.toThrow(UnknownMigration)
    await expect(refused).rejects.toThrow(
      `the database is of a newer Millrace: log ahead has migration 9999-later.sql, this program knows ${all.log.length}`,
    )
    expect(await shapeOf(pool)).toEqual(before)
  })

  it('that were changed afterwards are refused by name', async () => {
    const { pool } = await newDatabase()
    await migrate(pool, ['log'])
    const changed = await copyMigrations()
    await appendFile(join(changed, 'log', all.log[0] ?? ''), '\n-- changed')
    const refused = migrate(pool, ['log'], urlOf(changed))
    await expect(refused).rejects.toThrow(UnknownMigration)
    await expect(refused).rejects.toThrow(
      `migration ${all.log[0]} of log log was applied in another form than this program has`,
    )
  })

  it('that fail leave nothing behind, and go on from there once they are right', async () => {
    const { pool } = await newDatabase()
    const folder = await copyMigrations()
    const broken = join(folder, 'log', '9999-broken.sql')
    await migrate(pool, ['log'])
    const before = await shapeOf(pool)
    await writeFile(
      broken,
      `create table half (); insert into log default values; drop table snapshots`,
    )
    await expect(migrate(pool, ['log'], urlOf(folder))).rejects.toThrow(/duplicate key/)
    expect(await shapeOf(pool)).toEqual(before)
    await writeFile(broken, 'create table whole ()')
    await migrate(pool, ['log'], urlOf(folder))
    expect(await shapeOf(pool)).not.toEqual(before)
  })

  it('leave no schema behind where the very first one fails', async () => {
    const { pool } = await newDatabase()
    const folder = await copyMigrations()
    await appendFile(join(folder, 'log', all.log[0] ?? ''), '; select 1 / 0')
    await expect(migrate(pool, ['log'], urlOf(folder))).rejects.toThrow(/division by zero/)
    const { rows } = await pool.query(`select 1 from pg_namespace where nspname = 'log_log'`)
    expect(rows).toEqual([])
  })
})

/** What each migration of the scope `millrace` made room for. */
const filled = {
  1: `insert into millrace.checkpoints values ('view x', 'log', 7, '2026-01-01');
    insert into millrace.views values ('payments', 'x', 1, 3, '{}', 'live', null);
    insert into millrace.view_rebuilds values ('payments', 'x', 2, 4, '{}', 'running', null, 9, 1.5, null);
    insert into millrace.timers values ('payments', 's', 't', 1000, 7, 'Ask', '{"type":"Ask"}',
      gen_random_uuid(), gen_random_uuid(), '00-1-1-01')`,
  2: `insert into millrace.incoming_parts values (gen_random_uuid(), gen_random_uuid(), 1, 'sealed', '2026-01-01')`,
  3: `insert into millrace.operations values
      (gen_random_uuid(), 'user:a', 'receivePayment', 'f', '\\x00ff', 'in-progress', null, 1, 1000, 2000, null, null)`,
  4: `insert into millrace.budgets values ('k', 1, 0.5, '2026-01-01')`,
  5: `insert into millrace.bus_topics values (1, 'facts', 1, 1000);
    insert into millrace.bus_partitions values (1, 0, 1);
    insert into millrace.bus_messages values (1, 0, 0, 5, 'k', 'm', '{}', '{}');
    insert into millrace.bus_places values ('g', 1, 0, 1);
    insert into millrace.bus_members values ('g', gen_random_uuid(), '{facts}', '2026-01-01');
    insert into millrace.bus_claims values ('g', 'm', 5)`,
  6: `insert into millrace.dead_letters
      (letter, group_name, topic, lane, message, reason, error, attempts, state, set_aside_at, changed_at)
      values ('00000000-0000-8000-8000-000000000006', 'g', 'facts', '\\x00ff', '\\x00ff', 'bug', 'no', 1, 'dead', 5, 5);
    insert into millrace.dead_letter_actions (letter, action, actor, at)
      values ('00000000-0000-8000-8000-000000000006', 'set-aside', 'system', 5);
    insert into millrace.dead_letter_batches (batch, does, filter, rate, letters, state, proposed)
      values ('00000000-0000-8000-8000-000000000007', 'discard', '{}', 1, 1, 'proposed', '{}');
    insert into millrace.dead_letter_batch_letters
      values ('00000000-0000-8000-8000-000000000007', '00000000-0000-8000-8000-000000000006', 1)`,
  7: `insert into millrace.processes (id, role, contexts, serves, version, report)
      values (gen_random_uuid(), 'worker', '{payments}', '{}', '1', '{}')`,
  8: `insert into millrace.restored (kind, keys) values ('takeover', 'awaited')`,
  9: `insert into millrace.message_traffic values (10000, 'p', 't', '/s', '', 1, false);
    insert into millrace.message_paths values ('t', '/s', 'c', 1, 2);
    insert into millrace.outside_lines values ('p', 1, '[]')`,
} as const

/** Everything that a database held whose last migration was the one of this number. */
const filledUpTo = (last: number): string =>
  Object.entries(filled)
    .flatMap(([number, text]) => (Number(number) <= last ? [text] : []))
    .join('; ')

/** How a database of a version is filled, by scope and by the last migration that it knew. The newest stands last. */
const fillings: Record<
  ScopeName,
  readonly { from: number; fill: (pool: Pool) => Promise<unknown> }[]
> = {
  millrace: Object.keys(filled).map((number) => ({
    from: Number(number),
    fill: (pool) => pool.query(filledUpTo(Number(number))),
  })),
  log: [
    { from: 1, fill: (pool) => fillLog(pool) },
    {
      from: 2,
      fill: async (pool) => {
        await fillLog(pool)
        await pool.query(`
          insert into log_old.silent_outcomes (number, command_id)
            select 1, command_id from log_old.outcomes where stream is null;
          update log_old.log set silent = 1`)
      },
    },
  ],
  keys: [
    {
      from: 1,
      fill: (pool) =>
        pool.query(`
          insert into vault.subject_keys values ('p1', 1, '\\x00ff', '2026-01-01', null);
          insert into vault.subject_keys values ('p2', 1, null, '2026-01-01', '2026-01-02');
          insert into vault.master_key values (true, 'k', '\\x00ff')`),
    },
  ],
}

const commandId = '00000000-0000-8000-8000-000000000001'

/** Two batches as the first version wrote them: three events of two streams, a refusal, a snapshot. */
const fillLog = async (pool: Pool): Promise<void> => {
  const origin = storeOrigin({
    actor: 'system',
    correlationId: commandId,
    causationId: commandId,
    traceparent: '00-1-1-01',
  })
  const places = [
    ['a', 1],
    ['b', 1],
    ['a', 2],
  ] as const
  const events = places.map(([stream, version], index) => ({
    position: index + 1,
    stream,
    version,
    id: `00000000-0000-8000-8000-00000000010${index}`,
    type: 'Added',
    schemaVersion: 1,
    time: 1_700_000_000_000 + index,
    origin,
    data: `{"by":${index + 1}}`,
  }))
  for (const event of events)
    await pool.query(
      `insert into log_old.events (position, stream, version, id, type, schema_version, time, origin, data, hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [...Object.values(event), eventHash(event)],
    )
  let previous: Buffer = Buffer.alloc(32)
  for (const [first, last] of [
    [1, 2],
    [3, 3],
  ] as const) {
    const bounds = Buffer.alloc(16)
    bounds.writeBigInt64BE(BigInt(first), 0)
    bounds.writeBigInt64BE(BigInt(last), 8)
    const digest = hash(
      'sha256',
      Buffer.concat(events.slice(first - 1, last).map(eventHash)),
      'buffer',
    )
    previous = hash('sha256', Buffer.concat([previous, bounds, digest]), 'buffer')
    await pool.query('insert into log_old.batches (first, last, hash) values ($1, $2, $3)', [
      first,
      last,
      previous,
    ])
  }
  await pool.query('update log_old.log set position = 3, hash = $1', [previous])
  await pool.query(`
    insert into log_old.streams (stream, version) values ('a', 2), ('b', 1);
    insert into log_old.snapshots (stream, schema_version, version, state) values ('a', 1, 1, '{"count":1,"sum":1}');
    insert into log_old.outcomes (command_id, fingerprint, outcome, stream, version, time) values
      ('${commandId}', 'same', '{"kind":"accepted","versions":{"a":2}}', 'a', 2, 1700000000000),
      (gen_random_uuid(), 'x', '{"kind":"refused","refusal":{"refused":"no"}}', null, null, 1700000000000)`)
}

const schemaOf: Record<ScopeName, string> = { millrace: 'millrace', log: 'log_old', keys: 'vault' }

/** All rows of a schema by table, each as one JSON text per row. */
const contentOf = async (pool: Pool, scope: ScopeName) => {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = $1 and tablename <> 'migrations' order by 1`,
    [schemaOf[scope]],
  )
  const content = new Map<string, Record<string, unknown>[]>()
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(t) as row from ${schemaOf[scope]}.${name} t`,
    )
    content.set(
      name,
      rows.map(({ row }) => row),
    )
  }
  return content
}

const migrateScope = (scope: ScopeName, pool: Pool, folder: string): Promise<void> =>
  scope === 'keys' ? migrateKeys(pool, urlOf(folder)) : migrate(pool, ['old'], urlOf(folder))

describe('Data of the version before', () => {
  const steps = (['millrace', 'log', 'keys'] as const).flatMap((scope) =>
    all[scope].map((name, index) => ({ scope, name, known: index })),
  )

  it.each(steps)('outlive $scope/$name', async ({ scope, name, known }) => {
    const { pool, connection } = await newDatabase()
    const folder = await copyMigrations()
    const later = all[scope].slice(known)
    for (const file of later) await rm(join(folder, scopes[scope], file))
    await migrateScope(scope, pool, folder)
    // A migration that changes what its predecessors wrote brings a filling of that shape with it.
    if (known > 0) await fillings[scope].findLast(({ from }) => from <= known)?.fill(pool)
    const before = await contentOf(pool, scope)
    expect([...before].filter(([, rows]) => rows.length === 0)).toEqual([])

    await cp(join(migrations, scopes[scope], name), join(folder, scopes[scope], name))
    await migrateScope(scope, pool, folder)
    const after = await contentOf(pool, scope)
    for (const [table, rows] of before) {
      const columns = Object.keys(after.get(table)?.[0] ?? {})
      const kept = rows.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column))),
      )
      for (const row of kept) expect(after.get(table)).toContainEqual(expect.objectContaining(row))
      expect(after.get(table)?.length).toBe(rows.length)
    }

    await (scope === 'keys' ? migrateKeys(pool) : migrate(pool, ['old']))
    if (scope === 'log' && known > 0) await expectOldLogGoesOn(pool, connection)
  })

  const expectOldLogGoesOn = async (
    pool: Pool,
    connection: Parameters<typeof openEventStore>[0]['connection'],
  ): Promise<void> => {
    const store = openEventStore({ log: 'old', pool, connection, catalogue })
    const command = {
      commandId,
      fingerprint: 'same',
      onOtherContent: 'refuse',
      origin: {
        actor: 'system',
        correlationId: commandId,
        causationId: commandId,
        traceparent: '',
      },
      time: 1_800_000_000_000,
      reads: [{ stream: 'a', version: 2 }],
      events: [{ stream: 'a', id: commandId, type: 'Added', schemaVersion: 1, data: { by: 4 } }],
      outcome: { kind: 'accepted', versions: { a: 3 } },
    } as const
    try {
      expect(await store.append(command)).toEqual({
        kind: 'repeated',
        outcome: { kind: 'accepted', versions: { a: 2 } },
        position: 3,
      })
      const another = '00000000-0000-8000-8000-000000000002'
      const origin = { ...command.origin, causationId: another }
      const fresh = { ...command, commandId: another, origin }
      expect(await store.append(fresh)).toEqual({ kind: 'appended', position: 4 })
      const stream = await store.readStream('a', 0, 10)
      expect(stream.map(({ data }) => data)).toEqual([{ by: 1 }, { by: 3 }, { by: 4 }])
      expect(await store.readSnapshot('a', 1)).toEqual({
        version: 1,
        state: { count: 1, sum: 1 },
      })
      expect((await verifyLog(pool, 'old', [])).problems).toEqual([])
    } finally {
      await store.close()
    }
  }
})
