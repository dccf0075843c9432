import type { ClientBase, Pool } from 'pg'
import { logSchema } from '../migrate.ts'
import { ArchiveRefused } from './archive-format.ts'

/** Throws `ArchiveRefused` that names the first log, or the timers, of an installation that has lived already. */
export const refuseLived = async (
  client: ClientBase | Pool,
  logs: readonly string[],
): Promise<void> => {
  for (const log of logs) {
    const position = await count(client, `${logSchema(log)}.log`, 'sum(position)')
    if (position > 0)
      throw new ArchiveRefused(
        `the log ${log} holds ${position} events already. An archive goes into an empty installation only: ` +
          'import before the first start, into a data directory or database of its own',
      )
  }
  const timers = await count(client, 'millrace.timers', 'count(*)')
  if (timers > 0)
    throw new ArchiveRefused(`${timers} timers are waiting in this installation already`)
}

/** 0 where the table is not there yet. */
const count = async (client: ClientBase | Pool, table: string, what: string): Promise<number> => {
  const { rows } = await client.query<{ exists: boolean }>(
    'select to_regclass($1) is not null as exists',
    [table],
  )
  if (!rows[0]?.exists) return 0
  const counted = await client.query<{ count: string | null }>(
    `select ${what} as count from ${table}`,
  )
  return Number(counted.rows[0]?.count ?? 0)
}
