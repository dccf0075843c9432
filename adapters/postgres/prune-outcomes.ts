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
  const outcomes = `${logSchema(log)}.outcomes`
  let pruned = 0
  for (;;) {
    const { rowCount } = await pool.query(
      `delete from ${outcomes} where command_id in (
         select command_id from ${outcomes} where kept_until <= $1
         order by kept_until limit $2 for update skip locked)`,
      [now, batchSizeMax],
    )
    pruned += rowCount ?? 0
    if ((rowCount ?? 0) < batchSizeMax) return pruned
  }
}
