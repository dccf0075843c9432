import { FamiliarMap } from '../../kernel/familiar-map.ts'
import type { SubjectId } from '../../kernel/personal-data.ts'
import type { NewestKey } from './subject-keys.ts'

export interface HeldKeysOptions {
  /** Those that were used once go first, such as of who is paid by a file; then those that were fetched longest ago. */
  readonly heldMax: number
  /** After this long a key is asked for again, should the word of an erasure ever have been lost. */
  readonly lifetimeMs: number
}

/** Unwrapped keys in memory: bounded in number and in time, gone when their person is erased. */
export class HeldKeys {
  readonly #held: FamiliarMap<SubjectId, { readonly newest: NewestKey; readonly until: number }>
  #lifetimeMs: number
  #drops = 0

  constructor({ heldMax, lifetimeMs }: HeldKeysOptions) {
    this.#held = new FamiliarMap(heldMax)
    this.#lifetimeMs = lifetimeMs
  }

  /** Counts the drops: what was read from the store before one of them must not be held after it. */
  get drops(): number {
    return this.#drops
  }

  get(person: SubjectId): NewestKey | undefined {
    const held = this.#held.recall(person)
    // What is too old is replaced by what its caller fetches now, and keeps its place among those who came again.
    return held && held.until >= Date.now() ? held.newest : undefined
  }

  /** Who is about to be used again: not the first to go, even if this was the first time. */
  expect(person: SubjectId): void {
    this.#held.recall(person)
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
