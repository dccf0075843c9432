import type pg from 'pg'
import { transaction } from '../transaction.ts'

export interface PruneBusOptions {
  readonly pool: pg.Pool
  readonly now: number
  /** Messages of a partition that are kept while no group has ever asked for its topic. */
  readonly unreadMax?: number
  /** How long a claim is kept: longer than any message may come again. */
  readonly claimsKeptMs?: number
}

const dayMs = 24 * 60 * 60 * 1000
/** Rows that go in one statement, so that none takes long. */
const rowsMax = 5_000

/** Forgets messages whose time has passed, those that nobody reads, and old claims. */
export const pruneBus = async ({
  pool,
  now,
  unreadMax = 1_000,
  claimsKeptMs = 30 * dayMs,
}: PruneBusOptions): Promise<void> => {
  const { rows } = await pool.query<{ topic: number; partition: number; cut: string; at: string }>(
    `select p.topic, p.partition, coalesce($1 - t.retention_ms, 0) as at,
       case when t.retention_ms is null
           or exists (select from millrace.bus_places g where g.topic = p.topic)
         then 0 else greatest(0, p.next - $2) end as cut
     from millrace.bus_partitions p join millrace.bus_topics t using (topic)`,
    [now, unreadMax],
  )
  for (const { topic, partition, cut, at } of rows)
    while ((await forgetSome(pool, [topic, partition, cut, at])) === rowsMax);
  await pool.query('delete from millrace.bus_claims where claimed_at < $1', [now - claimsKeptMs])
}

/** From the front, where the oldest lie. */
const forgetSome = async (pool: pg.Pool, values: readonly unknown[]): Promise<number> => {
  const gone = await transaction(pool, async (client) => {
    await client.query('set local synchronous_commit = off')
    return client.query(
      `delete from millrace.bus_messages m using (
         select place, taken_at from millrace.bus_messages
         where topic = $1 and partition = $2 order by place limit ${rowsMax}
       ) first
       where m.topic = $1 and m.partition = $2 and m.place = first.place
         and (m.place < $3 or m.taken_at < $4)`,
      [...values],
    )
  })
  return gone.rowCount ?? 0
}
