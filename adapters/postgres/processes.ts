import type { Queries } from './bounded-queries.ts'

/** A process as it tells of itself. */
export interface ToldProcess<Report = unknown> {
  /** Of one run: who is started in its place has another. */
  readonly id: string
  readonly role: string
  /** What it works on. */
  readonly contexts: readonly string[]
  /** Whose routes it answers for gateways. */
  readonly serves: readonly string[]
  /** Where gateways reach it. */
  readonly url?: string
  readonly version: string
  readonly stopping: boolean
  readonly report: Report
}

/** The same as others see it. */
export interface KnownProcess<Report = unknown> extends ToldProcess<Report> {
  /** Milliseconds since 1970, by the clock of the database. */
  readonly startedAt: number
  readonly seenAt: number
  /** For how long it has told nothing, milliseconds. */
  readonly silentMs: number
}

export interface Processes<Report> {
  /** Says that it is there, and how it is doing. */
  tell(process: ToldProcess<Report>): Promise<void>
  /** It ends of its own will: nobody need miss it. */
  leave(id: string): Promise<void>
  /** All that are there, or were shortly ago; those that have been silent for long are forgotten. */
  list(): Promise<readonly KnownProcess<Report>[]>
}

/** So long a process that went without a word is shown as missing. */
const forgottenAfterMs = 10 * 60_000

interface Row {
  readonly id: string
  readonly role: string
  readonly contexts: readonly string[]
  readonly serves: readonly string[]
  readonly url: string | null
  readonly version: string
  readonly stopping: boolean
  readonly report: unknown
  readonly started_ms: number
  readonly seen_ms: number
  readonly silent_ms: number
}

/** The processes on one database. */
export const postgresProcesses = <Report>(queries: Queries): Processes<Report> => ({
  tell: async ({ id, role, contexts, serves, url, version, stopping, report }) => {
    await queries.query(tell, [
      id,
      role,
      contexts,
      serves,
      url ?? null,
      version,
      stopping,
      JSON.stringify(report),
    ])
  },
  leave: async (id) => {
    await queries.query('delete from millrace.processes where id = $1', [id])
  },
  list: async () => {
    const { rows } = await queries.query<Row>(list)
    const forgotten = rows.filter(({ silent_ms }) => silent_ms > forgottenAfterMs)
    if (forgotten.length > 0)
      await queries.query('delete from millrace.processes where id = any($1::uuid[])', [
        forgotten.map(({ id }) => id),
      ])
    return rows
      .filter((row) => !forgotten.includes(row))
      .map(({ started_ms, seen_ms, silent_ms, url, report, ...row }) => ({
        ...row,
        ...(url === null ? {} : { url }),
        report: report as Report,
        startedAt: started_ms,
        seenAt: seen_ms,
        silentMs: silent_ms,
      }))
  },
})

const tell = `
insert into millrace.processes (id, role, contexts, serves, url, version, stopping, report)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (id) do update set
  stopping = excluded.stopping, report = excluded.report, seen_at = clock_timestamp()`

const list = `
select id, role, contexts, serves, url, version, stopping, report,
  floor(extract(epoch from started_at) * 1000)::float8 as started_ms,
  floor(extract(epoch from seen_at) * 1000)::float8 as seen_ms,
  greatest(0, extract(epoch from clock_timestamp() - seen_at) * 1000)::float8 as silent_ms
from millrace.processes order by role, started_at, id`
