import type { ClientBase, Pool } from 'pg'
import { logSchema } from '../migrate.ts'
import { ArchiveRefused } from './archive-format.ts'

/** Throws `ArchiveRefused` that names the first log, or the timers, of an installation that has lived already. */
export const refuseLived = async (
  client: ClientBase | Pool,
  logs: readonly string[],
): Promise<void> => {
  const life = await signOfLife(client, logs)
  if (life === undefined) return
  throw new ArchiveRefused(
    `${life} already. An archive goes into an empty installation only: ` +
      'import before the first start, into a data directory or database of its own',
  )
}

/** `the log payments holds 12 events`; undefined where an installation has not lived. */
export const signOfLife = async (
  client: ClientBase | Pool,
  logs: readonly string[],
): Promise<string | undefined> => {
  for (const log of logs) {
    const position = await count(client, `${logSchema(log)}.log`, 'sum(position)')
    if (position > 0) return `the log ${log} holds ${position} events`
    const outcomes = await count(client, `${logSchema(log)}.outcomes`, 'count(*)')
    if (outcomes > 0) return `the log ${log} holds ${outcomes} outcomes of commands`
  }
  const timers = await count(client, 'millrace.timers', 'count(*)')
  return timers > 0 ? `${timers} timers are waiting in this installation` : undefined
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
