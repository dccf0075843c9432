import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { erased } from '../../kernel/personal-data.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { vaultConformance } from '../../testing/vault.conformance.ts'
import { createKeysDatabase, keysDatabaseName } from './vault-database.ts'
import { openVault, type PostgresVault } from './vault.ts'

const masterKey = Buffer.alloc(32, 7)
const otherMasterKey = Buffer.alloc(32, 8)
const anna = { subject: 'account-anna', field: 'name', value: 'Anna Lindqvist' }

let postgres: TestPostgres
let databases = 0
const opened: PostgresVault[] = []
const pools: Pool[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((vault) => vault.close()))
  await Promise.all(pools.splice(0).map((pool) => pool.end()))
})
afterAll(() => postgres.stop())

/** Opens vaults on one fresh database, each with a pool of its own, as processes do. */
const freshKeys = async () => {
  const name = await createKeysDatabase(postgres.pool, `vault${++databases}`)
  const connection = { ...postgres.connection, database: name }
  const open = async (key = masterKey, heldMax = 1_000): Promise<PostgresVault> => {
    const pool = new Pool({ ...connection, max: 4 })
    pool.on('error', () => undefined)
    pools.push(pool)
    const vault = await openVault({ pool, masterKey: key, heldMax })
    opened.push(vault)
    return vault
  }
  return { name, connection, open }
}

const soon = async (check: () => Promise<void>): Promise<void> => {
  await expect.poll(() => check().then(() => true), { timeout: 5_000, interval: 5 }).toBe(true)
}

vaultConformance(
  'postgres',
  async () => {
    const [keys, foreign] = [await freshKeys(), await freshKeys()]
    const [one, other] = await Promise.all([keys.open(), keys.open()])
    return { one, other, foreign: await foreign.open(otherMasterKey) }
  },
  soon,
)

describe('the master key', () => {
  it('that is another than before is refused at the start, by name', async () => {
    const { open } = await freshKeys()
    const [sealed] = await (await open()).seal([anna])
    await expect(open(otherMasterKey)).rejects.toThrow('master key does not fit')
    expect(await (await open()).open([sealed!])).toEqual(['Anna Lindqvist'])
  })

  it('of two first processes at once is one of the two, and the other process is refused', async () => {
    const { open } = await freshKeys()
    const results = await Promise.allSettled([open(masterKey), open(otherMasterKey)])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  it('of a wrong length is refused', async () => {
    const { open } = await freshKeys()
    await expect(open(Buffer.alloc(16))).rejects.toThrow('32 bytes')
  })

  it('can be replaced: everything stays readable, indexes stay, the old key is refused', async () => {
    const { open } = await freshKeys()
    const vault = await open(masterKey, 0)
    const [sealed] = await vault.seal([anna])
    const index = vault.blindIndex('account', 'x')
    await vault.replaceMasterKey(otherMasterKey)
    const [later] = await vault.seal([{ ...anna, value: 'later' }])
    expect(await vault.open([sealed!, later!])).toEqual(['Anna Lindqvist', 'later'])
    const restarted = await open(otherMasterKey)
    expect(await restarted.open([sealed!, later!])).toEqual(['Anna Lindqvist', 'later'])
    expect(restarted.blindIndex('account', 'x')).toBe(index)
    await expect(open(masterKey)).rejects.toThrow('master key does not fit')
  })

  it('that another process replaced makes no more keys', async () => {
    const { open } = await freshKeys()
    const [one, stale] = [await open(), await open()]
    await one.replaceMasterKey(otherMasterKey)
    await expect(stale.seal([anna])).rejects.toThrow('master key of the vault was replaced')
    await expect(stale.replaceMasterKey(masterKey)).rejects.toThrow('was replaced')
    expect(await one.living(anna.subject)).toBeUndefined()
  })

  it('is replaced while keys are being made, and no key is left behind', async () => {
    const { open } = await freshKeys()
    const [one, writer] = [await open(), await open()]
    const sealing = Array.from({ length: 300 }, async (_, index) => {
      for (let turn = 0; turn < index; turn++) await new Promise(setImmediate)
      return writer.seal([{ ...anna, subject: `account-${index}` }])
    })
    const settled = Promise.allSettled(sealing)
    await one.replaceMasterKey(otherMasterKey)
    const sealed = (await settled).flatMap((result) =>
      result.status === 'fulfilled' ? result.value : [],
    )
    const read = await (await open(otherMasterKey)).open(sealed)
    expect(read.filter((value) => value !== 'Anna Lindqvist')).toEqual([])
  })
})

describe('the database of keys', () => {
  it('is made once, whoever comes first, and bears the main one in its name', async () => {
    const name = `main${++databases}`
    const made = await Promise.all([1, 2, 3].map(() => createKeysDatabase(postgres.pool, name)))
    expect(new Set(made)).toEqual(new Set([keysDatabaseName(name)]))
    expect(keysDatabaseName('millrace')).toBe('millrace_keys')
    await expect(createKeysDatabase(postgres.pool, 'x"; drop table y; --')).rejects.toThrow('name')
  })

  it('is opened by two processes at once on the first start', async () => {
    const { open } = await freshKeys()
    const [one, other] = await Promise.all([open(), open()])
    const [sealed] = await one.seal([anna])
    expect(await other.open([sealed!])).toEqual(['Anna Lindqvist'])
  })

  it('of a newer Millrace is refused', async () => {
    const { connection, open } = await freshKeys()
    await open()
    const pool = new Pool(connection)
    pools.push(pool)
    await pool.query(
      `insert into millrace.migrations (scope, number, name, checksum) values ('keys', 2, '0002-later.sql', '')`,
    )
    await expect(open()).rejects.toThrow('newer Millrace')
  })

  it('holds no key in the clear, and none at all of an erased person', async () => {
    const { connection, open } = await freshKeys()
    const vault = await open()
    await vault.seal([anna, { ...anna, subject: 'account-bo' }])
    await vault.erase(anna.subject)
    const pool = new Pool(connection)
    pools.push(pool)
    const { rows } = await pool.query(
      'select person, wrapped is null as destroyed, length(wrapped) as bytes from vault.subject_keys order by 1',
    )
    expect(rows).toEqual([
      { person: 'account-anna', destroyed: true, bytes: null },
      { person: 'account-bo', destroyed: false, bytes: 60 },
    ])
  })

  it('and its files never hold what was sealed', async () => {
    const { open } = await freshKeys()
    await (await open()).seal([{ ...anna, value: 'Quetzalcoatl Featherstone' }])
    await postgres.pool.query('checkpoint')
    const files = await readdir(postgres.directory, { recursive: true, withFileTypes: true })
    let searched = 0
    for (const file of files.filter((entry) => entry.isFile())) {
      const bytes = await readFile(join(file.parentPath, file.name))
      searched += bytes.length
      expect(bytes.includes('Quetzalcoatl')).toBe(false)
    }
    expect(searched).toBeGreaterThan(1_000_000)
  })
})

describe('an erasure', () => {
  it('reaches another process that holds the key', async () => {
    const { connection, open } = await freshKeys()
    const vault = await open()
    const [sealed] = await vault.seal([anna])
    const child = fork(new URL('./fixtures/vault-reader.ts', import.meta.url), {
      serialization: 'advanced',
    })
    try {
      child.send({ connection, masterKey, sealed })
      const [first] = await once(child, 'message')
      expect(first).toBe('Anna Lindqvist')
      const next = once(child, 'message')
      await vault.erase(anna.subject)
      expect((await next)[0]).toBe('erased')
    } finally {
      child.kill()
    }
  })

  it('that passes while the connection is down is noticed all the same', async () => {
    const { connection, open } = await freshKeys()
    const [one, other] = [await open(), await open()]
    const [sealed] = await one.seal([anna])
    expect(await other.open([sealed!])).toEqual(['Anna Lindqvist'])
    await postgres.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = $1 and application_name = 'millrace erasures'`,
      [connection.database],
    )
    await one.erase(anna.subject)
    await soon(async () => expect(await other.open([sealed!])).toEqual([erased]))
    const [back] = await one.seal([anna])
    await soon(async () => expect(await other.open([back!])).toEqual(['Anna Lindqvist']))
    await expect
      .poll(
        async () => {
          const { rowCount } = await postgres.pool.query(
            `select from pg_stat_activity where datname = $1 and application_name = 'millrace erasures'`,
            [connection.database],
          )
          return rowCount
        },
        { timeout: 5_000 },
      )
      .toBe(2)
  })
})
