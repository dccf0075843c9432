import pg from 'pg'

/**
 * Connections for what follows a log. They do not wait for the disk: rows and checkpoint are one
 * transaction, so what a crash takes away is folded again, and commands that are sent again do nothing.
 */
export const followingPool = (connection: pg.PoolConfig, connectionsMax = 6): pg.Pool => {
  const pool = new pg.Pool({
    ...connection,
    max: connectionsMax,
    options: '-c synchronous_commit=off -c jit=off',
    application_name: 'millrace following',
  })
  // A connection that breaks while idle is replaced at the next query, which reports what is wrong.
  pool.on('error', () => undefined)
  return pool
}
