import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * The first directory on the way to `path` (itself included) that the account may not enter, or undefined.
 * Goes by the permission bits; `path` is absolute and exists.
 */
export async function findClosedDirectory(
  path: string,
  account: { uid: number; gid: number },
): Promise<string | undefined> {
  for (const directory of fromRootTo(path)) {
    const { mode, uid, gid } = await stat(directory)
    const enterBit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & enterBit) === 0) return directory
  }
  return undefined
}

function fromRootTo(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [...fromRootTo(parent), path]
}
