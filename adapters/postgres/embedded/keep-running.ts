import { realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { clusterDirectory } from './cluster.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { isServerOf } from './server-process.ts'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './start-embedded-postgres.ts'

const checkIntervalMs = 250
const retryPauseMsMax = 30_000

export interface KeptPostgresOptions extends EmbeddedPostgresOptions {
  /** A server that somebody else has told to stop is helped along after so long, in milliseconds. */
  stoppingMsMax?: number
}

/**
 * Starts the embedded PostgreSQL, and starts it again whenever it has gone without our asking (killed, out of memory),
 * or is told to stop and does not get there: it waits for our own sessions, or for ever (see `stopServer`), and takes
 * no new ones meanwhile. Clients see refused connections in between. `pid` is that of the latest server.
 */
export async function keepEmbeddedPostgresRunning(
  options: KeptPostgresOptions,
): Promise<EmbeddedPostgres> {
  const first = await startEmbeddedPostgres(options)
  const cluster = clusterDirectory(await realpath(options.directory))
  const stopping = new AbortController()
  const keeper = {
    server: first,
    cluster,
    options: { ...options, signal: stopping.signal },
    stopping,
  }
  const watching = watch(keeper)
  return {
    connection: first.connection,
    databaseUrl: first.databaseUrl,
    get pid() {
      return keeper.server.pid
    },
    async stop() {
      keeper.stopping.abort()
      await watching
      await keeper.server.stop()
    },
  }
}

interface Keeper {
  server: EmbeddedPostgres
  cluster: string
  options: KeptPostgresOptions
  stopping: AbortController
}

async function watch(keeper: Keeper): Promise<void> {
  const { stoppingMsMax = 20_000 } = keeper.options
  let stoppingMs = 0
  while (await pause(checkIntervalMs, keeper)) {
    stoppingMs = (await isStopping(keeper)) ? stoppingMs + checkIntervalMs : 0
    if (stoppingMs > stoppingMsMax) {
      await helpAlong(keeper)
      stoppingMs = 0
    }
    if (!isServerOf(keeper.cluster, keeper.server.pid)) await restart(keeper)
  }
}

/** A file that cannot be read just now (no more files may be open, say) tells nothing, and must not end the watch. */
async function isStopping({ cluster }: Keeper): Promise<boolean> {
  const file = await readPostmasterFile(cluster).catch(() => undefined)
  return file?.status === 'stopping'
}

async function helpAlong({ server, options }: Keeper): Promise<void> {
  const say = options.log ?? (() => undefined)
  say(`PostgreSQL (process ${server.pid}) was told to stop, and is not getting there; stopping it`)
  await server.stop().catch((error: unknown) => say((error as Error).message))
}

async function restart(keeper: Keeper): Promise<void> {
  const { options } = keeper
  const say = options.log ?? (() => undefined)
  say(`PostgreSQL (process ${keeper.server.pid}) is gone; starting it again`)
  for (let pauseMs = 500; ; pauseMs = Math.min(2 * pauseMs, retryPauseMsMax)) {
    try {
      keeper.server = await startEmbeddedPostgres(options)
      say(`PostgreSQL runs again (process ${keeper.server.pid})`)
      return
    } catch (error) {
      if (keeper.stopping.signal.aborted) return
      // A full disk, say: it may have space again later, and until then requests are refused as overload or outage.
      say(`PostgreSQL could not be started again: ${(error as Error).message}`)
    }
    if (!(await pause(pauseMs, keeper))) return
  }
}

/** Whether to go on after the pause. The timer does not keep the process alive. */
function pause(durationMs: number, { stopping }: Keeper): Promise<boolean> {
  return sleep(durationMs, true, { ref: false, signal: stopping.signal }).catch(() => false)
}
