import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { takeDirectoryLock } from '../../adapters/files/directory-lock.ts'

/** Two rails on one directory would each accept what the other has: the second is refused by name. */
export const lockDirectory = async (directory: string): Promise<{ release(): Promise<void> }> => {
  // Of the rail alone: others may have the directory around it, such as a firm that keeps everything in one.
  const locks = join(directory, 'rail-lock')
  await mkdir(locks, { recursive: true, mode: 0o700 })
  const outcome = await takeDirectoryLock(locks)
  if (!outcome.taken) return outcome
  throw new Error(
    `${directory} is in use by another simulated rail, which is process ${outcome.holder.pid}`,
  )
}
