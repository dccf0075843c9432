import { Client, type ClientConfig } from 'pg'
import { logSchema } from './migrate.ts'

/** The one connection over which a process appends to a log. */
export interface WriterConnection {
  readonly client: Client
  /** The server process behind it: ended before a successor looks up what became of its last batch. */
  readonly serverProcess: number
  /** False once the connection is known to be gone. */
  readonly alive: () => boolean
  readonly close: () => Promise<void>
}

/**
 * Opens it. Plans that were made while the tables were empty prefer to read them whole and halve the rate
 * later, so sequential scans are off here. A commit waits for the disk, whatever the server's default is.
 */
export const openWriterConnection = async (
  config: ClientConfig,
  log: string,
  connectTimeoutMs: number,
): Promise<WriterConnection> => {
  const client = new Client({
    ...config,
    application_name: `millrace ${log} writer`,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  })
  let alive = true
  client.on('error', () => (alive = false))
  client.on('end', () => (alive = false))
  await client.connect()
  try {
    await client.query(
      `set search_path to ${logSchema(log)}; set enable_seqscan to off; set synchronous_commit to on; set jit to off; set plan_cache_mode to force_generic_plan`,
    )
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    return {
      client,
      serverProcess: rows[0]?.pid ?? 0,
      alive: () => alive,
      close: async () => {
        alive = false
        await client.end().catch(() => undefined)
      },
    }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/**
 * Makes sure that the server process of a lost connection can no longer commit: without this its last batch
 * could appear after it was looked up and found missing.
 */
export const endServerProcess = async (client: Client, serverProcess: number): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { rows } = await client.query<{ running: boolean }>(
      `select pg_terminate_backend(pid) as running from pg_stat_activity
       where pid = $1 and application_name like 'millrace % writer'`,
      [serverProcess],
    )
    if (rows.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`server process ${serverProcess} does not end`)
}
