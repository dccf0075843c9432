import type { Pool } from 'pg'

type Row = readonly unknown[]

/** What a log holds, in an order that depends on nothing. */
export interface LogContent {
  readonly end: readonly Row[]
  readonly events: readonly Row[]
  readonly batches: readonly Row[]
  readonly streams: readonly Row[]
  readonly outcomes: readonly Row[]
  readonly silent: readonly Row[]
}

const rowsOf = async (pool: Pool, text: string): Promise<readonly Row[]> =>
  (await pool.query<unknown[]>({ text, rowMode: 'array' })).rows

/** The logs of a database, to the byte: for comparing two. */
export const logsOf = async (
  pool: Pool,
  logs: readonly string[],
): Promise<Readonly<Record<string, LogContent>>> =>
  Object.fromEntries(
    await Promise.all(logs.map(async (log) => [log, await logOf(pool, `log_${log}`)] as const)),
  )

const logOf = async (pool: Pool, schema: string): Promise<LogContent> => ({
  end: await rowsOf(pool, `select position, encode(hash, 'hex'), silent from ${schema}.log`),
  events: await rowsOf(
    pool,
    `select position, stream, version, id, type, schema_version, time, origin::text, data::text, encode(hash, 'hex')
     from ${schema}.events order by position`,
  ),
  batches: await rowsOf(
    pool,
    `select first, last, encode(hash, 'hex') from ${schema}.batches order by first`,
  ),
  streams: await rowsOf(pool, `select stream, version from ${schema}.streams order by stream`),
  outcomes: await rowsOf(
    pool,
    `select command_id, fingerprint, outcome::text, stream, version, time, kept_until
     from ${schema}.outcomes order by command_id`,
  ),
  silent: await rowsOf(
    pool,
    `select number, command_id from ${schema}.silent_outcomes order by number`,
  ),
})

/** Those of some outcomes that a database does not have, or has otherwise. */
export const outcomesKnown = async (
  pool: Pool,
  log: string,
  outcomes: readonly Row[],
): Promise<readonly Row[]> => {
  const { outcomes: known } = await logOf(pool, `log_${log}`)
  const texts = new Set(known.map((row) => JSON.stringify(row)))
  return outcomes.filter((row) => !texts.has(JSON.stringify(row)))
}

/** Timers that wait. */
export const timersOf = (pool: Pool): Promise<readonly Row[]> =>
  rowsOf(
    pool,
    `select context, schedule, timer, due, command_type, command::text, cause, correlation, traceparent,
       waits_for from millrace.timers order by context, schedule, timer`,
  )

/** Rows of the views that readers are served from, by their names. */
export const viewsOf = async (
  pool: Pool,
  contexts: readonly string[],
): Promise<Readonly<Record<string, readonly Row[]>>> => {
  const { rows: views } = await pool.query<{ context: string; name: string; place: string }>(
    `select v.context, v.name, format('%I.%I', t.table_schema, t.table_name) as place
     from millrace.views v join information_schema.tables t
       on t.table_schema = 'views_' || v.context and t.table_name = replace(v.name, '-', '_')
     where v.context = any($1) and v.state = 'live' order by 1, 2`,
    [contexts],
  )
  const found: [string, readonly Row[]][] = []
  for (const { context, name, place } of views)
    found.push([
      `${context}/${name}`,
      await rowsOf(pool, `select key, position, row::text from ${place} order by key collate "C"`),
    ])
  return Object.fromEntries(found)
}
