import type { Clock } from '../../kernel/clock.ts'

export interface Freshness {
  /** Older than this, it is loaded again while the old one is still given. */
  readonly refreshAfterMs: number
  /** Older than this, it is not given any more. */
  readonly staleAfterMs: number
  /** Least time between two attempts, so that no flood of callers becomes one of ours. */
  readonly attemptEveryMs: number
  /** The same after a failure. */
  readonly retryAfterMs: number
}

export interface KeptFresh<Value> {
  /** What is known, or what is loaded now. Throws what loading threw where nothing usable is known. */
  get(): Promise<Value>
  /** For whoever misses something in what `get` gave: loaded again, unless that was done just now. */
  again(): Promise<Value>
}

/** Something of another system that is asked for rarely, is used often, and outlives that system's outages. */
export const keptFresh = <Value>(
  load: () => Promise<Value>,
  clock: Clock,
  { refreshAfterMs, staleAfterMs, attemptEveryMs, retryAfterMs }: Freshness,
): KeptFresh<Value> => {
  let known: { readonly value: Value; readonly at: number } | undefined
  let failed: { readonly error: Error; readonly at: number } | undefined
  let pending: Promise<Value> | undefined

  const attempt = async (): Promise<Value> => {
    try {
      const value = await load()
      known = { value, at: clock.now() }
      failed = undefined
      return value
    } catch (error) {
      failed = { error: asError(error), at: clock.now() }
      throw failed.error
    } finally {
      pending = undefined
    }
  }
  // Whoever asks meanwhile waits for the attempt that is under way.
  const loaded = (): Promise<Value> => {
    if (failed && clock.now() < failed.at + retryAfterMs) return Promise.reject(failed.error)
    return (pending ??= attempt())
  }

  return {
    get: async () => {
      const age = known ? clock.now() - known.at : Number.POSITIVE_INFINITY
      if (!known || age >= staleAfterMs) return loaded()
      if (age >= refreshAfterMs) loaded().catch(() => undefined)
      return known.value
    },
    again: async () => (known && clock.now() < known.at + attemptEveryMs ? known.value : loaded()),
  }
}

const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown))
