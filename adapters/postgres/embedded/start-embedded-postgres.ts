import { join } from 'node:path'
import { clusterDirectory, prepareCluster } from './cluster.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { prepareDirectory } from './prepare-directory.ts'
import { databaseUrl, prepareEndpoint, type Connection, type Endpoint } from './endpoint.ts'
import { launchServer, type Launch } from './launch-server.ts'
import { settleLeftBehind } from './left-behind.ts'
import { findNativeDirectory } from './platform-package.ts'
import { prepareDatabase } from './prepare-database.ts'
import { findRunnableNative, type RunnableNative } from './runnable-native.ts'
import { chooseServerAccount, type ServerAccount } from './server-account.ts'
import { stopServer } from './server-process.ts'
import { serverSettings, settingArguments } from './server-settings.ts'

export interface EmbeddedPostgresOptions {
  /** Where the database's files lie; made if missing. One running Millrace per directory (see lockDataDirectory). */
  directory: string
  /** Told what an operator would want to know. */
  log?: (line: string) => void
  /** Settings of PostgreSQL that differ from ours, such as `{ shared_buffers: '1GB' }`. */
  settings?: Record<string, string>
  /** Gives the start up: what was started is stopped, and the start fails. */
  signal?: AbortSignal
}

/** A running server. It outlives our process unless `stop` is called, and is taken over by the next start. */
export interface EmbeddedPostgres {
  readonly connection: Connection
  readonly databaseUrl: string
  readonly pid: number
  /** Fast shutdown: open transactions are rolled back. Resolves when the process is gone; may be called again. */
  stop(): Promise<void>
}

/** Starts PostgreSQL on the directory, or takes over the one left running on it. Throws EmbeddedPostgresError. */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const installed = findNativeDirectory()
  const directory = await prepareDirectory(options.directory)
  const account = await chooseServerAccount(directory)
  return startWith(installed, account, { ...options, directory })
}

/** The same with the programs and the account given; `options.directory` is a real path and exists. */
export async function startWith(
  installed: string,
  account: ServerAccount,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  try {
    return await start(installed, account, options)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    throw new EmbeddedPostgresError(
      `There is no space left on the disk of ${options.directory}. Free some and start again.`,
      { cause: error },
    )
  }
}

async function start(
  installed: string,
  account: ServerAccount,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { directory } = options
  const native = await findRunnableNative(installed, account, directory)
  const endpoint = await prepareEndpoint(directory, account)
  const launch = describeLaunch(native, account, endpoint, options)
  const adopted = await settleLeftBehind(launch, endpoint.connection)
  if (adopted === undefined) {
    const passwordFile = endpoint.connection.password && join(directory, 'password')
    await prepareCluster(directory, native, account, passwordFile)
  }
  const pid = adopted ?? (await launchServer(launch))
  const server = runningServer(launch, endpoint.connection, pid)
  await prepareDatabase(endpoint.connection).catch(async (error: unknown) => {
    // One that was there before is left, for the next start.
    if (adopted === undefined) await server.stop()
    throw error
  })
  return server
}

function describeLaunch(
  native: RunnableNative,
  account: ServerAccount,
  endpoint: Endpoint,
  { directory, settings, log = () => undefined, signal }: EmbeddedPostgresOptions,
): Launch {
  const cluster = clusterDirectory(directory)
  const nativeDirectory = native.directory
  const program = join(nativeDirectory, 'bin', 'postgres')
  const all = settingArguments(serverSettings(endpoint.settings, settings))
  return {
    directory,
    cluster,
    nativeDirectory,
    account,
    program,
    arguments: ['-D', cluster, ...all],
    log,
    ...(signal ? { signal } : {}),
  }
}

function runningServer(launch: Launch, connection: Connection, pid: number): EmbeddedPostgres {
  let stopped: Promise<void> | undefined
  return {
    connection,
    databaseUrl: databaseUrl(connection),
    pid,
    stop: () => (stopped ??= stopServer(launch.cluster, pid, launch.nativeDirectory)),
  }
}
