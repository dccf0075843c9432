import { ArchiveRefused } from '../../adapters/postgres/archive/archive-format.ts'
import { importInstallation } from '../../adapters/postgres/archive/import-installation.ts'
import type { Config } from '../config.ts'
import { openDatabases } from '../open-databases.ts'
import { printProgress } from './archive-progress.ts'

/**
 * Fills an empty installation, which must not be running, from a file. Returns the exit code: 1 where it was refused.
 * Makes no secrets: those of the origin have to be carried here.
 */
export const importCommand = async (
  config: Config,
  logs: readonly string[],
  file: string,
  print: (line: string) => void,
): Promise<number> => {
  const databases = await openDatabases(config, () => undefined)
  try {
    const { header } = await importInstallation({
      pool: databases.pool,
      keysPool: databases.keysPool,
      logs,
      file,
      onProgress: printProgress(print),
    })
    print(`Imported what Millrace ${header.product} exported at ${header.at}, and verified it:`)
    for (const { name, position, hash, epoch } of header.logs)
      print(`  log ${name}: position ${position}, epoch ${epoch}, hash ${hash}`)
    print('')
    print(
      config.masterKey
        ? 'Before the first start: MILLRACE_MASTER_KEY must be the key of the origin.'
        : `Before the first start: carry the secrets of the origin to ${databases.directory}/secrets.`,
    )
    print(
      'Let only one of the two run: each would act on the same facts. Views are made at the start.',
    )
    return 0
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error
    print(`Nothing was imported: ${error.message}.`)
    return 1
  } finally {
    await databases.close()
  }
}
