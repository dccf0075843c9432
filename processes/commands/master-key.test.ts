import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOrCreateSecret } from '../../adapters/files/secret-file.ts'
import {
  masterKeyIdOf,
  openMasterKey,
  replaceMasterKey,
} from '../../adapters/postgres/master-key.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { postgresOperations } from '../../adapters/postgres/operations.ts'
import { openVault } from '../../adapters/postgres/vault.ts'
import type { Sealed } from '../../kernel/personal-data.ts'
import { readConfig, type Config } from '../config.ts'
import { openDatabases, type Databases } from '../open-databases.ts'
import { nextMasterKeyPath, masterKeyPath, readSecrets } from '../secrets.ts'
import { replaceMasterKeyCommand } from './master-key.ts'
import { exportCommand } from './export.ts'
import { verifyCommand } from './verify.ts'

const logs = ['orders']
const operation = {
  id: '0190a1b2-0000-7000-8000-000000000001',
  actor: 'user:anna',
  route: 'pay',
  fingerprint: 'f',
  request: { amount: '1' },
  acceptedAt: 1_000,
}
const one = '1'.repeat(64)
const other = '2'.repeat(64)

let directory: string
let printed: string[]
const print = (line: string) => void printed.push(line)
const text = () => printed.join('\n')
const data = () => join(directory, 'data')
const configOf = (more: NodeJS.ProcessEnv = {}): Config =>
  readConfig({ MILLRACE_DATA: data(), ...more })

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-key-'))
  printed = []
})
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))

const running = async <Result>(
  config: Config,
  work: (databases: Databases) => Promise<Result>,
): Promise<Result> => {
  const databases = await openDatabases(config, () => undefined)
  try {
    return await work(databases)
  } finally {
    await databases.close()
  }
}
const vaultOf = async (config: Config, databases: Databases) => {
  const { masterKey } = await readSecrets(config, databases)
  const vault = await openVault({ pool: databases.keysPool, masterKey })
  return { vault, operations: postgresOperations({ queries: databases.pool, masterKey }) }
}

/** Its first start: a person's name under their key, and a promised request. */
const begin = (config: Config): Promise<Sealed<string>> =>
  running(config, async (databases) => {
    await migrate(databases.pool, logs)
    const { vault, operations } = await vaultOf(config, databases)
    await operations.accept(operation, 2_000)
    const [sealed] = await vault.seal([{ subject: 'anna', field: 'name', value: 'Anna' }])
    await vault.close()
    if (!sealed) throw new Error('nothing was sealed')
    return sealed
  })
/** What a start finds. */
const found = (config: Config, sealed: Sealed<string>) =>
  running(config, async (databases) => {
    const { vault, operations } = await vaultOf(config, databases)
    const [name] = await vault.open([sealed])
    await vault.close()
    const [claimed] = await operations.claim(10_000, 20_000, 1)
    return { name, request: claimed?.request }
  })
const whole = { name: 'Anna', request: operation.request }
const replace = (config = configOf()) => replaceMasterKeyCommand(config, logs, print)
const keys = async () =>
  (await readdir(join(data(), 'secrets'))).filter((name) => name.startsWith('master.key')).sort()

describe('Replacing the master key that is kept here', () => {
  it('makes another one, under which everything opens, and keeps the old one apart', async () => {
    const sealed = await begin(configOf())
    const before = await readFile(masterKeyPath(data()))
    expect(await replace()).toBe(0)
    expect(await keys()).toEqual(['master.key', `master.key.${masterKeyIdOf(before)}`])
    expect(await readFile(masterKeyPath(data()))).not.toEqual(before)
    expect(await readFile(`${masterKeyPath(data())}.${masterKeyIdOf(before)}`)).toEqual(before)
    expect(text()).toContain('1 promised requests')
    expect(text()).toContain('Everybody has to sign in again')
    expect(await found(configOf(), sealed)).toEqual(whole)
    const withOld = configOf({ MILLRACE_MASTER_KEY: before.toString('hex') })
    await expect(found(withOld, sealed)).rejects.toThrow('master key does not fit')
  })

  it.each<[where: string, interrupted: (databases: Databases) => Promise<void>]>([
    ['before anything was wrapped', async () => undefined],
    [
      'once the keys were wrapped',
      async ({ keysPool }) => {
        const [current, next] = await Promise.all(
          [masterKeyPath(data()), nextMasterKeyPath(data())].map((path) => readFile(path)),
        )
        if (!current || !next) throw new Error('a key is missing')
        await replaceMasterKey(keysPool, await openMasterKey(keysPool, current), next)
      },
    ],
  ])(
    'interrupted %s, goes on where it was; a start is refused until then',
    async (_where, work) => {
      const sealed = await begin(configOf())
      await readOrCreateSecret(nextMasterKeyPath(data()))
      const next = await readFile(nextMasterKeyPath(data()))
      await running(configOf(), work)
      await expect(found(configOf(), sealed)).rejects.toThrow('that has not ended')
      expect(await replace()).toBe(0)
      expect(await readFile(masterKeyPath(data()))).toEqual(next)
      expect(await keys()).toHaveLength(2)
      expect(await found(configOf(), sealed)).toEqual(whole)
    },
  )

  it('is refused while the installation runs, and without the old key', async () => {
    await begin(configOf())
    await running(configOf(), async () => {
      await expect(replace()).rejects.toThrow('is in use by process')
    })
    await rename(masterKeyPath(data()), join(directory, 'lost'))
    expect(await replace()).toBe(1)
    expect(text()).toContain('master.key is missing')
    expect(await keys()).toEqual([])
  })
})

describe('Replacing a master key that is given', () => {
  it('takes the new one from its setting, twice without harm', async () => {
    const config = configOf({ MILLRACE_MASTER_KEY: one })
    const sealed = await begin(config)
    for (const wrong of [
      config,
      configOf({ MILLRACE_MASTER_KEY: one, MILLRACE_NEW_MASTER_KEY: one }),
    ])
      expect(await replace(wrong)).toBe(1)
    expect(text()).toContain('openssl rand -hex 32')
    const replacing = configOf({ MILLRACE_MASTER_KEY: one, MILLRACE_NEW_MASTER_KEY: other })
    expect(await replace(replacing)).toBe(0)
    expect(await replace(replacing)).toBe(0)
    expect(text()).toContain('wrapped by the new master key already')
    expect(text()).toContain('0 promised requests')
    expect(await found(configOf({ MILLRACE_MASTER_KEY: other }), sealed)).toEqual(whole)
    await expect(found(config, sealed)).rejects.toThrow('master key does not fit')
    expect(await keys()).toEqual([])
  })
})

describe('What looks into an installation', () => {
  it('makes nothing where there is none, in a database of its own name either', async () => {
    expect(await replace()).toBe(1)
    expect(await readdir(directory)).toEqual([])
    await running(configOf(), async ({ pool, connection }) => {
      await pool.query('create database unused')
      const { host = '', user = '', port } = connection
      const url = `postgresql://${user}@/unused?host=${encodeURIComponent(host)}&port=${port}`
      const elsewhere = join(directory, 'elsewhere')
      const config = readConfig({ MILLRACE_DATA: elsewhere, DATABASE_URL: url })
      const before = await namesOf(pool)
      expect(await verifyCommand(config, logs, print)).toBe(1)
      expect(await exportCommand(config, logs, join(directory, 'file'), print)).toBe(1)
      expect(text()).toContain('There is no installation in the database of DATABASE_URL')
      expect(await namesOf(pool)).toEqual(before)
      expect((await readdir(directory)).sort()).toEqual(['data'])
    })
  })
})

const namesOf = async (pool: Databases['pool']): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ datname: string }>(
    'select datname from pg_database order by datname',
  )
  return rows.map(({ datname }) => datname)
}
