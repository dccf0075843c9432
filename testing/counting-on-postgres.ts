import type pg from 'pg'
import { nodeIds } from '../adapters/node/ids.ts'
import { openEventStore } from '../adapters/postgres/event-store.ts'
import { followingPool } from '../adapters/postgres/following-pool.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { countingCatalogue, countingHandler } from './counting.ts'

/** The counting context on a database that is already there. */
export const countingOnPostgres = async (
  database: { readonly connection: pg.ClientConfig; readonly pool: pg.Pool },
  context = 'counting',
) => {
  await migrate(database.pool, [context])
  const log = openEventStore({ ...database, log: context, catalogue: countingCatalogue })
  const ids = nodeIds()
  const pool = followingPool(database.connection)
  return {
    context,
    log,
    ids,
    pool,
    handle: countingHandler(log, ids),
    close: async () => {
      await log.close()
      await pool.end()
    },
  }
}
