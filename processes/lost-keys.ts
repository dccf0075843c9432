import { logSchema } from '../adapters/postgres/migrate.ts'
import { hasMasterKey } from '../adapters/postgres/master-key.ts'
import { keysDatabaseName } from '../adapters/postgres/vault-database.ts'
import type { Databases } from './open-databases.ts'
import { howRestored } from './restoring/refuse-drill.ts'

/** There are events, but the database of the keys that they are under is not theirs. */
export class KeysMissing extends Error {
  override readonly name = 'KeysMissing'
}

/**
 * A database that was restored without its keys would come up as if everybody had been erased, and write on under
 * new ones. Throws `KeysMissing` instead.
 */
export const refuseLostKeys = async (
  {
    pool,
    keysPool,
    connection: { database = 'millrace' },
  }: Pick<Databases, 'pool' | 'keysPool' | 'connection'>,
  logs: readonly string[],
): Promise<void> => {
  if (await hasMasterKey(keysPool)) return
  if ((await howRestored(pool))?.keys === 'lost') return
  for (const log of logs)
    if (await hasEvents(pool, log))
      throw new KeysMissing(
        `The database ${database} holds events, and ${keysDatabaseName(database)} does not hold the keys that ` +
          'their personal data are under. Restore that database too; it is backed up apart.',
      )
}

const hasEvents = async (pool: Databases['pool'], log: string): Promise<boolean> => {
  const table = `${logSchema(log)}.log`
  const { rows } = await pool.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [table],
  )
  if (!rows[0]?.exists) return false
  const { rowCount } = await pool.query(`select from ${table} where position > 0`)
  return rowCount !== 0
}
