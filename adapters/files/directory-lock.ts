import { readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createFileOnce, replaceFile } from './create-file-once.ts'
import { identifyProcess, isRunning, type ProcessIdentity } from './process-identity.ts'

const attemptsMax = 50
const released = '{}'

/** Ours until `release`, or taken; `holder` is the process that has it. */
export type LockOutcome =
  | { taken: false; release(): Promise<void> }
  | { taken: true; holder: ProcessIdentity }

/**
 * Takes the lock of a directory for this process. It ends with the process, however that ends.
 *
 * Locks are numbered files, lock.1, lock.2, ...: the highest counts. Whoever finds its holder dead, or the lock
 * released, creates the next number, which only one process can; the highest is never removed. With one file that is
 * removed and made anew, two processes that find it stale at once could remove each other's.
 */
export async function takeDirectoryLock(directory: string): Promise<LockOutcome> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const outcome = await attemptLock(directory)
    if (outcome !== undefined) return outcome
  }
  throw new Error(`The lock of ${directory} changes hands without end.`)
}

async function attemptLock(directory: string): Promise<LockOutcome | undefined> {
  const latest = Math.max(0, ...(await lockNumbers(directory)))
  if (latest > 0) {
    const holder = await readHolder(lockPath(directory, latest))
    if (holder === 'superseded') return undefined
    if (holder !== undefined && isRunning(holder)) return { taken: true, holder }
  }
  const own = latest + 1
  const created = await createFileOnce(lockPath(directory, own), describeOurselves())
  return created ? confirmLock(directory, own) : undefined
}

// Between our looking and our creating, others may have come and gone: then ours is an old number and does not count.
async function confirmLock(directory: string, own: number): Promise<LockOutcome | undefined> {
  const numbers = await lockNumbers(directory)
  if (numbers.some((number) => number > own)) {
    await unlink(lockPath(directory, own))
    return undefined
  }
  for (const old of numbers.filter((number) => number < own)) {
    await unlink(lockPath(directory, old)).catch(ignoreMissing)
  }
  return { taken: false, release: () => replaceFile(lockPath(directory, own), released) }
}

async function lockNumbers(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names.flatMap((name) => /^lock\.(\d+)$/.exec(name)?.[1] ?? []).map(Number)
}

function lockPath(directory: string, number: number): string {
  return join(directory, `lock.${number}`)
}

function describeOurselves(): string {
  return JSON.stringify(identifyProcess(process.pid))
}

async function readHolder(path: string): Promise<ProcessIdentity | 'superseded' | undefined> {
  const text = await readFile(path, 'utf8').catch(ignoreMissing)
  if (text === undefined) return 'superseded'
  const content = JSON.parse(text) as Partial<ProcessIdentity>
  return content.pid === undefined ? undefined : (content as ProcessIdentity)
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
