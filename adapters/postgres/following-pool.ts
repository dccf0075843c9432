import type pg from 'pg'
import { openPool } from './open-pool.ts'

/**
 * Connections for what follows a log. They do not wait for the disk: rows and checkpoint are one
 * transaction, so what a crash takes away is folded again, and commands that are sent again do nothing.
 */
export const followingPool = (connection: pg.PoolConfig, connectionsMax = 6): pg.Pool =>
  openPool({
    ...connection,
    max: connectionsMax,
    options: '-c synchronous_commit=off -c jit=off',
    application_name: 'millrace following',
  })
