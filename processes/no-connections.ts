const tooManyConnections = '53300'
const depthMax = 6

/** What an operator is told where the database refused a connection because it has no more; otherwise undefined. */
export const noConnectionsLeft = (error: unknown, depth = depthMax): string | undefined => {
  if (!(error instanceof Error) || depth === 0) return undefined
  if ('code' in error && error.code === tooManyConnections)
    return (
      `The database takes no further connections (it says: ${error.message}). A process takes up to 23, and one or ` +
      'two more for each log that it writes to: raise max_connections of the server, or end what else is connected to it.'
    )
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : []
  return [error.cause, ...inner]
    .map((one) => noConnectionsLeft(one, depth - 1))
    .find((said) => said !== undefined)
}
