import type { Instant } from '../../../kernel/clock.ts'
import type { LineStatus } from '../../node/outside-line.ts'
import type { Queries } from '../bounded-queries.ts'

/** A line to another system, and what kind of system that is. */
export interface NamedLine {
  readonly kind: 'rail' | 'webhook' | 'identity-provider' | 'bus'
  readonly name: string
  readonly status: LineStatus
}

export interface SaidLines {
  readonly process: string
  readonly saidAt: Instant
  readonly lines: readonly NamedLine[]
}

/** What the processes of one database last said of their lines. */
export interface PostgresLines {
  say(said: SaidLines): Promise<void>
  /** Of the processes that were heard of since. */
  heard(since: Instant): Promise<readonly SaidLines[]>
  forget(process: string, before: Instant): Promise<void>
}

export const postgresLines = (queries: Queries): PostgresLines => ({
  say: async ({ process, saidAt, lines }) => {
    await queries.query({
      name: 'lines-say',
      text: `insert into millrace.outside_lines as known (process, said_at, lines) values ($1, $2, $3)
        on conflict (process) do update set said_at = excluded.said_at, lines = excluded.lines`,
      values: [process, saidAt, JSON.stringify(lines)],
    })
  },
  heard: async (since) => {
    const { rows } = await queries.query<{
      process: string
      said_at: string
      lines: readonly NamedLine[]
    }>('select * from millrace.outside_lines where said_at >= $1 order by process', [since])
    return rows.map(({ process, said_at: saidAt, lines }) => ({
      process,
      saidAt: Number(saidAt),
      lines,
    }))
  },
  forget: async (process, before) => {
    await queries.query('delete from millrace.outside_lines where process = $1 or said_at < $2', [
      process,
      before,
    ])
  },
})
