/** `transaction-<transactionId>` */
export const transactionStream = (transactionId: string): string => `transaction-${transactionId}`

/** The inverse of `transactionStream`. Throws for another stream. */
export const transactionIdOfStream = (stream: string): string => without('transaction-', stream)

/** `hold-<holdId>` */
export const holdStream = (holdId: string): string => `hold-${holdId}`

/** The inverse of `holdStream`. Throws for another stream. */
export const holdIdOfStream = (stream: string): string => without('hold-', stream)

const without = (prefix: string, stream: string): string => {
  if (!stream.startsWith(prefix)) throw new Error(`${stream} does not begin with ${prefix}`)
  return stream.slice(prefix.length)
}
