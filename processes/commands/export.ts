import { ArchiveRefused } from '../../adapters/postgres/archive/archive-format.ts'
import {
  exportInstallation,
  type ExportedArchive,
} from '../../adapters/postgres/archive/export-installation.ts'
import type { Config } from '../config.ts'
import { openDatabasesBeside } from '../open-databases.ts'
import { version } from '../version.ts'
import { counted, printProgress } from './archive-progress.ts'
import { isInstalled, isUsed, notInstalled } from './existing-installation.ts'

type Print = (line: string) => void

/**
 * Writes the installation into a file that did not exist, beside whatever runs on it. Returns the exit code: 1 where
 * it was refused.
 */
export const exportCommand = async (
  config: Config,
  logs: readonly string[],
  file: string,
  print: Print,
): Promise<number> => {
  if (!(await isInstalled(config))) {
    print(notInstalled(config))
    return 1
  }
  const databases = await openDatabasesBeside(config)
  try {
    if (!(await isUsed(databases, logs))) {
      print(notInstalled(config))
      return 1
    }
    const archive = await exportInstallation({
      pool: databases.pool,
      keysPool: databases.keysPool,
      logs,
      file,
      product: version,
      now: Date.now(),
      onProgress: printProgress(print),
    })
    printExported(archive, { file, directory: databases.directory, config, print })
    return 0
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error
    print(`Nothing was exported: ${error.message}.`)
    return 1
  } finally {
    await databases.close()
  }
}

const printExported = (
  { header, bytes }: ExportedArchive,
  {
    file,
    directory,
    config,
    print,
  }: { file: string; directory: string; config: Config; print: Print },
): void => {
  print(`Exported to ${file}: ${counted(bytes)} bytes, as of ${header.at}.`)
  for (const { name, position, hash, epoch } of header.logs)
    print(`  log ${name}: position ${position}, epoch ${epoch}, hash ${hash}`)
  print('')
  print(
    config.masterKey
      ? 'The master key is not in the file: set MILLRACE_MASTER_KEY where it is imported.'
      : `The master key is not in the file: carry ${directory}/secrets separately to where it is imported.`,
  )
  print('Without that key nobody can read personal data in it, and it cannot be made again.')
  print(`Carry ${directory}/checkpoints too, to hold the logs against what was signed here.`)
  print('What happens here from now on is not in the file: to move for good, stop, then export.')
  print(
    'Persons who are erased from now on are erased here, not in this file: destroy it when it has served.',
  )
}
