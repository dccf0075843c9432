import type { KeyObject } from 'node:crypto'
import type { SubjectKeys } from '../../contexts/access/ports.ts'
import { BoundedMap } from '../../kernel/bounded-map.ts'
import { canonicalJson, type Json } from '../../kernel/json.ts'
import {
  erased,
  sealedParts,
  type Erased,
  type Sealed,
  type SealRequest,
  type SubjectId,
  type Vault,
} from '../../kernel/personal-data.ts'
import type { HeldKeys } from './held-keys.ts'
import { DamagedCiphertext, decrypt, keyedDigest } from './sealing.ts'
import {
  NewestKey,
  offerKey,
  placeOf,
  readSubjectId,
  subjectIdOf,
  unwrapKey,
  type SubjectKeyRow,
  type SubjectKeyStore,
} from './subject-keys.ts'

export interface SubjectVaultOptions {
  readonly store: SubjectKeyStore
  readonly held: HeldKeys
  readonly wrappingKey: KeyObject
  readonly indexKey: KeyObject
  /** Persons whose keys are made or fetched in one statement. */
  readonly claimBatchMax?: number
  /** Persons who may wait for their keys; more are refused with `VaultOverloaded`. */
  readonly claimQueueMax?: number
}

export class VaultOverloaded extends Error {
  constructor() {
    super('too many new persons wait for their keys; try again')
    this.name = 'VaultOverloaded'
  }
}

/** In characters; accounts, names and numbers are shorter. */
const indexedLengthMax = 200

/** Those of so long go in one statement. Less than half of the shortest time for which a key is held. */
const renewAfterMs = 200

/** Blind indexes that are remembered: parties come again, and a digest costs more than a look. */
const indexesHeldMax = 20_000

interface Waiting {
  readonly promise: Promise<NewestKey>
  readonly resolve: (key: NewestKey) => void
  readonly reject: (error: unknown) => void
}

/**
 * The vault over any store of keys. What many callers need in one turn of the event loop is fetched and made
 * in one statement; while that is under way, the next one gathers.
 */
export class SubjectVault implements Vault, SubjectKeys {
  readonly #store: SubjectKeyStore
  readonly #held: HeldKeys
  readonly #digest: (text: string) => string
  readonly #claimBatchMax: number
  readonly #claimQueueMax: number
  #wrappingKey: KeyObject
  readonly #wanted = new Map<SubjectId, Waiting>()
  readonly #indexes = new BoundedMap<string, string>(indexesHeldMax)
  /** How often somebody had been erased when they were remembered: what was known of anybody is forgotten then. */
  #indexesSince = 0
  #claiming = false
  #renewing = false

  constructor(options: SubjectVaultOptions) {
    this.#store = options.store
    this.#held = options.held
    this.#wrappingKey = options.wrappingKey
    this.#digest = keyedDigest(options.indexKey)
    this.#claimBatchMax = options.claimBatchMax ?? 1_000
    this.#claimQueueMax = options.claimQueueMax ?? 50_000
  }

  async seal<Plain extends Json>(
    requests: readonly SealRequest<Plain>[],
  ): Promise<readonly Sealed<Plain>[]> {
    const persons = requests.map(({ subject }) => readSubjectId(subject).person)
    const keys = await this.#livingKeys(new Set(persons))
    return requests.map(({ field, value, mayRepeat = false }, index) => {
      const person = persons[index] ?? ''
      const newest = keys.get(person)
      if (!newest) throw new Error('a living key was given, and is gone')
      if (mayRepeat && !newest.remembers) this.#held.expect(person)
      return newest.seal(person, field, canonicalJson(value), mayRepeat) as Sealed<Plain>
    })
  }

  async open<Plain extends Json>(
    sealed: readonly Sealed<Plain>[],
  ): Promise<readonly (Plain | Erased)[]> {
    const parts = sealed.map((text) => {
      const read = sealedParts(text)
      if (!read) throw new DamagedCiphertext('a text')
      return { ...read, ...readSubjectId(read.subject) }
    })
    const keys = await this.#newestKeys(new Set(parts.map(({ person }) => person)))
    return parts.map(({ person, generation, subject, field, ciphertext }) => {
      const newest = keys.get(person)
      // Generations before the newest have all been destroyed: that is how the next one begins.
      if (newest?.generation !== generation || !newest.key) return erased
      const plaintext = decrypt(
        newest.key,
        placeOf(subject, field),
        Buffer.from(ciphertext, 'base64url'),
      )
      return JSON.parse(plaintext.toString()) as Plain
    })
  }

  blindIndex(purpose: string, value: string, isRare = false): string {
    const text = `index|${purpose.length}|${purpose}|${value}`
    if (isRare || text.length > indexedLengthMax) return this.#digest(text)
    if (this.#indexesSince !== this.#held.drops) {
      this.#indexes.clear()
      this.#indexesSince = this.#held.drops
    }
    const known = this.#indexes.get(text)
    if (known !== undefined) return known
    const index = this.#digest(text)
    this.#indexes.set(text, index)
    return index
  }

  fingerprint(value: Json): string {
    return this.#digest(`fingerprint|${canonicalJson(value)}`)
  }

  async erase(subject: SubjectId): Promise<boolean> {
    const { person, generation } = readSubjectId(subject)
    try {
      return await this.#store.destroy(person, generation)
    } finally {
      this.#held.drop(person)
    }
  }

  person(subject: SubjectId): SubjectId {
    return readSubjectId(subject).person
  }

  async living(subject: SubjectId): Promise<SubjectId | undefined> {
    const { person } = readSubjectId(subject)
    const [row] = await this.#store.find([person])
    return row?.wrapped && subjectIdOf(person, row.generation)
  }

  /** From now on keys are wrapped by another key, as they are in the store. */
  rewrapped(wrappingKey: KeyObject): void {
    this.#wrappingKey = wrappingKey
  }

  async #newestKeys(persons: ReadonlySet<SubjectId>): Promise<Map<SubjectId, NewestKey>> {
    const { keys, missing } = this.#fromHeld(persons, (held) => held !== undefined)
    if (missing.length === 0) return keys
    const dropsBefore = this.#held.drops
    for (const row of await this.#store.find(missing))
      this.#keep(row, this.#unwrap(row), dropsBefore, keys)
    return keys
  }

  async #livingKeys(persons: ReadonlySet<SubjectId>): Promise<Map<SubjectId, NewestKey>> {
    const { keys, missing } = this.#fromHeld(persons, (held) => held?.key !== undefined)
    if (missing.length === 0) return keys
    if (this.#wanted.size + missing.length > this.#claimQueueMax) throw new VaultOverloaded()
    const claimed = await Promise.all(missing.map((person) => this.#claim(person)))
    claimed.forEach((newest, index) => keys.set(missing[index] ?? '', newest))
    return keys
  }

  #fromHeld(
    persons: ReadonlySet<SubjectId>,
    serves: (held: NewestKey | undefined) => boolean,
  ): { keys: Map<SubjectId, NewestKey>; missing: SubjectId[] } {
    const keys = new Map<SubjectId, NewestKey>()
    const missing: SubjectId[] = []
    for (const person of persons) {
      const held = this.#held.get(person)
      if (held && serves(held)) keys.set(person, held)
      else missing.push(person)
    }
    if (this.#held.isAging) this.#renewSoon()
    return { keys, missing }
  }

  /** Keys that are in use are looked at again before they are too old, so that nobody has to wait for them. */
  #renewSoon(): void {
    if (this.#renewing) return
    this.#renewing = true
    setTimeout(() => void this.#renew(), renewAfterMs).unref()
  }

  async #renew(): Promise<void> {
    try {
      const dropsBefore = this.#held.drops
      const persons = this.#held.takeAging(this.#claimBatchMax)
      const rows = await this.#store.find(persons)
      this.#held.renew(persons, new Map(rows.map((row) => [row.person, row])), dropsBefore)
    } catch {
      // Who uses them next asks again; once they are too old, whoever needs them is told.
    } finally {
      this.#renewing = false
    }
  }

  #unwrap(row: SubjectKeyRow): KeyObject | undefined {
    return unwrapKey(this.#wrappingKey, row)
  }

  #keep(
    { person, generation }: SubjectKeyRow,
    key: KeyObject | undefined,
    dropsBefore: number,
    keys: Map<SubjectId, NewestKey>,
  ): void {
    const newest = new NewestKey(generation, key)
    this.#held.hold(person, newest, dropsBefore)
    keys.set(person, newest)
  }

  #claim(person: SubjectId): Promise<NewestKey> {
    const waiting = this.#wanted.get(person)
    if (waiting) return waiting.promise
    const wanted = Promise.withResolvers<NewestKey>()
    this.#wanted.set(person, wanted)
    if (!this.#claiming) {
      this.#claiming = true
      // Everything that is asked for in this turn of the event loop goes along.
      setImmediate(() => void this.#claimAll())
    }
    return wanted.promise
  }

  async #claimAll(): Promise<void> {
    while (this.#wanted.size > 0) {
      const batch = [...this.#wanted.entries()].slice(0, this.#claimBatchMax)
      for (const [person] of batch) this.#wanted.delete(person)
      await this.#claimBatch(new Map(batch))
    }
    this.#claiming = false
  }

  async #claimBatch(batch: ReadonlyMap<SubjectId, Waiting>): Promise<void> {
    try {
      const dropsBefore = this.#held.drops
      const offers = new Map(
        [...batch.keys()].map((person) => [person, offerKey(this.#wrappingKey, person)]),
      )
      const keys = new Map<SubjectId, NewestKey>()
      for (const row of await this.#store.claim([...offers.values()])) {
        const own = offers.get(row.person)
        // What was taken as it was offered need not be unwrapped again.
        const key = own && row.wrapped?.equals(own.wrapped) ? own.key : this.#unwrap(row)
        this.#keep(row, key, dropsBefore, keys)
      }
      for (const [person, { resolve, reject }] of batch) {
        const newest = keys.get(person)
        if (newest) resolve(newest)
        else reject(new Error('the store gave no key'))
      }
    } catch (error) {
      for (const { reject } of batch.values()) reject(error)
    }
  }
}
