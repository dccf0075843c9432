/** What a caller would rather have (RFC 7240). */
export interface Preference {
  readonly respondAsync: boolean
  /** Seconds that the caller waits at least before it takes the promise instead of the answer. */
  readonly waitSeconds: number
}

/** A longer one would hold the connection for nothing. */
const waitSecondsMax = 30

const none: Preference = { respondAsync: false, waitSeconds: 0 }

/** Preferences that are not known, or not well-formed, count as not said. */
export const preferenceIn = (header: string | readonly string[] | undefined): Preference => {
  if (header === undefined) return none
  const said = [header]
    .flat()
    .join(',')
    .split(',')
    .map((one) => one.trim().toLowerCase())
  const [, seconds = '0'] =
    said.map((one) => /^wait\s*=\s*"?(\d{1,4})"?$/.exec(one)).find(Boolean) ?? []
  return {
    respondAsync: said.includes('respond-async'),
    waitSeconds: Math.min(Number(seconds), waitSecondsMax),
  }
}
