/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
export type Instant = number

/** Where time comes from. The pure ring never asks the machine for it. */
export interface Clock {
  now(): Instant
}

/** The instant as people and other systems write it: ISO 8601, UTC, milliseconds. */
export const formatInstant = (at: Instant): string => new Date(at).toISOString()
