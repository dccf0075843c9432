import type { Position } from './message.ts'

/**
 * Of each log that was restored, the positions behind which it was lived anew, the oldest first. Said once, before any
 * token is made: it is the same for as long as the process lives, as a log's name is.
 */
const pasts = new Map<string, readonly Position[]>()

export const tellRestoredBehind = (log: string, positions: readonly Position[]): void => {
  if (positions.length > 0) pasts.set(log, positions)
  else pasts.delete(log)
}

/** Whether a log has a past that was lost. */
export const isRestored = (log: string): boolean => pasts.has(log)

/** In which of its lives a log came to a position; 0 is the first one. */
const lifeAt = (log: string, position: Position): number =>
  (pasts.get(log) ?? []).findLastIndex((behind) => behind < position) + 1

const write = (log: string, position: Position, life: number): string =>
  `${log}~${position.toString(36)}${life === 0 ? '' : `~${life.toString(36)}`}`

/** A place in a log as the outside sees it: opaque, made by `positionToken` alone. */
export const positionToken = (log: string, position: Position): string =>
  write(log, position, lifeAt(log, position))

/**
 * The inverse of `positionToken`; undefined for anything else. A place in a past that was lost is taken for the last
 * one that it shares with what is: whoever resumes there misses nothing, and whoever waits for it waits for nothing.
 */
export const readPositionToken = (
  token: string,
): { log: string; position: Position } | undefined => {
  const [, log, digits, lifeDigits = '0'] =
    /^([a-z][a-z0-9-]{0,40})~([0-9a-z]{1,11})(?:~([0-9a-z]{1,6}))?$/.exec(token) ?? []
  const position = digits ? Number.parseInt(digits, 36) : Number.NaN
  const life = Number.parseInt(lifeDigits, 36)
  if (!log || !Number.isSafeInteger(position)) return undefined
  // `payments~01` reads as a position too, but was never given out.
  const restoredBehind = pasts.get(log) ?? []
  if (write(log, position, life) !== token || life > restoredBehind.length) return undefined
  // Behind the end of its own life, it was overtaken; the ends of later ones may lie before that.
  const ends = restoredBehind.slice(life)
  return { log, position: Math.min(position, ...ends) }
}
