import type { SubjectId } from '../../kernel/personal-data.ts'
import type { NewestKey } from './subject-keys.ts'

export interface HeldKeysOptions {
  /** The least recently used go first. */
  readonly heldMax: number
  /** After this long a key is asked for again, should the word of an erasure ever have been lost. */
  readonly lifetimeMs: number
}

/** Unwrapped keys in memory: bounded in number and in time, gone when their person is erased. */
export class HeldKeys {
  readonly #held = new Map<SubjectId, NewestKey & { readonly until: number }>()
  readonly #heldMax: number
  #lifetimeMs: number
  #drops = 0

  constructor({ heldMax, lifetimeMs }: HeldKeysOptions) {
    this.#heldMax = heldMax
    this.#lifetimeMs = lifetimeMs
  }

  /** Counts the drops: what was read from the store before one of them must not be held after it. */
  get drops(): number {
    return this.#drops
  }

  get(person: SubjectId): NewestKey | undefined {
    const held = this.#held.get(person)
    if (!held) return undefined
    this.#held.delete(person)
    if (held.until < Date.now()) return undefined
    this.#held.set(person, held)
    return held
  }

  hold(person: SubjectId, newest: NewestKey, dropsBefore: number): void {
    if (dropsBefore !== this.#drops) return
    this.#held.delete(person)
    this.#held.set(person, { ...newest, until: Date.now() + this.#lifetimeMs })
    if (this.#held.size <= this.#heldMax) return
    for (const oldest of this.#held.keys()) {
      this.#held.delete(oldest)
      break
    }
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
