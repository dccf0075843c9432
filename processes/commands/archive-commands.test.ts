import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import Type from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lockDataDirectory } from '../../adapters/files/data-directory.ts'
import { nodeIds } from '../../adapters/node/ids.ts'
import { startEmbeddedPostgres } from '../../adapters/postgres/embedded/start-embedded-postgres.ts'
import { openEventStore } from '../../adapters/postgres/event-store.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { createKeysDatabase } from '../../adapters/postgres/vault-database.ts'
import { openVault } from '../../adapters/postgres/vault.ts'
import { catalogueOf, eventData } from '../../kernel/event-schema.ts'
import { writeCheckpoint } from '../../operations/signed-checkpoints.ts'
import { readConfig, type Config } from '../config.ts'
import { openDatabases, type Databases } from '../open-databases.ts'
import { logPlace } from '../operated.ts'
import { readSecrets } from '../secrets.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { verifyCommand } from './verify.ts'

const logs = ['orders', 'people']
const catalogue = catalogueOf({ Noted: { version: 1, data: eventData({ text: Type.String() }) } })
const ids = nodeIds()

let directory: string
let printed: string[]
const print = (line: string) => void printed.push(line)
const text = () => printed.join('\n')

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-commands-'))
  printed = []
})
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))

const configOf = (name: string): Config => readConfig({ MILLRACE_DATA: join(directory, name) })

/** Runs an installation for as long as `work` takes. */
const running = async (config: Config, work: (databases: Databases) => Promise<void>) => {
  const databases = await openDatabases(config, () => undefined)
  try {
    await migrate(databases.pool, logs)
    await work(databases)
  } finally {
    await databases.close()
  }
}

/** Its first start: keys, one order, and a signed checkpoint of it. */
const begin = async (config: Config, databases: Databases): Promise<void> => {
  const { masterKey, checkpointKey } = await readSecrets(config, databases)
  await (await openVault({ pool: databases.keysPool, masterKey })).close()
  const store = openEventStore({ log: 'orders', catalogue, ...databases })
  const commandId = ids.next()
  await store.append({
    commandId,
    fingerprint: '',
    onOtherContent: 'refuse',
    origin: { actor: 'system', correlationId: commandId, causationId: commandId, traceparent: '' },
    time: 1,
    reads: [{ stream: 'a', version: 0 }],
    events: [
      { stream: 'a', id: ids.next(), type: 'Noted', schemaVersion: 1, data: { text: 'hello' } },
    ],
    outcome: { kind: 'accepted', versions: { a: 1 } },
  })
  await store.close()
  await writeCheckpoint(join(databases.directory, 'checkpoints'), checkpointKey, {
    log: 'orders',
    ...(await logPlace(databases.pool, 'orders')),
    at: '2026-11-21T12:00:00Z',
  })
}

describe('The commands that look after an installation', () => {
  it('export beside the running one, import into a new one, and say what to carry', async () => {
    const [origin, copy] = [configOf('origin'), configOf('copy')]
    const file = join(directory, 'all.millrace')
    await running(origin, async (databases) => {
      await begin(origin, databases)
      expect(await exportCommand(origin, logs, file, print)).toBe(0)
    })
    expect(text()).toMatch(/log orders: position 1, epoch 1, hash [0-9a-f]{64}/)
    expect(text()).toContain(`carry ${join(directory, 'origin')}/secrets separately`)

    printed = []
    expect(await importCommand(copy, logs, file, print)).toBe(0)
    expect(text()).toContain('log orders: position 1')
    // A secret that was made here would stand where the origin's has to go.
    expect(await readdir(join(directory, 'copy'))).not.toContain('secrets')
    expect(await verifyCommand(copy, logs, print)).toBe(0)

    printed = []
    expect(await importCommand(copy, logs, file, print)).toBe(1)
    expect(text()).toContain('the log orders holds 1 events already')
    printed = []
    expect(await exportCommand(copy, logs, file, print)).toBe(1)
    expect(text()).toContain('exists already')
  })

  it('refuse to import into an installation that runs', async () => {
    const config = configOf('origin')
    await running(config, async () => {
      await expect(importCommand(config, logs, join(directory, 'none'), print)).rejects.toThrow(
        'is in use by process',
      )
    })
  })

  it('look beside a database that another release runs, and leave it as it is', async () => {
    const config = configOf('origin')
    const lock = await lockDataDirectory(join(directory, 'origin'))
    const server = await startEmbeddedPostgres({
      directory: join(directory, 'origin', 'postgres'),
      settings: { work_mem: '5MB' },
    })
    const pool = new pg.Pool({ ...server.connection })
    const keysPool = await createKeysDatabase(pool, 'millrace').then(
      (database) => new pg.Pool({ ...server.connection, database }),
    )
    try {
      const databases = { directory: lock.directory, connection: server.connection, pool, keysPool }
      await migrate(pool, logs)
      await begin(config, { ...databases, close: () => Promise.resolve() })
      const staying = await pool.connect()
      expect(await verifyCommand(config, logs, print)).toBe(0)
      expect(await exportCommand(config, logs, join(directory, 'all.millrace'), print)).toBe(0)
      // A session of before the look.
      expect((await staying.query('show work_mem')).rows).toEqual([{ work_mem: '5MB' }])
      staying.release()
    } finally {
      await Promise.all([pool.end(), keysPool.end()])
      await server.stop()
      await lock.release()
    }
  })

  it('do not look into what a newer release wrote, and start nothing on it', async () => {
    const config = configOf('origin')
    await running(config, (databases) => begin(config, databases))
    await writeFile(join(directory, 'origin', 'format'), '99\n')
    const file = join(directory, 'all.millrace')
    for (const looking of [
      () => verifyCommand(config, logs, print),
      () => exportCommand(config, logs, file, print),
    ])
      await expect(looking()).rejects.toThrow('is of version 99')
    const cluster = await readdir(join(directory, 'origin', 'postgres', 'cluster'))
    expect(cluster).not.toContain('postmaster.pid')
  })

  it('make nothing where there is no installation', async () => {
    const config = configOf('nothing')
    expect(await exportCommand(config, logs, join(directory, 'all.millrace'), print)).toBe(1)
    expect(await verifyCommand(config, logs, print)).toBe(1)
    expect(text()).toContain('There is no installation')
    expect(await readdir(directory)).toEqual([])
  })

  it('verify the logs against their signed checkpoints, and tell what differs', async () => {
    const config = configOf('origin')
    await running(config, async (databases) => {
      await begin(config, databases)
      expect(await verifyCommand(config, logs, print)).toBe(0)
      expect(text()).toMatch(/log orders: position 1, hash .*, 1 signed checkpoints, 0 problems/)
      expect(text()).toContain('What this cannot find')

      printed = []
      await databases.pool.query(`update log_orders.events set data = '{"text":"hallo"}'`)
      expect(await verifyCommand(config, logs, print)).toBe(1)
      expect(printed).toContain('  event 1 is not what was written: its hash differs')

      printed = []
      await databases.pool.query(`delete from log_orders.events; delete from log_orders.batches;
        delete from log_orders.streams; update log_orders.log set position = 0, hash = default`)
      expect(await verifyCommand(config, logs, print)).toBe(1)
      expect(text()).toContain('the tail is cut: a signed checkpoint knows position 1')

      printed = []
      await databases.pool.query(`drop schema log_orders cascade`)
      expect(await verifyCommand(config, logs, print)).toBe(1)
      expect(text()).toContain('not there, though 1 signed checkpoints know it')
    })
  })
})
