import pg from 'pg'

/** A server whose machine is gone says nothing, and a connection that nobody probes would wait for it for ever. */
const keepAliveInitialDelayMillis = 10_000

/** A pool whose connections may break at any moment: what was asked over one fails, and nothing else does. */
export const openPool = (config: pg.PoolConfig): pg.Pool => {
  const pool = new pg.Pool({ ...config, keepAlive: true, keepAliveInitialDelayMillis })
  // A connection that breaks while idle is replaced at the next query, which reports what is wrong.
  pool.on('error', () => undefined)
  // The pool stops listening to one that it lends (to a transaction, say), and an error event that nobody hears ends
  // the process. Whoever has it learns of the break from the next answer.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
