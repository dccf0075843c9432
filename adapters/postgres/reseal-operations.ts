import type { KeyObject } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'
import { DamagedCiphertext, decrypt, encrypt } from '../node/sealing.ts'
import { operationsKey, placeOfPart } from './operations.ts'
import { durableTransaction } from './transaction.ts'

const pageSize = 500

interface Row {
  readonly id: string
  readonly request: Buffer | null
  readonly answer: Buffer | null
}

/**
 * Promised requests and kept answers, sealed anew for another master key. What is under the new one already is left:
 * doing it again, after an interruption, does the rest. Returns how many were sealed.
 */
export const resealOperations = async (
  pool: Pool,
  oldMasterKey: Buffer,
  newMasterKey: Buffer,
): Promise<number> => {
  const { rows } = await pool.query<{ exists: boolean }>(
    `select to_regclass('millrace.operations') is not null as exists`,
  )
  if (!rows[0]?.exists) return 0
  const reseal = resealing(operationsKey(oldMasterKey), operationsKey(newMasterKey))
  let sealed = 0
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const page = await durableTransaction(pool, (client) => resealPage(client, after, reseal))
    sealed += page.sealed
    if (page.last === undefined) return sealed
    after = page.last
  }
}

type Reseal = (id: string, part: 'request' | 'answer', content: Buffer | null) => Buffer | null

const resealPage = async (client: PoolClient, after: string, reseal: Reseal) => {
  const { rows } = await client.query<Row>(
    'select id, request, answer from millrace.operations where id > $1 order by id limit $2 for update',
    [after, pageSize],
  )
  let sealed = 0
  for (const { id, request, answer } of rows) {
    const next = [reseal(id, 'request', request), reseal(id, 'answer', answer)]
    if (next[0] === request && next[1] === answer) continue
    await client.query('update millrace.operations set request = $2, answer = $3 where id = $1', [
      id,
      ...next,
    ])
    sealed++
  }
  return { sealed, last: rows.at(-1)?.id }
}

const resealing =
  (oldKey: KeyObject, newKey: KeyObject): Reseal =>
  (id, part, content) => {
    if (!content) return content
    const place = placeOfPart(id, part)
    return opens(newKey, place, content)
      ? content
      : encrypt(newKey, place, decrypt(oldKey, place, content))
  }

const opens = (key: KeyObject, place: string, content: Buffer): boolean => {
  try {
    decrypt(key, place, content)
    return true
  } catch (error) {
    if (error instanceof DamagedCiphertext) return false
    throw error
  }
}
