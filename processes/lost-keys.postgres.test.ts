import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate } from '../adapters/postgres/migrate.ts'
import { openVault } from '../adapters/postgres/vault.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { refuseLostKeys } from './lost-keys.ts'

const logs = ['orders']
let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

/** The two databases of an installation: with so many events, and with its keys or new and empty beside them. */
const installation = async (name: string, events: number, hasKeys: boolean) => {
  const main = await postgres.createDatabase(name)
  const keys = await postgres.createDatabase(`${name}_keys`)
  await migrate(main.pool, logs)
  await main.pool.query('update log_orders.log set position = $1', [events])
  if (hasKeys) await (await openVault({ pool: keys.pool, masterKey: Buffer.alloc(32, 1) })).close()
  return { pool: main.pool, keysPool: keys.pool, connection: main.connection }
}

describe('Events whose database of keys was lost', () => {
  it('are refused: they would come up as if everybody had been erased', async () => {
    const databases = await installation('lost', 1, false)
    await expect(refuseLostKeys(databases, logs)).rejects.toThrow(
      'The database lost holds events, and lost_keys does not hold the keys',
    )
  })

  it.each([
    ['with their keys', 'kept', 1, true],
    ['where there are none yet', 'begun', 0, false],
  ])('are no worry %s', async (_what, name, events, hasKeys) => {
    const databases = await installation(name, events, hasKeys)
    await expect(refuseLostKeys(databases, logs)).resolves.toBeUndefined()
  })

  it('are no worry where whoever restored them said that the keys are lost for good', async () => {
    const databases = await installation('given_up', 1, false)
    await databases.pool.query(
      `insert into millrace.restored (kind, keys) values ('takeover', 'lost')`,
    )
    await expect(refuseLostKeys(databases, logs)).resolves.toBeUndefined()
    await databases.pool.query(`update millrace.restored set keys = 'awaited'`)
    await expect(refuseLostKeys(databases, logs)).rejects.toThrow('given_up_keys')
  })

  it('are no worry before the first start', async () => {
    const { pool, connection } = await postgres.createDatabase('empty')
    await expect(
      refuseLostKeys({ pool, keysPool: pool, connection }, logs),
    ).resolves.toBeUndefined()
  })
})
