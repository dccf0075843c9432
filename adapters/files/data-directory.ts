import { chmod, mkdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { createFileOnce } from './create-file-once.ts'
import { takeDirectoryLock } from './directory-lock.ts'

/** The version of the data directory's layout that this release writes. */
export const dataDirectoryVersion = 1

/** The data directory cannot be used. The message is for the operator: it names the directory and says what to do. */
export class DataDirectoryRefused extends Error {
  override readonly name = 'DataDirectoryRefused'
}

/** Another process has it. */
export class DataDirectoryInUse extends DataDirectoryRefused {}

/** The data directory, this process's own until `release`. */
export interface DataDirectoryLock {
  /** Its real path. */
  readonly directory: string
  release(): Promise<void>
}

/**
 * Makes the data directory if it is missing, and takes it for this process.
 * Throws DataDirectoryRefused where another process has it (DataDirectoryInUse), a newer release wrote it, or it cannot be written to.
 */
export async function lockDataDirectory(directory: string): Promise<DataDirectoryLock> {
  try {
    const path = await makeDirectory(resolve(directory))
    return await lock(path)
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, directory)
  }
}

async function lock(directory: string): Promise<DataDirectoryLock> {
  const outcome = await takeDirectoryLock(directory)
  if (outcome.taken) {
    throw new DataDirectoryInUse(
      `The data directory ${directory} is in use by process ${outcome.holder.pid}. ` +
        'Stop that one, or set MILLRACE_DATA to another directory.',
    )
  }
  try {
    await checkVersion(directory)
  } catch (error) {
    await outcome.release()
    throw error
  }
  return { directory, release: () => outcome.release() }
}

async function checkVersion(directory: string): Promise<void> {
  const path = join(directory, 'format')
  await createFileOnce(path, `${dataDirectoryVersion}\n`)
  const text = (await readFile(path, 'utf8')).trim()
  if (!/^[1-9]\d*$/.test(text)) {
    throw new DataDirectoryRefused(
      `${path} does not hold a version, so ${directory} is no data directory of Millrace, or it was damaged.`,
    )
  }
  if (Number(text) > dataDirectoryVersion) {
    throw new DataDirectoryRefused(
      `The data directory ${directory} is of version ${text}; this release knows version ${dataDirectoryVersion} ` +
        'and older. Start the newer release that wrote it, or set MILLRACE_DATA to another directory.',
    )
  }
}

// As root the embedded database runs as another account, which must be able to pass through; nobody else may list it.
async function makeDirectory(directory: string): Promise<string> {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700
  // Set again, because a strict umask cuts the mode that mkdir is given.
  for (const made of await makeMissing(directory, mode)) await chmod(made, mode)
  return realpath(directory)
}

/**
 * Makes it with everything that is missing above it, and says what was made. Node's own way never comes to an end
 * where a file system calls missing what it has no place for, as /proc does.
 */
async function makeMissing(directory: string, mode: number): Promise<string[]> {
  try {
    return await makeOne(directory, mode)
  } catch (error) {
    const above = dirname(directory)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || above === directory) throw error
    const made = await makeMissing(above, mode)
    return [...made, ...(await makeOne(directory, mode))]
  }
}

async function makeOne(directory: string, mode: number): Promise<string[]> {
  try {
    await mkdir(directory, { mode })
    return [directory]
  } catch (error) {
    const isThere = await stat(directory).then(
      (found) => found.isDirectory(),
      () => false,
    )
    if (isThere) return []
    throw error
  }
}

const reasons: Record<string, string> = {
  EACCES: 'may not be written to by this user',
  EPERM: 'may not be written to by this user',
  EROFS: 'is on a disk that cannot be written to',
  ENOSPC: 'is on a disk without space left',
  ENOTDIR: 'is no directory',
  EEXIST: 'is no directory',
  // What Node makes of a parent on a disk that cannot be written to.
  ENOENT: 'cannot be made',
  ENAMETOOLONG: 'has a longer name than this disk takes',
  ELOOP: 'lies behind links that lead round in a circle',
}

function explained(error: NodeJS.ErrnoException, directory: string): Error {
  const reason = reasons[error.code ?? '']
  if (reason === undefined) return error
  return new DataDirectoryRefused(
    `The data directory ${directory} ${reason} (${error.message}). Set MILLRACE_DATA to another one.`,
    { cause: error },
  )
}
