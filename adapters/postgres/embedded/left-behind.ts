import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from './endpoint.ts'
import { goOn, type Launch } from './launch-server.ts'
import { notedCommandLine, readLastCommandLine, readPostmasterFile } from './postmaster-file.ts'
import { serverAnswers } from './prepare-database.ts'
import { isServerOf, stopServer } from './server-process.ts'

const settleTimeoutMs = 600_000
/** Longer than anybody of ours waits for a shutdown before being harsher. */
const stoppingMsMax = 45_000
const pollIntervalMs = 50

// Without /proc only the number is known: never wait for, or signal, what does not answer as a server.
const mayBeStranger = process.platform !== 'linux'

/**
 * Deals with the server that a killed process of ours has left running. The process id of the one to use (adopted), or
 * undefined when the way is free for a new one:
 *
 *   no such process ----------------------------> free (a lock file that names a stranger is removed)
 *   starting, stopping -> wait ------------------> as below
 *   ready, same programs and settings, answers --> adopted
 *   ready, others, or does not answer -----------> stopped -> free
 */
export async function settleLeftBehind(
  launch: Launch,
  connection: Connection,
): Promise<number | undefined> {
  const { cluster, log } = launch
  for (let waitedMs = 0; waitedMs < settleTimeoutMs; waitedMs += pollIntervalMs) {
    const file = await readPostmasterFile(cluster)
    if (file === undefined) return undefined
    if (!isServerOf(cluster, file.pid)) return removeStaleFile(cluster)
    if (mayBeStranger && !(await serverAnswers(connection))) return undefined
    if (file.status === 'ready') return adoptOrStop(launch, connection, file.pid)
    goOn(launch)
    // A recovery may be long; a shutdown that takes so long has nobody left who would end its sessions.
    if (file.status === 'stopping' && waitedMs >= stoppingMsMax)
      await stopServer(cluster, file.pid, launch.nativeDirectory)
    if (waitedMs === 0) log(`PostgreSQL (process ${file.pid}) was left ${file.status}; waiting`)
    await sleep(pollIntervalMs)
  }
  const file = await readPostmasterFile(cluster)
  if (file !== undefined) await stopServer(cluster, file.pid, launch.nativeDirectory)
  return undefined
}

async function adoptOrStop(
  launch: Launch,
  connection: Connection,
  pid: number,
): Promise<number | undefined> {
  const { cluster, log } = launch
  const wanted = notedCommandLine(launch.program, launch.arguments)
  const same = (await readLastCommandLine(cluster)) === wanted
  if (same && (await serverAnswers(connection))) {
    log(`PostgreSQL (process ${pid}) was left running and is taken over`)
    return pid
  }
  log(`PostgreSQL (process ${pid}) was left running with other settings and is started anew`)
  await stopServer(cluster, pid, launch.nativeDirectory)
  return undefined
}

// PostgreSQL removes the file of a dead process by itself, but believes one whose number another process has by now.
// Should a session of the old server still live, the new one notices by its shared memory and does not start.
async function removeStaleFile(cluster: string): Promise<undefined> {
  await rm(join(cluster, 'postmaster.pid'), { force: true })
}
