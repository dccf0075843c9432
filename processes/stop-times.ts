import type { Config } from './config.ts'

/** Beyond what requests may take: for background work, the bus and the databases. */
const workMs = 25_000
/** For those that are closed when the time is over. */
const graceMs = 10_000

export interface StopTimes {
  /** All steps together. */
  readonly withinMs: number
  /** What still holds the process up then is left to the next start, which recovers from worse. */
  readonly endedAfterMs: number
}

/** How long a stop may take. Nobody who was given more time for requests is cut off by the end of the process. */
export const stopTimes = ({
  drainNoticeMs,
  drainTimeoutMs,
}: Pick<Config, 'drainNoticeMs' | 'drainTimeoutMs'>): StopTimes => {
  const withinMs = drainNoticeMs + drainTimeoutMs + workMs
  return { withinMs, endedAfterMs: withinMs + graceMs }
}
