import {
  Client,
  type ClientConfig,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg'
import { cutConnection, endConnection } from './end-connection.ts'
import { logSchema } from './migrate.ts'

/** The one connection over which a process appends to a log. */
export interface WriterConnection {
  /** Where no answer comes in time the connection is given up: nobody knows what the server makes of the query. */
  query<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>>
  /** Of the log: a restore raises it. */
  readonly epoch: number
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
const openWriterConnection = async (
  config: ClientConfig,
  log: string,
  answerTimeoutMs: number,
): Promise<WriterConnection> => {
  const client = new Client({
    ...config,
    application_name: `millrace ${log} writer`,
    connectionTimeoutMillis: answerTimeoutMs,
    keepAlive: true,
    // What is asked while an answer is still to come is sent at once.
    pipeline: true,
  })
  let alive = true
  client.on('error', () => (alive = false))
  client.on('end', () => (alive = false))
  const cut = () => {
    alive = false
    cutConnection(client)
  }
  const close = async () => {
    alive = false
    await endConnection(client, answerTimeoutMs)
  }
  const query = async <Row extends QueryResultRow>(asked: QueryConfig) => {
    const timer = setTimeout(cut, answerTimeoutMs)
    try {
      return await client.query<Row>(asked)
    } finally {
      clearTimeout(timer)
    }
  }
  try {
    await client.connect()
    await query({
      text: `set search_path to ${logSchema(log)}; set enable_seqscan to off; set synchronous_commit to on;
        set jit to off; set plan_cache_mode to force_generic_plan`,
    })
    const { rows } = await query<{ pid: number; epoch: number }>({
      text: 'select pg_backend_pid() as pid, epoch from log',
    })
    const { pid = 0, epoch = 1 } = rows[0] ?? {}
    return { query, epoch, serverProcess: pid, alive: () => alive, close }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Makes sure that the server process of a lost connection can no longer commit: without this its last batch
 * could appear after it was looked up and found missing.
 */
const endServerProcess = async (
  connection: WriterConnection,
  serverProcess: number,
): Promise<void> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { rows } = await connection.query<{ running: boolean }>({
      text: `select pg_terminate_backend(pid) as running from pg_stat_activity
        where pid = $1 and application_name like 'millrace % writer'`,
      values: [serverProcess],
    })
    if (rows.length === 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`server process ${serverProcess} does not end`)
}

/**
 * Another database has taken the place of the one that this process knows: what it holds in memory, and was about to
 * append, belongs to a past that was given up.
 */
export class LogReplaced extends Error {
  override readonly name = 'LogReplaced'
}

/** The connection that a writer has, and its successor once it is lost. */
export class WriterLine {
  readonly #config: ClientConfig
  readonly #log: string
  readonly #answerTimeoutMs: number
  #connection: WriterConnection | undefined
  #connecting: Promise<WriterConnection> | undefined
  #lastServerProcess: number | undefined
  #epoch: number | undefined

  constructor(config: ClientConfig, log: string, answerTimeoutMs: number) {
    this.#config = config
    this.#log = log
    this.#answerTimeoutMs = answerTimeoutMs
  }

  /** The one that is there, if it lives. */
  current(): WriterConnection | undefined {
    return this.#connection?.alive() ? this.#connection : undefined
  }

  /**
   * Opens one where there is none; whoever asks meanwhile gets the same. Rejects where it cannot be opened, with
   * `LogReplaced` where it leads to the log in another epoch.
   */
  connect(): Promise<WriterConnection> {
    const current = this.current()
    if (current) return Promise.resolve(current)
    this.#connecting ??= this.#succeed().finally(() => (this.#connecting = undefined))
    return this.#connecting
  }

  async close(): Promise<void> {
    await this.#connection?.close()
  }

  /** Behind the new connection nothing of its predecessor can be stored any more. */
  async #succeed(): Promise<WriterConnection> {
    const connection = await openWriterConnection(this.#config, this.#log, this.#answerTimeoutMs)
    try {
      this.#refuseOtherEpoch(connection)
      if (this.#lastServerProcess) await endServerProcess(connection, this.#lastServerProcess)
    } catch (error) {
      await connection.close()
      throw error
    }
    this.#connection = connection
    this.#lastServerProcess = connection.serverProcess
    return connection
  }

  #refuseOtherEpoch({ epoch }: WriterConnection): void {
    const own = (this.#epoch ??= epoch)
    if (epoch !== own)
      throw new LogReplaced(
        `The database of the log ${this.#log} was replaced by another one (it is of epoch ${epoch}, this process works ` +
          `on epoch ${own}): what is decided here would not fit it. Start this process again.`,
      )
  }
}
