import type pg from 'pg'
import type { Instant } from '../../../kernel/clock.ts'

/** Letters that go in one statement, so that none takes long. */
const lettersMax = 500

/**
 * Forgets letters that were redriven or discarded before a time, with their histories, and batches that were decided
 * on before it, or proposed and left alone, and have no letters left. What is open stays, however old it is. Returns how many letters went.
 */
export const pruneLetters = async (pool: pg.Pool, before: Instant): Promise<number> => {
  let pruned = 0
  for (;;) {
    const gone = await pruneSome(pool, before)
    pruned += gone
    if (gone < lettersMax) break
  }
  await pool.query(
    `delete from millrace.dead_letter_batches b
     where (coalesce(b.decided, b.proposed)::json ->> 'at')::bigint < $1
       and not exists (select from millrace.dead_letter_batch_letters l where l.batch = b.batch)`,
    [before],
  )
  return pruned
}

const pruneSome = async (pool: pg.Pool, before: Instant): Promise<number> => {
  const { rows } = await pool.query<{ gone: number }>(
    `with settled as (
       select letter from millrace.dead_letters
       where state in ('redriven', 'discarded') and changed_at < $1
       order by changed_at limit ${lettersMax} for update skip locked
     ), of_batches as (
       delete from millrace.dead_letter_batch_letters where letter in (select letter from settled)
     ), actions as (
       delete from millrace.dead_letter_actions where letter in (select letter from settled)
     ), gone as (
       delete from millrace.dead_letters where letter in (select letter from settled) returning 1
     )
     select count(*)::integer as gone from gone`,
    [before],
  )
  return rows[0]?.gone ?? 0
}
