import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { ClientConfig, Pool } from 'pg'
import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogueOf, eventData } from '../../../kernel/event-schema.ts'
import type { Append } from '../../../kernel/event-store.ts'
import { erased } from '../../../kernel/personal-data.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { nodeIds } from '../../node/ids.ts'
import { openEventStore } from '../event-store.ts'
import { WrongMasterKey } from '../master-key.ts'
import { PostgresDeadLetters } from '../dead-letters/dead-letters.ts'
import { migrate, migrateKeys } from '../migrate.ts'
import { openVault } from '../vault.ts'
import { verifyLog } from '../verify-log.ts'
import { ArchiveRefused } from './archive-format.ts'
import { exportInstallation, type ArchiveProgress } from './export-installation.ts'
import type { MoveTask } from './fixtures/move.ts'
import { importInstallation } from './import-installation.ts'

const logs = ['orders', 'people', 'unused']
const masterKey = Buffer.alloc(32, 7)
const now = Date.parse('2026-11-21T12:00:00Z')
const ids = nodeIds()
const catalogue = catalogueOf({ Noted: { version: 1, data: eventData({ text: Type.String() }) } })
const awkward = 'tab\t return\r\n back\\slash \\N \\. "quotes" ü 💶 \u0000 \u2028 \ufeff'

interface Installation {
  readonly connection: ClientConfig
  readonly pool: Pool
  readonly keysPool: Pool
}

let postgres: TestPostgres
let directory: string
let origin: Installation
let archive: string
let acceptedId = ''
let refusedId = ''
const sealed: { kept?: string; lost?: string } = {}
let files = 0
let installations = 0

const newFile = () => join(directory, `${++files}.millrace`)
const newInstallation = async (): Promise<Installation> => {
  const name = `installation${++installations}`
  const main = await postgres.createDatabase(name)
  const keys = await postgres.createDatabase(`${name}_keys`)
  return { ...main, keysPool: keys.pool }
}
const openStore = ({ pool, connection }: Installation, log: string) =>
  openEventStore({ log, catalogue, pool, connection })

const note = (commandId: string, stream: string, version: number, text: string): Append => ({
  commandId,
  fingerprint: 'print',
  onOtherContent: 'refuse',
  origin: { actor: 'system', correlationId: commandId, causationId: commandId, traceparent: '' },
  time: now,
  reads: [{ stream, version }],
  events: [{ stream, id: ids.next(), type: 'Noted', schemaVersion: 1, data: { text } }],
  outcome: { kind: 'accepted', versions: { [stream]: version + 1 } },
  outcomeKeptUntil: now + 1_000,
})

beforeAll(async () => {
  postgres = await startTestPostgres()
  directory = await mkdtemp(join(tmpdir(), 'millrace-archive-'))
  origin = await newInstallation()
  await migrate(origin.pool, logs)
  await live(origin)
  archive = newFile()
  await exportFrom(origin, archive)
})
afterAll(async () => {
  await postgres.stop()
  await rm(directory, { recursive: true, force: true })
})

const exportFrom = (installation: Installation, file: string) =>
  exportInstallation({ ...installation, logs, file, product: '0.1.0', now })
const importInto = (installation: Installation, file: string) =>
  importInstallation({ ...installation, logs, file })

/** Some of everything that an installation holds. */
const live = async (installation: Installation): Promise<void> => {
  const { pool, keysPool } = installation
  const vault = await openVault({ pool: keysPool, masterKey })
  const [kept, lost] = await vault.seal([
    { subject: 'account-anna', field: 'name', value: 'Anna Lindqvist' },
    { subject: 'account-bo', field: 'name', value: 'Bo Ek' },
  ])
  await vault.erase('account-bo')
  await vault.close()
  Object.assign(sealed, { kept, lost })

  const orders = openStore(installation, 'orders')
  acceptedId = ids.next()
  await orders.append(note(acceptedId, 'a', 0, awkward))
  await Promise.all(
    Array.from({ length: 20 }, (_, at) => orders.append(note(ids.next(), `s${at}`, 0, 'x'))),
  )
  await orders.append(note(ids.next(), 'a', 1, 'second'))
  refusedId = ids.next()
  await orders.append({
    ...note(refusedId, 'a', 2, ''),
    events: [],
    outcome: { kind: 'refused', refusal: { refused: 'too-much' } },
  })
  await orders.saveSnapshot('a', 3, { version: 2, state: { last: awkward } })
  await orders.close()
  const people = openStore(installation, 'people')
  await people.append(note(ids.next(), 'anna', 0, String(kept)))
  await people.close()
  await pool.query(`
    update log_orders.log set epoch = 4;
    insert into millrace.checkpoints values
      ('policy/ship', 'orders', 21), ('schedule/remind', 'orders', 22), ('view/list/1', 'orders', 19);
    insert into millrace.timers values
      ('orders', 'remind', 'a', 99, 22, 'Remind', '{"b": 1,  "a" :2}', '${acceptedId}', '${acceptedId}', '')`)
  await setAside(pool)
}

/** Dead letters, edited and not, and what somebody proposed to do with them. */
const setAside = async (pool: Pool): Promise<void> => {
  const letters = new PostgresDeadLetters({ pool, masterKey, clock: { now: () => now } })
  for (const offset of ['1', '2', '3'])
    await letters.add({
      group: 'shop',
      message: { ...letter, offset, payload: awkward },
      reason: offset === '3' ? 'waits-behind' : 'not-json',
      error: awkward,
      attempts: 1,
    })
  const by = { actor: 'user:anna', at: now, why: awkward }
  const { letters: stored } = await letters.list({}, 10)
  await letters.edit(stored.at(-1)?.letterId ?? '', '{}', by)
  const batch = { batchId: ids.next(), does: 'redrive', filter: {}, ratePerSecond: 1 } as const
  await letters.propose({ ...batch, proposed: by }, 10)
}

const letter = {
  topic: 't',
  partition: 0,
  attempt: 1,
  key: 'k',
  id: 'm',
  source: '/s',
  type: 'T',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '',
  subject: '',
  entityVersion: 0,
}

/** Every row of an installation but its views', as the server shows it. */
const contentOf = async ({ pool, keysPool }: Installation) => {
  const tables = logs.flatMap((log) =>
    ['log', 'streams', 'events', 'batches', 'outcomes', 'snapshots'].map(
      (table) => `log_${log}.${table}`,
    ),
  )
  const rows = async (from: Pool, table: string, columns = '*') =>
    (
      await from.query<{ row: string }>(
        `select (t.*)::text as row from (select ${columns} from ${table}) t order by 1`,
      )
    ).rows
  const content: Record<string, unknown> = {}
  for (const table of tables) content[table] = await rows(pool, table)
  content['timers'] = await rows(pool, 'millrace.timers')
  const about = 'letter, lane, message, edited, reason, error, attempts, state, set_aside_at'
  content['dead letters'] = await rows(pool, 'millrace.dead_letters', about)
  content['actions'] = await rows(
    pool,
    'millrace.dead_letter_actions',
    'letter, action, actor, at, why, batch',
  )
  content['batches'] = await rows(
    pool,
    'millrace.dead_letter_batches join millrace.dead_letter_batch_letters using (batch)',
    'batch, letter, does, filter, rate, letters, state, proposed, decided',
  )
  content['keys'] = await rows(keysPool, 'vault.subject_keys')
  content['master key'] = await rows(keysPool, 'vault.master_key')
  content['checkpoints'] = (
    await pool.query(
      `select consumer, log, position from millrace.checkpoints where consumer not like 'view/%' order by 1`,
    )
  ).rows
  return content
}

const linesOf = async (file: string) =>
  gunzipSync(await readFile(file))
    .toString('utf8')
    .split('\n')
    .slice(0, -1)

/** An archive with other lines, and digests that fit them: what a clever forger, or another release, would write. */
const forge = async (change: (lines: string[]) => string[]): Promise<string> => {
  const [tables = '', ...rows] = (await linesOf(archive)).slice(0, -1).toReversed()
  const body = [...change(rows.toReversed()), tables].map((line) => `${line}\n`).join('')
  const end = createHash('sha256').update(body).digest('hex')
  const file = newFile()
  await writeFile(file, gzipSync(`${body}${JSON.stringify({ end })}\n`))
  return file
}
const withHeader = (change: (header: Record<string, unknown>) => void) =>
  forge(([header = '', ...rows]) => {
    const changed = JSON.parse(header) as Record<string, unknown>
    change(changed)
    return [JSON.stringify(changed), ...rows]
  })

const refusal = async (attempt: Promise<unknown>): Promise<string> => {
  const error = await attempt.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ArchiveRefused)
  return (error as ArchiveRefused).message
}

describe('Moving an installation', () => {
  it('keeps every row of it to the letter, and leaves views behind', async () => {
    const copy = await newInstallation()
    await importInto(copy, archive)
    expect(await contentOf(copy)).toEqual(await contentOf(origin))
    const views = await copy.pool.query(
      `select from millrace.checkpoints where consumer like 'view/%'`,
    )
    expect(views.rowCount).toBe(0)
  })

  it('gives an archive of the same content again', async () => {
    const copy = await newInstallation()
    await importInto(copy, archive)
    const again = await exportFrom(copy, newFile())
    const rows = (await linesOf(archive)).at(-2)
    expect({ tables: again.tables }).toEqual(JSON.parse(rows ?? ''))
    expect(again.header.logs[0]).toMatchObject({ name: 'orders', position: 22, epoch: 4 })
  })

  it('answers a repeated command as before, and goes on where the origin stood', async () => {
    const copy = await newInstallation()
    await importInto(copy, archive)
    const stores = [origin, copy].map((installation) => openStore(installation, 'orders'))
    const [before, after] = stores
    for (const repeated of [note(acceptedId, 'a', 0, awkward), note(refusedId, 'a', 2, '')]) {
      const first = await before?.append(repeated)
      expect(first?.kind).toBe('repeated')
      expect(await after?.append(repeated)).toEqual(first)
    }
    expect(await after?.append(note(ids.next(), 'a', 1, 'late'))).toEqual({ kind: 'conflict' })
    expect(await after?.append(note(ids.next(), 'a', 2, 'third'))).toEqual({
      kind: 'appended',
      position: 23,
    })
    await Promise.all(stores.map((store) => store.close()))
    expect((await verifyLog(copy.pool, 'orders', [])).problems).toEqual([])
  })

  it('carries keys wrapped: they open with the master key of the origin, erased ones never', async () => {
    const copy = await newInstallation()
    await importInto(copy, archive)
    await expect(
      openVault({ pool: copy.keysPool, masterKey: Buffer.alloc(32, 8) }),
    ).rejects.toBeInstanceOf(WrongMasterKey)
    const vault = await openVault({ pool: copy.keysPool, masterKey })
    expect(await vault.open([sealed.kept, sealed.lost] as never[])).toEqual([
      'Anna Lindqvist',
      erased,
    ])
    await vault.close()
    const bytes = gunzipSync(await readFile(archive))
    for (const secret of ['Anna', masterKey.toString('hex'), masterKey.toString('base64')])
      expect(bytes.includes(secret)).toBe(false)
    expect(bytes.includes(masterKey)).toBe(false)
  })

  it('tells how far it has come', async () => {
    const seen: ArchiveProgress[] = []
    const onProgress = (progress: ArchiveProgress) => seen.push(progress)
    const file = newFile()
    await exportInstallation({ ...origin, logs, file, product: '0.1.0', now, onProgress })
    expect(seen).toContainEqual({ table: 'orders events', rows: 22, done: true })
    seen.length = 0
    await importInstallation({ ...(await newInstallation()), logs, file, onProgress })
    expect(seen).toContainEqual({ table: 'orders events', rows: 22, done: true })
    expect(seen).toContainEqual({ table: 'subject_keys', rows: 2, done: true })
  })

  it('takes an archive of an older shape', async () => {
    const older = await forge(([header = '', ...rows]) => {
      const changed = JSON.parse(header) as { migrations: { number: number; scope: string }[] }
      changed.migrations = changed.migrations.filter(
        ({ number, scope }) => number === 1 || !scope.startsWith('log '),
      )
      let outcomes = false
      const lines = rows.map((line) => {
        if (line.startsWith('{')) {
          const table = JSON.parse(line) as { table: string; columns: string[] }
          outcomes = table.table === 'outcomes'
          return JSON.stringify({
            ...table,
            columns: table.columns.filter((column) => column !== 'kept_until'),
          })
        }
        return outcomes ? JSON.stringify((JSON.parse(line) as unknown[]).slice(0, -1)) : line
      })
      return [JSON.stringify(changed), ...lines]
    })
    const copy = await newInstallation()
    await importInto(copy, older)
    const { rows } = await copy.pool.query(
      'select count(*)::int as outcomes, count(kept_until)::int as kept from log_orders.outcomes',
    )
    expect(rows).toEqual([{ outcomes: 23, kept: 0 }])
  })
})

describe('Exporting', () => {
  it('writes a file that its owner alone may read, and leaves nothing else behind', async () => {
    expect((await stat(archive)).mode & 0o777).toBe(0o600)
    expect((await readdir(directory)).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  it('never overwrites a file, nor what another export is writing', async () => {
    const before = await readFile(archive)
    expect(await refusal(exportFrom(origin, archive))).toContain('exists already')
    expect((await readFile(archive)).equals(before)).toBe(true)
    const file = newFile()
    await writeFile(`${file}.partial`, 'of another')
    expect(await refusal(exportFrom(origin, file))).toContain('.partial exists')
    expect(await readFile(`${file}.partial`, 'utf8')).toBe('of another')
    await rm(`${file}.partial`)
  })

  it('sees one moment of each log, while others append', async () => {
    const busy = await newInstallation()
    await migrate(busy.pool, logs)
    await migrateKeys(busy.keysPool)
    const store = openStore(busy, 'orders')
    let going = true
    const writing = (async () => {
      for (let version = 0; going; version++)
        await store.append(note(ids.next(), 'hot', version, 'x'))
    })()
    await store.append(note(ids.next(), 'other', 0, 'x'))
    const archives = [newFile(), newFile(), newFile()]
    for (const file of archives) await exportFrom(busy, file)
    going = false
    await writing
    await store.close()
    const positions = []
    // An import verifies the log against what the archive's first line says of it.
    for (const file of archives)
      positions.push((await importInto(await newInstallation(), file)).header.logs[0]?.position)
    expect(positions).toEqual(positions.toSorted((one, other) => Number(one) - Number(other)))
    expect(positions[0]).toBeGreaterThan(0)
  })

  it('refuses a database on which Millrace never ran, or of another shape', async () => {
    const empty = await newInstallation()
    expect(await refusal(exportFrom(empty, newFile()))).toContain('never ran')
    await migrate(empty.pool, logs)
    expect(await refusal(exportFrom(empty, newFile()))).toContain('older Millrace')
    await migrateKeys(empty.keysPool)
    await empty.pool.query(
      `insert into millrace.migrations values ('log orders', 99, '0099-future.sql', 'x')`,
    )
    expect(await refusal(exportFrom(empty, newFile()))).toContain('0099-future.sql of log orders')
    expect((await readdir(directory)).filter((name) => name.endsWith('.partial'))).toEqual([])
  })
})

describe('Importing refuses', () => {
  let empty: Installation
  beforeAll(async () => {
    empty = await newInstallation()
  })
  /** Not even the shape of the database was touched, or all of it is empty. */
  const expectUntouched = async ({ pool, keysPool }: Installation) => {
    const { rows } = await pool.query(`select to_regclass('log_orders.log') is not null as there`)
    if ((rows as { there: boolean }[])[0]?.there) {
      for (const log of logs)
        for (const table of ['events', 'outcomes', 'streams'])
          expect((await pool.query(`select from log_${log}.${table}`)).rowCount).toBe(0)
      expect((await keysPool.query('select from vault.subject_keys')).rowCount).toBe(0)
    }
  }

  it('a file that was cut short, wherever it was cut', async () => {
    const whole = await readFile(archive)
    for (const part of [0.2, 0.5, 0.9, 0.99]) {
      const file = newFile()
      await writeFile(file, whole.subarray(0, Math.floor(whole.length * part)))
      expect(await refusal(importInto(empty, file))).toContain('is not whole')
    }
    const lines = await linesOf(archive)
    for (const count of [1, 5, lines.length - 2, lines.length - 1]) {
      const file = newFile()
      await writeFile(file, gzipSync(`${lines.slice(0, count).join('\n')}\n`))
      expect(await refusal(importInto(empty, file))).toContain('is not whole')
    }
    await expectUntouched(empty)
  })

  it('a file with a flipped bit, a changed row, a missing row, or more behind its end', async () => {
    const whole = await readFile(archive)
    const flipped = Buffer.from(whole)
    flipped[Math.floor(whole.length / 2)]! ^= 1
    const lines = await linesOf(archive)
    const rowAt = lines.findIndex((line) => line.includes('second'))
    const text = (changed: readonly string[]) => gzipSync(`${changed.join('\n')}\n`)
    const altered = {
      flipped,
      changed: text(
        lines.map((line, at) => (at === rowAt ? line.replace('second', 'sec0nd') : line)),
      ),
      missing: text(lines.toSpliced(rowAt, 1)),
      'a second archive behind it': Buffer.concat([whole, whole]),
      'bytes behind it': Buffer.concat([whole, Buffer.from('and more')]),
      'an altered footer': text(
        lines.map((line) =>
          line.startsWith('{"tables"') ? line.replace('"rows":22', '"rows":23') : line,
        ),
      ),
    }
    expect(rowAt).toBeGreaterThan(0)
    const refusals: Record<string, boolean> = {}
    for (const [title, bytes] of Object.entries(altered)) {
      const file = newFile()
      await writeFile(file, bytes)
      refusals[title] = (await refusal(importInto(empty, file))).includes('is not whole')
    }
    expect(refusals).toEqual(Object.fromEntries(Object.keys(altered).map((title) => [title, true])))
    await expectUntouched(empty)
  })

  it('a log that is not as it was written, though its digests fit', async () => {
    const changed = await forge((lines) => lines.map((line) => line.replace('second', 'sec0nd')))
    expect(await refusal(importInto(empty, changed))).toContain(
      'log orders in the archive is not as it was written: event 22',
    )
    await expectUntouched(empty)
  })

  it('what is no archive, or not there', async () => {
    const file = newFile()
    await writeFile(file, 'something else')
    expect(await refusal(importInto(empty, file))).toContain('no archive of Millrace')
    await writeFile(file, gzipSync('{"something":"else"}\n'))
    expect(await refusal(importInto(empty, file))).toContain('no archive of Millrace')
    expect(await refusal(importInto(empty, newFile()))).toContain('cannot be read')
  })

  it('a newer format, a newer migration, and a log that it does not have, naming them', async () => {
    const format = await withHeader((header) => {
      header['format'] = 2
      header['product'] = '9.1.0'
    })
    expect(await refusal(importInto(empty, format))).toMatch(/format 2.*9\.1\.0.*up to 1/)
    const migration = await withHeader((header) => {
      header['product'] = '9.1.0'
      ;(header['migrations'] as object[]).push({
        scope: 'log orders',
        number: 99,
        name: '0099-future.sql',
        checksum: 'x',
      })
    })
    expect(await refusal(importInto(empty, migration))).toMatch(
      /newer Millrace \(9\.1\.0\).*0099-future\.sql of log orders.*up to \d{4}-.*\.sql/,
    )
    const log = await withHeader((header) => {
      ;(header['logs'] as object[]).push({ name: 'parcels', position: 0, hash: '', epoch: 1 })
    })
    expect(await refusal(importInto(empty, log))).toContain('the log parcels')
    await expectUntouched(empty)
  })

  it('to let names of an archive become part of a statement', async () => {
    const file = await forge((lines) =>
      lines.map((line) =>
        line.startsWith('{"table":"snapshots"')
          ? line.replace('"state"', '"state) from program \'true\' --"')
          : line,
      ),
    )
    expect(await refusal(importInto(empty, file))).toContain('no place for')
  })

  it('an installation that has lived, naming the log', async () => {
    const used = await newInstallation()
    await importInto(used, archive)
    const before = await contentOf(used)
    expect(await refusal(importInto(used, archive))).toContain('the log orders holds 22 events')
    expect(await contentOf(used)).toEqual(before)
  })

  it('an installation that has refused something, and nothing else yet', async () => {
    const used = await newInstallation()
    await migrate(used.pool, logs)
    const store = openStore(used, 'orders')
    const refused = { kind: 'refused', refusal: { refused: 'nothing-to-note' } } as const
    await store.append({ ...note(ids.next(), 'a', 0, ''), events: [], outcome: refused })
    await store.close()
    expect(await refusal(importInto(used, archive))).toContain(
      'the log orders holds 1 outcomes of commands',
    )
    const { rows } = await used.pool.query('select outcome from log_orders.outcomes')
    expect(rows).toEqual([{ outcome: refused }])
  })

  it('a database of keys that holds others, and takes one that holds the very same', async () => {
    const other = await newInstallation()
    const vault = await openVault({ pool: other.keysPool, masterKey })
    await vault.seal([{ subject: 'account-cyd', field: 'name', value: 'Cyd' }])
    await vault.close()
    expect(await refusal(importInto(other, archive))).toContain('other keys')
    // As an import leaves it that died between its two commits.
    const halfDone = await newInstallation()
    await importInto(halfDone, archive)
    const again = { ...(await newInstallation()), keysPool: halfDone.keysPool }
    await importInto(again, archive)
    expect(await contentOf(again)).toEqual(await contentOf(origin))
  })
})

/** By how much a process grows that exports and imports. */
const move = async (task: MoveTask): Promise<number> => {
  const child = fork(new URL('./fixtures/move.ts', import.meta.url))
  child.send(task)
  const [told] = (await once(child, 'message')) as [{ grownMegabytes: number }]
  await once(child, 'exit')
  return told.grownMegabytes
}

describe('A large installation', () => {
  it('moves 100,000 events in flat memory', async () => {
    const large = await newInstallation()
    await migrate(large.pool, logs)
    await migrateKeys(large.keysPool)
    const store = openStore(large, 'orders')
    const text = 'x'.repeat(2_000)
    for (let from = 0; from < 100_000; from += 10_000)
      await Promise.all(
        Array.from({ length: 100 }, (_, at) => {
          const stream = `large${from + at}`
          const append = note(ids.next(), stream, 0, text)
          const [event] = append.events
          return store.append({
            ...append,
            events: Array.from({ length: 100 }, () => ({ ...event!, id: ids.next() })),
            outcome: { kind: 'accepted', versions: { [stream]: 100 } },
          })
        }),
      )
    await store.close()
    const copy = await newInstallation()
    const file = newFile()
    const [main, keys] = [large.connection, large.keysPool.options]
    const grownMegabytes = await move({
      from: { main, keys: { ...main, database: String(keys.database) } },
      to: {
        main: copy.connection,
        keys: { ...main, database: String(copy.keysPool.options.database) },
      },
      logs,
      file,
    })
    const contentMegabytes = (await linesOf(file)).join('\n').length / 1024 / 1024
    expect(contentMegabytes).toBeGreaterThan(200)
    expect(grownMegabytes).toBeLessThan(contentMegabytes)
    const { rows } = await copy.pool.query('select position from log_orders.log')
    expect(rows).toEqual([{ position: '100000' }])
  })
})
