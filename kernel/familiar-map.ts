import { BoundedMap } from './bounded-map.ts'

/** One in so many may be somebody who has come once. */
const newcomersShare = 4

/**
 * A map of at most so many entries, in which what was set once makes room before what was set again: ten thousand
 * accounts that move all the time stay, however many payments pass by of which each is seen once. (Simplified 2Q:
 * Johnson and Shasha, VLDB 1994.)
 */
export class FamiliarMap<Key, Value> {
  readonly #newcomers: BoundedMap<Key, Value>
  readonly #familiar: BoundedMap<Key, Value>

  /** So many can be held together that were set as familiar. */
  readonly familiarMax: number

  constructor(sizeMax: number) {
    const newcomersMax = Math.floor(sizeMax / newcomersShare)
    this.familiarMax = sizeMax - newcomersMax
    this.#newcomers = new BoundedMap(newcomersMax)
    this.#familiar = new BoundedMap(this.familiarMax)
  }

  has(key: Key): boolean {
    return this.#familiar.has(key) || this.#newcomers.has(key)
  }

  get(key: Key): Value | undefined {
    return this.#familiar.get(key) ?? this.#newcomers.get(key)
  }

  /** As `get`, where to be asked for again is to be familiar. */
  recall(key: Key): Value | undefined {
    const familiar = this.#familiar.get(key)
    if (familiar !== undefined) return familiar
    const newcomer = this.#newcomers.get(key)
    if (newcomer !== undefined) this.setFamiliar(key, newcomer)
    return newcomer
  }

  /** Makes it the last to go among its like. */
  set(key: Key, value: Value): void {
    if (this.has(key)) this.setFamiliar(key, value)
    else this.#newcomers.set(key, value)
  }

  /** For what is known to have come before. */
  setFamiliar(key: Key, value: Value): void {
    this.#newcomers.delete(key)
    this.#familiar.set(key, value)
  }

  delete(key: Key): void {
    this.#familiar.delete(key)
    this.#newcomers.delete(key)
  }

  clear(): void {
    this.#familiar.clear()
    this.#newcomers.clear()
  }
}
