import type { PoolClient } from 'pg'
import { logSchema } from '../../adapters/postgres/migrate.ts'
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
    const time = Date.parse(text)
    if (Number.isNaN(time))
      throw new ReplayRefused(`${text} is neither a position nor a time (ISO 8601)`)
    const first = await client.query<{ position: string | null }>(
      `select min(position) as position from ${schema}.events where time >= $1`,
      [time],
    )
    const position = first.rows[0]?.position ?? null
    return position === null ? head : Number(position) - 1
  }
  return { after: await place(from), upTo: to === undefined ? head : await place(to) }
}
