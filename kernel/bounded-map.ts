/** A map of at most so many entries: what was set longest ago goes first. */
export class BoundedMap<Key, Value> {
  /** Once it is lower, the oldest go with the next `set`. */
  sizeMax: number
  readonly #entries = new Map<Key, Value>()
  /**
   * Kept from one eviction to the next: a map remembers the places of what was deleted for a while, and whoever
   * begins at its front each time walks over all of them.
   */
  readonly #oldest = this.#entries.keys()

  constructor(sizeMax: number) {
    this.sizeMax = sizeMax
  }

  get size(): number {
    return this.#entries.size
  }

  has(key: Key): boolean {
    return this.#entries.has(key)
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)
  }

  /** Makes it the last to go. */
  set(key: Key, value: Value): void {
    const before = this.#entries.size
    this.#entries.set(key, value)
    if (this.#entries.size === before) {
      // It was there, and stands where it stood.
      this.#entries.delete(key)
      this.#entries.set(key, value)
    }
    while (this.#entries.size > this.sizeMax) {
      const { value: oldest, done } = this.#oldest.next()
      // There is always one: what has just been set stands behind it.
      if (done !== true) this.#entries.delete(oldest)
    }
  }

  delete(key: Key): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
