/** A place in a log as the outside sees it: opaque, made by `positionToken` alone. */
export const positionToken = (log: string, position: number): string =>
  `${log}~${position.toString(36)}`

/** The inverse of `positionToken`; undefined for anything else. */
export const readPositionToken = (token: string): { log: string; position: number } | undefined => {
  const [, log, digits] = /^([a-z][a-z0-9-]{0,40})~([0-9a-z]{1,11})$/.exec(token) ?? []
  const position = digits ? Number.parseInt(digits, 36) : Number.NaN
  if (!log || !Number.isSafeInteger(position)) return undefined
  // `payments~01` reads as a position too, but was never given out.
  return positionToken(log, position) === token ? { log, position } : undefined
}
