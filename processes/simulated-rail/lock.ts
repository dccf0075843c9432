import { takeDirectoryLock } from '../../adapters/files/directory-lock.ts'

/** Two rails on one directory would each accept what the other has: the second is refused by name. */
export const lockDirectory = async (directory: string): Promise<{ release(): Promise<void> }> => {
  const outcome = await takeDirectoryLock(directory)
  if (!outcome.taken) return outcome
  throw new Error(
    `${directory} is in use by another simulated rail, which is process ${outcome.holder.pid}`,
  )
}
