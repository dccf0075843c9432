import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { readPostmasterFile } from './postmaster-file.ts'

const pollIntervalMs = 10

/**
 * How long each way of stopping is given, gentlest first. A fast shutdown writes a checkpoint, so it has the most; all
 * of them fit into what a program has for its own stop (45 s). Nothing is lost by an immediate one: the next start
 * recovers what the checkpoint would have written.
 */
const stopSteps = [
  { signal: 'SIGINT', mode: 'fast', waitMs: 25_000 },
  { signal: 'SIGQUIT', mode: 'immediate', waitMs: 10_000 },
  { signal: 'SIGKILL', mode: 'immediate', waitMs: 5_000 },
] as const

/**
 * Whether this process id is (still) a server on this cluster. Process ids are used again, in containers within
 * seconds, so its command line is asked; that of a dead process is empty. (Its working directory would say more, but
 * root in a container may not read that of another account's process.)
 */
export function isServerOf(cluster: string, pid: number): boolean {
  if (process.platform !== 'linux') return exists(pid)
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`\0-D\0${cluster}\0`)
  } catch {
    return false
  }
}

/**
 * Stops the server and returns when its process is gone; harsher each time that a bounded wait was in vain. One that
 * still starts is stopped at once: it has nobody to let go and nothing to write, and PostgreSQL 18 that is told to shut
 * down fast in the middle of a recovery may wait for ever.
 */
export async function stopServer(
  cluster: string,
  pid: number,
  nativeDirectory: string,
): Promise<void> {
  const starts = (await readPostmasterFile(cluster))?.status === 'starting'
  for (const step of starts ? stopSteps.slice(1) : stopSteps) {
    if (!isServerOf(cluster, pid)) return
    if (process.platform === 'win32') stopOnWindows(cluster, nativeDirectory, step.mode)
    else signal(pid, step.signal)
    if (await goneWithin(cluster, pid, step.waitMs)) return
  }
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) on ${cluster} cannot be stopped.`)
}

async function goneWithin(cluster: string, pid: number, waitMs: number): Promise<boolean> {
  for (let polls = Math.ceil(waitMs / pollIntervalMs); polls > 0; polls -= 1) {
    if (!isServerOf(cluster, pid)) return true
    await sleep(pollIntervalMs)
  }
  return false
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    // It went by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

// Windows has no signals; PostgreSQL's own program knows how to ask.
function stopOnWindows(cluster: string, nativeDirectory: string, mode: string): void {
  const program = join(nativeDirectory, 'bin', 'pg_ctl')
  spawnSync(program, ['stop', '-D', cluster, '-m', mode, '-W'], { stdio: 'ignore' })
}
