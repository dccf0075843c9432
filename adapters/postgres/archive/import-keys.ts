import type { PoolClient } from 'pg'
import { ArchiveRefused } from './archive-format.ts'

/** Keys are loaded beside the real tables first. */
export const keysWaitingIn = (table: string): string => `archived_${table}`

/** Makes the tables that they are loaded into; they end with the transaction. */
export const awaitKeys = async (client: PoolClient): Promise<void> => {
  for (const table of ['subject_keys', 'master_key'])
    await client.query(
      `create temporary table ${keysWaitingIn(table)} (like vault.${table} including defaults) on commit drop`,
    )
}

/**
 * Takes the loaded keys over. The two databases cannot be committed at one moment, so this one goes first, and an
 * import that died in between may be repeated: keys that are there already must be the very same. Throws
 * `ArchiveRefused` where the database holds others, which may belong to data that are kept elsewhere.
 */
export const takeKeys = async (client: PoolClient): Promise<void> => {
  await client.query('lock table vault.subject_keys, vault.master_key in access exclusive mode')
  const { rows } = await client.query<{ existing: boolean }>(
    'select exists (select from vault.subject_keys) as existing',
  )
  if (rows[0]?.existing) return refuseOtherKeys(client)
  // A start that came no further than this made a master key's row, which protects nothing yet.
  await client.query(`
    delete from vault.master_key;
    insert into vault.master_key select * from ${keysWaitingIn('master_key')};
    insert into vault.subject_keys select * from ${keysWaitingIn('subject_keys')}`)
}

const refuseOtherKeys = async (client: PoolClient): Promise<void> => {
  const differing = (table: string, columns: string) => `
    select from ((select ${columns} from vault.${table} except select ${columns} from ${keysWaitingIn(table)})
    union all (select ${columns} from ${keysWaitingIn(table)} except select ${columns} from vault.${table})) d`
  const { rows } = await client.query<{ differs: boolean }>(
    `select exists (${differing('subject_keys', 'person, generation, wrapped')})
       or exists (${differing('master_key', 'key_id, wrapped_index_key')}) as differs`,
  )
  if (rows[0]?.differs)
    throw new ArchiveRefused(
      'the database of keys holds other keys than the archive. An archive goes into an empty installation only',
    )
}
