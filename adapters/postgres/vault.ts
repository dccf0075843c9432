import type { Pool } from 'pg'
import type { SubjectKeys } from '../../contexts/access/ports.ts'
import type { Vault } from '../../kernel/personal-data.ts'
import { HeldKeys } from '../node/held-keys.ts'
import { SubjectVault } from '../node/subject-vault.ts'
import { boundedQueries } from './bounded-queries.ts'
import { listenForErasures } from './erasure-listener.ts'
import { openMasterKey, replaceMasterKey } from './master-key.ts'
import { migrateKeys } from './migrate.ts'
import { subjectKeyTable } from './subject-key-table.ts'

export interface VaultOptions {
  /** Of the database of keys. Stays the caller's: `close` does not end it. */
  readonly pool: Pool
  /** 32 bytes that come from outside and are kept elsewhere than the database. */
  readonly masterKey: Buffer
  /** Keys held unwrapped in memory. */
  readonly heldMax?: number
}

export interface PostgresVault extends Vault, SubjectKeys {
  /** Wraps all keys by another master key. Other processes must be started again with it. */
  replaceMasterKey(newMasterKey: Buffer): Promise<void>
  close(): Promise<void>
}

/** While erasures are heard as they happen, this is only the net below. */
const heldMs = 60_000
/** While the connection that tells of them is down. */
const heldWhileDeafMs = 1_000

/** Opens the vault, in the newest shape of its database. Throws `WrongMasterKey` or `UnknownMigration`. */
export const openVault = async ({
  pool,
  masterKey,
  heldMax = 20_000,
}: VaultOptions): Promise<PostgresVault> => {
  await migrateKeys(pool)
  let opened = await openMasterKey(pool, masterKey)
  const held = new HeldKeys({ heldMax, lifetimeMs: heldWhileDeafMs })
  const vault = new SubjectVault({
    store: subjectKeyTable(boundedQueries(pool), () => opened.keyId),
    held,
    wrappingKey: opened.wrappingKey,
    indexKey: opened.indexKey,
  })
  const listener = await listenForErasures(pool.options, {
    heard: (person) => held.drop(person),
    deaf: () => held.dropAll(heldWhileDeafMs),
    listening: () => held.dropAll(heldMs),
  })
  return {
    seal: (requests) => vault.seal(requests),
    open: (sealed) => vault.open(sealed),
    blindIndex: (purpose, value, isRare) => vault.blindIndex(purpose, value, isRare),
    fingerprint: (value) => vault.fingerprint(value),
    erase: (subject) => vault.erase(subject),
    person: (subject) => vault.person(subject),
    living: (subject) => vault.living(subject),
    replaceMasterKey: async (newMasterKey) => {
      opened = await replaceMasterKey(pool, opened, newMasterKey)
      vault.rewrapped(opened.wrappingKey)
    },
    close: () => listener.close(),
  }
}
