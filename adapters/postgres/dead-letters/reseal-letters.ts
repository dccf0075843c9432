import type { Pool, PoolClient } from 'pg'
import { DamagedCiphertext } from '../../node/sealing.ts'
import { durableTransaction } from '../transaction.ts'
import { letterSeal, type LetterRow, type LetterSeal } from './stored-letter.ts'

const pageSize = 500

type Row = Pick<LetterRow, 'letter' | 'message'>

/**
 * Dead letters, sealed anew for another master key. What is under the new one already is left: doing it again, after an
 * interruption, does the rest. Returns how many were sealed.
 */
export const resealLetters = async (
  pool: Pool,
  oldMasterKey: Buffer,
  newMasterKey: Buffer,
): Promise<number> => {
  const { rows } = await pool.query<{ exists: boolean }>(
    `select to_regclass('millrace.dead_letters') is not null as exists`,
  )
  if (!rows[0]?.exists) return 0
  const [old, next] = [letterSeal(oldMasterKey), letterSeal(newMasterKey)]
  let sealed = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await durableTransaction(pool, (client) => resealPage(client, after, old, next))
    sealed += page.sealed
    if (page.last === undefined) return sealed
    after = page.last
  }
}

const resealPage = async (client: PoolClient, after: string, old: LetterSeal, next: LetterSeal) => {
  const { rows } = await client.query<Row>(
    'select letter, message from millrace.dead_letters where letter > $1 order by letter limit $2 for update',
    [after, pageSize],
  )
  const stale = rows.filter((row) => !opens(next, row))
  for (const row of stale)
    await client.query('update millrace.dead_letters set message = $2 where letter = $1', [
      row.letter,
      next.seal(row.letter, old.open(row)),
    ])
  return { sealed: stale.length, last: rows.at(-1)?.letter }
}

const opens = (seal: LetterSeal, row: Row): boolean => {
  try {
    seal.open(row)
    return true
  } catch (error) {
    if (error instanceof DamagedCiphertext) return false
    throw error
  }
}
