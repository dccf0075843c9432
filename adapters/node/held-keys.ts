import { FamiliarMap } from '../../kernel/familiar-map.ts'
import type { SubjectId } from '../../kernel/personal-data.ts'
import type { NewestKey, SubjectKeyRow } from './subject-keys.ts'

export interface HeldKeysOptions {
  /** Those that were used once go first, such as of who is paid by a file; then those that were looked at longest ago. */
  readonly heldMax: number
  /** After this long a key is asked for again, should the word of an erasure ever have been lost. */
  readonly lifetimeMs: number
}

interface Held {
  readonly newest: NewestKey
  readonly until: number
  /** From then on, whoever uses it has it looked at again, and does not wait for that. */
  readonly agingFrom: number
}

/** Unwrapped keys in memory: bounded in number and in time, gone when their person is erased. */
export class HeldKeys {
  readonly #held: FamiliarMap<SubjectId, Held>
  readonly #aging = new Set<SubjectId>()
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
    if (!held) return undefined
    const now = Date.now()
    if (now >= held.agingFrom) this.#aging.add(person)
    // What is too old is replaced by what its caller fetches now, and keeps its place among those who came again.
    return held.until >= now ? held.newest : undefined
  }

  /** Who is about to be used again: not the first to go, even if this was the first time. */
  expect(person: SubjectId): void {
    this.#held.recall(person)
  }

  hold(person: SubjectId, newest: NewestKey, dropsBefore: number): void {
    if (dropsBefore === this.#drops) this.#held.set(person, this.#from(newest))
  }

  /** Whether somebody's key should be looked at again. */
  get isAging(): boolean {
    return this.#aging.size > 0
  }

  /** Those whose keys should be: at most so many, once each. */
  takeAging(max: number): readonly SubjectId[] {
    const taken: SubjectId[] = []
    for (const person of this.#aging) {
      if (taken.length === max) break
      taken.push(person)
      this.#aging.delete(person)
    }
    return taken
  }

  /** What the store says of them now: who has another key by then, or none, is forgotten. */
  renew(
    persons: readonly SubjectId[],
    rows: ReadonlyMap<SubjectId, SubjectKeyRow>,
    dropsBefore: number,
  ): void {
    if (dropsBefore !== this.#drops) return
    for (const person of persons) {
      const held = this.#held.get(person)
      if (!held) continue
      if (isStill(held.newest, rows.get(person)))
        this.#held.setFamiliar(person, this.#from(held.newest))
      else this.#held.delete(person)
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
    this.#aging.clear()
  }

  #from(newest: NewestKey): Held {
    const now = Date.now()
    return { newest, until: now + this.#lifetimeMs, agingFrom: now + this.#lifetimeMs / 2 }
  }
}

const isStill = ({ generation, key }: NewestKey, row: SubjectKeyRow | undefined): boolean =>
  row?.generation === generation && (row.wrapped === undefined) === (key === undefined)
