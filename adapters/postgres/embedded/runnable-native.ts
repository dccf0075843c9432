import { createHash } from 'node:crypto'
import { readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyNative } from './copy-native.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { createLibraryLinks } from './library-links.ts'
import { makeOwnDirectory } from './private-directory.ts'
import { runProgram } from './run-program.ts'
import type { ServerAccount } from './server-account.ts'

/** PostgreSQL programs that were seen to run as the account. */
export interface RunnableNative {
  directory: string
  /** Data of another major version cannot be read. */
  majorVersion: number
}

/**
 * Finds a place from which the account can run the programs: where they are installed, else a copy beside the data,
 * else a copy under the system's temporary directory. The installed ones may lie under a directory that only root can
 * enter, or on a read-only disk without their library links; the data may lie on a disk that runs no programs.
 */
export async function findRunnableNative(
  installed: string,
  account: ServerAccount,
  dataDirectory: string,
): Promise<RunnableNative> {
  await createLibraryLinks(installed)
  const asInstalled = await tryPrograms(await realpath(installed), account)
  if (typeof asInstalled === 'object') return asInstalled
  const key = await contentKey(installed)
  for (const findCache of [() => dataDirectory, makeTemporaryCache]) {
    const target = join(await findCache(), `postgresql-${key}`)
    const copy = await tryCopy(installed, account, target)
    if (typeof copy === 'object') return copy
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL in ${installed} does not run here: ${asInstalled}. Set DATABASE_URL to a PostgreSQL server.`,
  )
}

async function tryCopy(
  installed: string,
  account: ServerAccount,
  target: string,
): Promise<RunnableNative | string> {
  const earlier = await tryPrograms(join(target, 'native'), account)
  if (typeof earlier === 'object') return earlier
  await copyNative(installed, target)
  const copied = await tryPrograms(join(target, 'native'), account)
  if (typeof copied === 'string') await rm(target, { recursive: true })
  return copied
}

async function tryPrograms(
  directory: string,
  account: ServerAccount,
): Promise<RunnableNative | string> {
  const { output } = await runProgram(account, join(directory, 'bin', 'postgres'), ['--version'])
  const version = /PostgreSQL\) (\d+)/.exec(output)
  if (version?.[1] === undefined) return output.trim()
  return { directory, majorVersion: Number(version[1]) }
}

// Named by content: a new release of the programs must never be answered with a copy of the old ones.
async function contentKey(nativeDirectory: string): Promise<string> {
  const program = await readFile(join(nativeDirectory, 'bin', 'postgres')).catch(() =>
    readFile(join(nativeDirectory, 'bin', 'postgres.exe')),
  )
  return createHash('sha256').update(program).digest('hex').slice(0, 12)
}

async function makeTemporaryCache(): Promise<string> {
  const directory = join(await realpath(tmpdir()), `millrace-${process.getuid?.() ?? 'programs'}`)
  await makeOwnDirectory(directory, 0o755, undefined)
  return directory
}
