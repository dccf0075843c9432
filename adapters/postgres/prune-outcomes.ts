import type { Pool } from 'pg'
import type { Instant } from '../../kernel/clock.ts'
import { logSchema } from './migrate.ts'

export interface PruneOptions {
  /** Outcomes in one transaction. */
  readonly batchSizeMax?: number
}

/**
 * Forgets the outcomes of a log that were to be kept until `now` or less; the same command id is a new command
 * afterwards. Small transactions, so that appends never wait long; two processes at once share the work.
 * Returns how many were forgotten.
 */
export const pruneOutcomes = async (
  pool: Pool,
  log: string,
  now: Instant,
  { batchSizeMax = 1_000 }: PruneOptions = {},
): Promise<number> => {
  const schema = logSchema(log)
  const outcomes = `${schema}.outcomes`
  let pruned = 0
  for (;;) {
    const { rows } = await pool.query<{ gone: number }>(
      `with gone as (
         delete from ${outcomes} where command_id in (
           select command_id from ${outcomes} where kept_until <= $1
           order by kept_until limit $2 for update skip locked)
         returning command_id
       ), silent as (
         delete from ${schema}.silent_outcomes where command_id in (select command_id from gone)
       )
       select count(*)::integer as gone from gone`,
      [now, batchSizeMax],
    )
    const gone = rows[0]?.gone ?? 0
    pruned += gone
    if (gone < batchSizeMax) return pruned
  }
}
