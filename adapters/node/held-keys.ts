import { BoundedMap } from '../../kernel/bounded-map.ts'
import type { SubjectId } from '../../kernel/personal-data.ts'
import type { NewestKey } from './subject-keys.ts'

export interface HeldKeysOptions {
  /** Those that were fetched longest ago go first. */
  readonly heldMax: number
  /** After this long a key is asked for again, should the word of an erasure ever have been lost. */
  readonly lifetimeMs: number
}

/** Unwrapped keys in memory: bounded in number and in time, gone when their person is erased. */
export class HeldKeys {
  readonly #held: BoundedMap<SubjectId, { readonly newest: NewestKey; readonly until: number }>
  #lifetimeMs: number
  #drops = 0

  constructor({ heldMax, lifetimeMs }: HeldKeysOptions) {
    this.#held = new BoundedMap(heldMax)
    this.#lifetimeMs = lifetimeMs
  }

  /** Counts the drops: what was read from the store before one of them must not be held after it. */
  get drops(): number {
    return this.#drops
  }

  get(person: SubjectId): NewestKey | undefined {
    const held = this.#held.get(person)
    if (!held) return undefined
    if (held.until >= Date.now()) return held.newest
    this.#held.delete(person)
    return undefined
  }

  hold(person: SubjectId, newest: NewestKey, dropsBefore: number): void {
    if (dropsBefore !== this.#drops) return
    this.#held.set(person, { newest, until: Date.now() + this.#lifetimeMs })
  }

  drop(person: SubjectId): void {
    this.#drops++
    this.#held.delete(person)
  }

  /** Forgets everything, and from now on holds what it is given for this long. */
  dropAll(lifetimeMs: number): void {
    this.#drops++
    this.#lifetimeMs = lifetimeMs
    this.#held.clear()
  }
}
