import type { Ownership } from '../../kernel/ownership.ts'

/** Ownership among the parts of one process. */
export const memoryOwnership = (): Ownership => {
  const owned = new Set<string>()
  return {
    tryAcquire: (name) => {
      if (owned.has(name)) return Promise.resolve(undefined)
      owned.add(name)
      let held = true
      return Promise.resolve({
        held: () => held,
        release: () => {
          if (held) owned.delete(name)
          held = false
          return Promise.resolve()
        },
      })
    },
  }
}
