import { randomUUID } from 'node:crypto'
import { link, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Creates a file, whole or not at all, readable by its owner alone, and durable before this resolves.
 * False if a file of that name exists already; that one stays as it is.
 */
export async function createFileOnce(path: string, content: Buffer | string): Promise<boolean> {
  const temporary = await writeTemporary(path, content)
  try {
    // A link, unlike a rename, fails where the name is taken: of two processes one wins, and both know which.
    await link(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await unlink(temporary)
  }
  await syncDirectory(dirname(path))
  return true
}

/** Replaces a file's content, such that a reader sees the old or the new and nothing between. */
export async function replaceFile(path: string, content: Buffer | string): Promise<void> {
  await rename(await writeTemporary(path, content), path)
  await syncDirectory(dirname(path))
}

async function writeTemporary(path: string, content: Buffer | string): Promise<string> {
  const temporary = `${path}.${randomUUID()}.partial`
  const file = await open(temporary, 'wx', 0o600)
  try {
    await giveToOwner(file, dirname(path))
    await file.writeFile(content)
    await file.sync()
    return temporary
  } catch (error) {
    await unlink(temporary)
    throw error
  } finally {
    await file.close()
  }
}

/** Renames a file that is there, over what has the name; durable before this resolves. */
export async function renameFile(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncDirectory(dirname(to))
}

// What root makes in somebody's directory is theirs, or they could not start there again.
async function giveToOwner(file: FileHandle, directory: string): Promise<void> {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = await stat(directory)
  if (uid !== 0) await file.chown(uid, gid)
}

// The new name itself is only durable once the directory is. Windows has no such call and needs none.
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
