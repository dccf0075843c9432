import { chmod, chown, lstat, mkdir } from 'node:fs/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { nobody } from './server-account.ts'

/**
 * Makes sure of a directory of one owner with exactly these permissions, and refuses one that another user has put
 * there: under a shared directory such as /tmp anybody may have taken the name first.
 */
export async function makeOwnDirectory(
  directory: string,
  mode: number,
  owner: { uid: number; gid: number } | undefined,
): Promise<void> {
  const created = await mkdir(directory, { mode }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false
      throw error
    },
  )
  const found = await lstat(directory)
  if (!created && !mayUse(found, owner)) {
    throw new EmbeddedPostgresError(
      `${directory} belongs to user ${found.uid} or is no directory. Remove it, or choose another MILLRACE_DATA.`,
    )
  }
  if (owner !== undefined && found.uid !== owner.uid) await chown(directory, owner.uid, owner.gid)
  await chmod(directory, mode)
}

// A directory that is given to an account may be left from another way of running (see ServerAccount): ours, or nobody's.
function mayUse(
  found: { uid: number; isDirectory(): boolean },
  owner: { uid: number } | undefined,
): boolean {
  const accepted = [process.getuid?.() ?? found.uid]
  if (owner !== undefined) accepted.push(owner.uid, nobody.uid)
  return found.isDirectory() && accepted.includes(found.uid)
}
