import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'

/** False where the data directory was never used: looking into it must not make an installation. */
export const isInstalled = async ({ databaseUrl, dataDirectory }: Config): Promise<boolean> =>
  databaseUrl !== undefined ||
  access(join(dataDirectory, 'postgres')).then(
    () => true,
    () => false,
  )

export const notInstalled = ({ dataDirectory }: Config): string =>
  `There is no installation in ${dataDirectory}. Set MILLRACE_DATA to the directory of one, or DATABASE_URL.`
