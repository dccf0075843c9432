import type { PoolClient } from 'pg'
import { logSchema } from '../../adapters/postgres/migrate.ts'
import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { Position } from '../../kernel/message.ts'
import { ReplayRefused } from './place.ts'

/** Events behind `after`, up to and including `upTo`. */
export interface Stretch {
  readonly after: Position
  readonly upTo: Position
}

/** Reads positions and times: from a time, what was said then or later; to a time, what was said before it. */
export const readStretch = async (
  client: Pick<PoolClient, 'query'>,
  log: string,
  { from, to }: { readonly from: string; readonly to?: string },
): Promise<Stretch> => {
  const schema = logSchema(log)
  const { rows } = await client.query<{ position: string }>(`select position from ${schema}.log`)
  const head = Number(rows[0]?.position ?? 0)
  const place = async (text: string): Promise<Position> => {
    if (/^\d{1,15}$/.test(text)) return Math.min(Number(text), head)
    const time = timeIn(text)
    if (time === undefined)
      throw new ReplayRefused(
        `${text} is neither a position nor a time: 2026-12-01, or 2026-12-01T09:30:00Z`,
      )
    const first = await client.query<{ position: string | null }>(
      `select min(position) as position from ${schema}.events where time >= $1`,
      [time],
    )
    const position = first.rows[0]?.position ?? null
    return position === null ? head : Number(position) - 1
  }
  const stretch = { after: await place(from), upTo: to === undefined ? head : await place(to) }
  if (stretch.after > stretch.upTo)
    throw new ReplayRefused(
      `it would end at ${stretch.upTo}, before it begins, at ${stretch.after}`,
    )
  return stretch
}

/** A day (UTC), or a time of it that says where; undefined for anything else that a machine might make a date of. */
export const timeIn = (text: string): Instant | undefined => {
  const [, day] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.exec(text) ?? []
  const time = Date.parse(text)
  if (day === undefined || Number.isNaN(time)) return undefined
  // 30 February would be read as 2 March.
  return formatInstant(Date.parse(day)).startsWith(day) ? time : undefined
}
