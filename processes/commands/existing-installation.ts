import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import type { Config } from '../config.ts'
import type { Databases } from '../open-databases.ts'
import { hasCheckpoints } from '../secrets.ts'

/** False where the data directory was never used: looking into it must not make an installation. */
export const isInstalled = async ({ databaseUrl, dataDirectory }: Config): Promise<boolean> =>
  databaseUrl !== undefined ||
  access(join(dataDirectory, 'postgres')).then(
    () => true,
    () => false,
  )

/** The same for a database that is somebody else's, or new: nothing of ours is in it, and nothing was signed of it. */
export const isUsed = async (
  { pool, directory }: Pick<Databases, 'pool' | 'directory'>,
  logs: readonly string[],
): Promise<boolean> => {
  const { rowCount } = await pool.query('select from pg_namespace where nspname = any($1)', [
    logs.map(logSchema),
  ])
  return rowCount !== 0 || (await hasCheckpoints(directory))
}

export const notInstalled = ({ dataDirectory, databaseUrl }: Config): string =>
  databaseUrl
    ? 'There is no installation in the database of DATABASE_URL.'
    : `There is no installation in ${dataDirectory}. Set MILLRACE_DATA to the directory of one, or DATABASE_URL.`
