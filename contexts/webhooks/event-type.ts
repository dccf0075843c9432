/**
 * The name of a published message as receivers see it: `PaymentBecameUnknown` is `payment.became_unknown`.
 * Its first word is the family.
 */
export const eventTypeOf = (message: string): string => {
  const [family = '', ...words] = (message.match(/[A-Z][a-z0-9]*/g) ?? []).map((word) =>
    word.toLowerCase(),
  )
  return `${family}.${words.join('_')}`
}

/** Sent by hand, to see whether an endpoint works. Nothing else is sent to who asked for `*`. */
export const pingType = 'webhook.ping'

/** `*`, `payment.*` or `payment.settled`. */
export const wants = (wanted: readonly string[], type: string): boolean =>
  wanted.some(
    (pattern) =>
      pattern === '*' ||
      pattern === type ||
      (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  )

/** Those that no known event type fits: a slip of the pen would otherwise wait for ever. */
export const unknownPatterns = (
  wanted: readonly string[],
  known: readonly string[],
): readonly string[] => wanted.filter((pattern) => !known.some((type) => wants([pattern], type)))
