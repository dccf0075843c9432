import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Two rails on one directory would each accept what the other has: the second is refused by name. */
export const lockDirectory = async (directory: string): Promise<{ release(): Promise<void> }> => {
  const path = join(directory, 'rail.pid')
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 })
      return { release: () => rm(path, { force: true }) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => '0'))
    if (isAnotherLivingProcess(holder)) break
    await rm(path, { force: true })
  }
  throw new Error(`${directory} is in use by another simulated rail; see ${path}`)
}

// In a container every first process has the same id: a file that names ourselves was left behind.
const isAnotherLivingProcess = (pid: number): boolean => {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
