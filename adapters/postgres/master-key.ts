import type { KeyObject } from 'node:crypto'
import type { Pool } from 'pg'
import { asKey, decrypt, deriveKey, encrypt, keyedDigest } from '../node/sealing.ts'
import { rewrapKey } from '../node/subject-keys.ts'
import { MasterKeyReplaced } from './subject-key-table.ts'

/** The master key that was handed in is not the one that the keys were wrapped by. */
export class WrongMasterKey extends Error {
  constructor() {
    super(
      'The master key does not fit: the keys of persons in this database were wrapped by another one. ' +
        'Set MILLRACE_MASTER_KEY, or restore secrets/master.key in the data directory, to that one.',
    )
    this.name = 'WrongMasterKey'
  }
}

export interface OpenedMasterKey {
  /** Says which master key it is without telling it. */
  readonly keyId: string
  readonly wrappingKey: KeyObject
  readonly indexKey: KeyObject
}

const indexKeyPlace = 'index key'

/** Whether the vault has been opened before; from then on it opens with that master key only. */
export const hasMasterKey = async (pool: Pool): Promise<boolean> => {
  const { rows } = await pool.query<{ exists: boolean }>(
    `select to_regclass('vault.master_key') is not null as exists`,
  )
  if (!rows[0]?.exists) return false
  const { rowCount } = await pool.query('select from vault.master_key')
  return rowCount !== 0
}

const wrappingOf = (masterKey: Buffer): { wrappingKey: KeyObject; keyId: string } => {
  const wrappingKey = asKey(deriveKey(masterKey, 'wrapping'))
  return { wrappingKey, keyId: keyedDigest(wrappingKey)('millrace master key').slice(0, 22) }
}

/**
 * Opens the vault's own keys. The first master key makes the index key too, which is then kept wrapped: blind
 * indexes stay what they are when the master key is replaced. Throws `WrongMasterKey`.
 */
export const openMasterKey = async (pool: Pool, masterKey: Buffer): Promise<OpenedMasterKey> => {
  const { wrappingKey, keyId } = wrappingOf(masterKey)
  const indexKey = deriveKey(masterKey, 'index')
  await pool.query(
    `insert into vault.master_key (key_id, wrapped_index_key) values ($1, $2) on conflict do nothing`,
    [keyId, encrypt(wrappingKey, indexKeyPlace, indexKey)],
  )
  const { rows } = await pool.query<{ key_id: string; wrapped_index_key: Buffer }>(
    'select key_id, wrapped_index_key from vault.master_key',
  )
  const [stored] = rows
  if (stored?.key_id !== keyId) throw new WrongMasterKey()
  const index = asKey(decrypt(wrappingKey, indexKeyPlace, stored.wrapped_index_key))
  return { keyId, wrappingKey, indexKey: index }
}

/** Says which master key it is without telling it. */
export const masterKeyIdOf = (masterKey: Buffer): string => wrappingOf(masterKey).keyId

/** By which master key the keys are wrapped; undefined where there are none yet. */
export const storedMasterKeyId = async (pool: Pool): Promise<string | undefined> => {
  if (!(await hasMasterKey(pool))) return undefined
  const { rows } = await pool.query<{ key_id: string }>('select key_id from vault.master_key')
  return rows[0]?.key_id
}

/** Keys rewrapped in one statement. */
const rewrapBatchMax = 5_000

/**
 * Wraps every key anew, in one transaction; new keys wait meanwhile. Afterwards whatever was left behind of
 * destroyed keys in old pages, write-ahead log or backups cannot be unwrapped without the old master key.
 */
export const replaceMasterKey = async (
  pool: Pool,
  current: OpenedMasterKey,
  newMasterKey: Buffer,
): Promise<OpenedMasterKey> => {
  const next = wrappingOf(newMasterKey)
  const client = await pool.connect()
  try {
    await client.query('begin')
    // The new key takes the old one's place on the disk afterwards: this must not be forgotten then.
    await client.query('set local synchronous_commit to on')
    await client.query('lock table vault.subject_keys in exclusive mode')
    const { rows } = await client.query<{ key_id: string; wrapped_index_key: Buffer }>(
      'select key_id, wrapped_index_key from vault.master_key for update',
    )
    const [stored] = rows
    if (stored?.key_id !== current.keyId) throw new MasterKeyReplaced()
    const indexKey = decrypt(current.wrappingKey, indexKeyPlace, stored.wrapped_index_key)
    let after = { person: '', generation: 0 }
    for (;;) {
      const page = await client.query<{ person: string; generation: number; wrapped: Buffer }>(
        `select person, generation, wrapped from vault.subject_keys
         where (person, generation) > ($1, $2) and wrapped is not null
         order by person, generation limit $3`,
        [after.person, after.generation, rewrapBatchMax],
      )
      const last = page.rows.at(-1)
      if (!last) break
      after = last
      await client.query(
        `update vault.subject_keys as keys set wrapped = new.wrapped
         from unnest($1::text[], $2::integer[], $3::bytea[]) as new(person, generation, wrapped)
         where keys.person = new.person and keys.generation = new.generation`,
        [
          page.rows.map(({ person }) => person),
          page.rows.map(({ generation }) => generation),
          page.rows.map(({ person, wrapped }) =>
            rewrapKey(current.wrappingKey, next.wrappingKey, person, wrapped),
          ),
        ],
      )
    }
    await client.query('update vault.master_key set key_id = $1, wrapped_index_key = $2', [
      next.keyId,
      encrypt(next.wrappingKey, indexKeyPlace, indexKey),
    ])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  } finally {
    client.release()
  }
  return { ...next, indexKey: current.indexKey }
}
