/** Codes of Node and PostgreSQL for: refused, gone, full, shutting down, standing by, out of connections or memory. */
const codes = /^(E[A-Z]+|08(000|001|003|004|006)|25006|53...|57P..|58...)$/
/** What the driver says without a code. */
const messages =
  /^(Connection terminated|timeout expired|timeout exceeded|Client has encountered|Query read)/

/**
 * Whether an error says that the database cannot be reached or cannot work at the moment. Any other error is about
 * the statement: the same one will fail again.
 */
export const isUnreachable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false
  // A connection attempt to several addresses fails with one error for each.
  if (error instanceof AggregateError) return error.errors.every(isUnreachable)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code ? codes.test(code) : messages.test(error.message)
}
