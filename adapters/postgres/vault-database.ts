import { escapeIdentifier, type Pool } from 'pg'

/** The database of subject keys stands beside the main one, so that it is backed up, and guarded, apart. */
export const keysDatabaseName = (database: string): string => `${database}_keys`

const namePattern = /^[A-Za-z_][A-Za-z0-9_$-]{0,57}$/

/** Another process was quicker. */
const existsAlready = ['42P04', '23505']

/** Makes the database of keys where it is missing, over a connection to the main one. Returns its name. */
export const createKeysDatabase = async (pool: Pool, database: string): Promise<string> => {
  if (!namePattern.test(database)) throw new Error(`${database} cannot name a database`)
  const name = keysDatabaseName(database)
  const { rowCount } = await pool.query('select from pg_database where datname = $1', [name])
  if (rowCount) return name
  await pool.query(`create database ${escapeIdentifier(name)}`).catch((error: unknown) => {
    if (!existsAlready.includes((error as { code?: string }).code ?? '')) throw error
  })
  return name
}
