import { constants } from 'node:fs'
import { access, open, rename, stat, unlink } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { ArchiveRefused } from './archive-format.ts'

/**
 * Writes content into a file that did not exist, readable by its owner alone, durable and whole before it has its
 * name. Returns its size in bytes.
 */
export const writeArchive = async (
  file: string,
  content: AsyncGenerator<Buffer>,
): Promise<number> => {
  const path = resolve(file)
  const partial = `${path}.partial`
  await refuseExisting(path)
  const handle = await open(partial, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new ArchiveRefused(
          `${partial} exists: another export is writing it, or one did not finish. Remove it if none is running`,
        )
      : new ArchiveRefused(`${partial} cannot be written: ${error.message}`)
  })
  try {
    await pipeline(content, createGzip({ level: 4 }), handle.createWriteStream({ flush: true }))
    await refuseExisting(path)
    await rename(partial, path)
    await syncDirectory(dirname(path))
    return (await stat(path)).size
  } catch (error) {
    await unlink(partial).catch(() => undefined)
    const { syscall, message } = error as NodeJS.ErrnoException
    // Of the file system, such as a disk without space, and not of the database.
    if (syscall === 'write' || syscall === 'fsync')
      throw new ArchiveRefused(`${partial} cannot be written: ${message}`)
    throw error
  }
}

const refuseExisting = async (path: string): Promise<void> => {
  const exists = await access(path, constants.F_OK).then(
    () => true,
    () => false,
  )
  if (exists)
    throw new ArchiveRefused(`${path} exists already, and an archive is never overwritten`)
}

// A new name is durable once its directory is. Windows has no such call and needs none.
const syncDirectory = async (directory: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
