import { HeldKeys } from '../node/held-keys.ts'
import { asKey, deriveKey } from '../node/sealing.ts'
import type { SubjectKeyRow, SubjectKeyStore } from '../node/subject-keys.ts'
import { SubjectVault } from '../node/subject-vault.ts'

export interface MemoryVaultOptions {
  /** 32 bytes. */
  readonly masterKey: Buffer
  readonly heldMax?: number
  /** Handed over to a second vault, it is what two processes have in common. */
  readonly store?: SubjectKeyStore
}

/** A vault whose keys end with the process; the cryptography is that of the durable one. */
export const memoryVault = ({
  masterKey,
  heldMax = 20_000,
  store = memorySubjectKeys(),
}: MemoryVaultOptions): SubjectVault =>
  new SubjectVault({
    store,
    held: new HeldKeys({ heldMax, lifetimeMs: 60_000 }),
    wrappingKey: asKey(deriveKey(masterKey, 'wrapping')),
    indexKey: asKey(deriveKey(masterKey, 'index')),
  })

export const memorySubjectKeys = (): SubjectKeyStore => {
  const newest = new Map<string, SubjectKeyRow>()
  return {
    claim: async (offers) =>
      offers.map(({ person, wrapped }) => {
        const row = newest.get(person)
        if (row?.wrapped) return row
        const next = { person, generation: (row?.generation ?? 0) + 1, wrapped }
        newest.set(person, next)
        return next
      }),
    find: async (persons) => persons.flatMap((person) => newest.get(person) ?? []),
    destroy: async (person, generation) => {
      const row = newest.get(person)
      if (!row?.wrapped || row.generation !== generation) return false
      newest.set(person, { person, generation })
      return true
    },
  }
}
