import type pg from 'pg'
import type { Acting, LetterBatch, LetterFilter } from '../../../kernel/dead-letter-store.ts'
import { conditionsOf } from './stored-letter.ts'

interface BatchRow {
  readonly batch: string
  readonly does: LetterBatch['does']
  readonly filter: string
  readonly rate: number
  readonly letters: number
  readonly state: LetterBatch['state']
  readonly proposed: string
  readonly decided: string | null
}

type Queries = Pick<pg.PoolClient, 'query'>

export const readBatches = async (
  queries: Queries,
  where: string,
  values: readonly unknown[],
): Promise<readonly LetterBatch[]> => {
  const { rows } = await queries.query<BatchRow>(
    `select * from millrace.dead_letter_batches ${where}`,
    [...values],
  )
  return rows.map(({ batch, does, filter, rate, letters, state, proposed, decided }) => ({
    batchId: batch,
    does,
    filter: JSON.parse(filter) as LetterFilter,
    letters,
    ratePerSecond: rate,
    state,
    proposed: JSON.parse(proposed) as Acting,
    ...(decided === null ? {} : { decided: JSON.parse(decided) as Acting }),
  }))
}

/** Notes the set as it is now; a batch that is known already stays as it is. */
export const writeBatch = async (
  client: pg.PoolClient,
  { batchId, does, filter, ratePerSecond, proposed }: Omit<LetterBatch, 'state' | 'letters'>,
  lettersMax: number,
): Promise<void> => {
  const added = await client.query(
    `insert into millrace.dead_letter_batches (batch, does, filter, rate, letters, state, proposed)
     values ($1, $2, $3, $4, 0, 'proposed', $5) on conflict (batch) do nothing`,
    [batchId, does, JSON.stringify(filter), ratePerSecond, JSON.stringify(proposed)],
  )
  if (added.rowCount === 0) return
  const { sql, values } = conditionsOf(filter, 3)
  await client.query(
    `with taken as (
       insert into millrace.dead_letter_batch_letters (batch, letter, number, edition)
       select $1, letter, number, edition from millrace.dead_letters where state = 'dead'${sql}
       order by number limit $2 returning 1
     )
     update millrace.dead_letter_batches set letters = (select count(*) from taken) where batch = $1`,
    [batchId, lettersMax, ...values],
  )
}

/**
 * The letters of a batch as they were proposed. In the order of their lanes, which are locked one after the other: two
 * batches that share lanes would wait for each other in any other order.
 */
export const proposedLetters = async (
  client: pg.PoolClient,
  batchId: string,
): Promise<readonly { readonly letter: string; readonly edition: number }[]> => {
  const { rows } = await client.query<{ letter: string; edition: number }>(
    `select letter, proposed.edition from millrace.dead_letter_batch_letters proposed
       join millrace.dead_letters known using (letter)
     where batch = $1 order by group_name, topic, lane, known.number`,
    [batchId],
  )
  return rows
}
