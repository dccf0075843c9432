/** How often and how long a client tries again. */
export interface RetrySettings {
  readonly attemptsMax: number
  readonly backoffMs: number
  readonly backoffMaxMs: number
}

export const usualRetry: RetrySettings = { attemptsMax: 6, backoffMs: 200, backoffMaxMs: 10_000 }

/** Full jitter: clients that were refused together do not come back together. */
export const backoffFor = (
  attempt: number,
  { backoffMs, backoffMaxMs }: RetrySettings,
  retryAfterMs = 0,
): number =>
  Math.max(retryAfterMs, Math.random() * Math.min(backoffMs * 2 ** attempt, backoffMaxMs))

/** Milliseconds in Retry-After, which is seconds here; undefined where there is none. */
export const retryAfterOf = (response: Response): number | undefined => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1_000 : undefined
}

/** Passing by itself: too many, away, or (409) something that others hold, told by Retry-After. */
export const isPassing = (response: Response): boolean =>
  response.status === 429 ||
  response.status === 503 ||
  (response.status === 409 && response.headers.has('retry-after'))

/** Waits; rejects with the signal's reason when it is aborted. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const abort = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', abort, { once: true })
  })
