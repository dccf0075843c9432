import { Client } from 'pg'
import type { Connection } from './endpoint.ts'

const connectTimeoutMs = 10_000

/** Creates the database where it is missing, and keeps what sessions do in it out of the server's log. */
export async function prepareDatabase(connection: Connection): Promise<void> {
  await withClient({ ...connection, database: 'postgres' }, async (client) => {
    const found = await client.query('select 1 from pg_database where datname = $1', [
      connection.database,
    ])
    const name = client.escapeIdentifier(connection.database)
    if (found.rowCount === 0) await client.query(`create database ${name}`)
    // The text of an error may quote a value. The session that caused it is told; the log need not be.
    await client.query(`alter database ${name} set log_min_messages = 'log'`)
  })
}

/** Whether the server takes connections. */
export async function serverAnswers(connection: Connection): Promise<boolean> {
  return withClient({ ...connection, database: 'postgres' }, (client) =>
    client.query('select 1'),
  ).then(
    () => true,
    () => false,
  )
}

async function withClient<Result>(
  connection: Connection,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  // Said outright, because the driver would otherwise heed PGSSLMODE.
  const client = new Client({
    ...connection,
    ssl: false,
    connectionTimeoutMillis: connectTimeoutMs,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
