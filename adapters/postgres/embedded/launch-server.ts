import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { commandAs, type ServerAccount } from './server-account.ts'
import { serverEnvironment } from './server-environment.ts'
import { openServerLog, type ServerLog } from './server-log.ts'
import { stopServer } from './server-process.ts'

/** What is needed to start the server program. */
export interface Launch {
  directory: string
  cluster: string
  nativeDirectory: string
  account: ServerAccount
  program: string
  arguments: string[]
  log: (line: string) => void
  /** Gives the start up. */
  signal?: AbortSignal
}

// Recovery after a crash replays up to max_wal_size, which a slow disk makes long.
const startTimeoutMs = 600_000
const retryForMs = 15_000
const retryIntervalMs = 200
const pollIntervalMs = 10
const progressIntervalMs = 5_000

// Said while the processes of a killed server are still on their way out.
const heldByDyingServer = /lock file ".*" already exists|pre-existing shared memory block/

/** Starts the server and resolves with its process id when it takes connections. */
export async function launchServer(launch: Launch): Promise<number> {
  for (let retryMs = 0; ; retryMs += retryIntervalMs) {
    goOn(launch)
    const outcome = await launchOnce(launch)
    if (typeof outcome === 'number') return outcome
    if (!heldByDyingServer.test(outcome) || retryMs >= retryForMs) throw refusalOf(launch, outcome)
    await sleep(retryIntervalMs)
  }
}

/** Throws once the start was given up. */
export function goOn({ signal }: Launch): void {
  if (signal?.aborted) throw new EmbeddedPostgresError('The start of PostgreSQL was given up.')
}

async function launchOnce(launch: Launch): Promise<number | string> {
  const log = await openServerLog(launch.directory)
  try {
    const child = spawnServer(launch, log)
    return await waitUntilReady(child, launch, log)
  } finally {
    await log.file.close()
  }
}

// Detached: Ctrl-C in the terminal must not reach the database before we have drained.
function spawnServer(launch: Launch, log: ServerLog): ChildProcess {
  const command = commandAs(launch.account, launch.program, launch.arguments)
  const child = spawn(command.file, command.arguments, {
    ...command.options,
    env: serverEnvironment(),
    stdio: ['ignore', log.file.fd, log.file.fd],
    detached: true,
    windowsHide: true,
  })
  child.unref()
  return child
}

async function waitUntilReady(
  child: ChildProcess,
  launch: Launch,
  log: ServerLog,
): Promise<number | string> {
  let ended: string | undefined
  child.on('error', (error) => (ended = error.message))
  child.on('exit', (code, signal) => (ended ??= `ended with ${signal ?? `exit code ${code}`}`))
  for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += pollIntervalMs) {
    await sleep(pollIntervalMs)
    if (ended !== undefined) return `${await log.readTail()}\n(${ended})`
    const file = await readPostmasterFile(launch.cluster)
    if (file?.pid === child.pid && file?.status === 'ready') return child.pid as number
    if (launch.signal?.aborted) break
    if (waitedMs > 0 && waitedMs % progressIntervalMs === 0) {
      launch.log(`PostgreSQL is still starting (recovering what a crash left); see ${log.path}`)
    }
  }
  await stopServer(launch.cluster, child.pid as number, launch.nativeDirectory)
  goOn(launch)
  return `${await log.readTail()}\n(not ready after ${startTimeoutMs / 1000} s)`
}

function refusalOf(launch: Launch, output: string): EmbeddedPostgresError {
  if (/No space left on device/.test(output)) {
    return new EmbeddedPostgresError(
      `There is no space left on the disk of ${launch.directory}: PostgreSQL cannot start. Free some and start again.`,
    )
  }
  return new EmbeddedPostgresError(
    `PostgreSQL did not start on ${launch.directory}:\n${output.trim()}`,
  )
}
