import type pg from 'pg'
import { openEventStore } from '../adapters/postgres/event-store.ts'
import { followingPool } from '../adapters/postgres/following-pool.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { PostgresView } from '../adapters/postgres/views/postgres-view.ts'
import type { DomainEvent } from '../kernel/message.ts'
import type { View } from '../kernel/view.ts'
import { journalCatalogue } from './journal.ts'

/** A log of payments on a database that is already there, and views of it that are followed when asked. */
export const journalOnPostgres = async (database: {
  readonly connection: pg.ClientConfig
  readonly pool: pg.Pool
}) => {
  await migrate(database.pool, ['payments'])
  const log = openEventStore({ ...database, log: 'payments', catalogue: journalCatalogue })
  const pool = followingPool(database.connection)
  return {
    log,
    /** The view, as far as the log has come. */
    followed: async <Row extends object, E extends DomainEvent>(view: View<Row, E>) => {
      const opened = new PostgresView({ pool, context: 'payments', log, view })
      await opened.open()
      let result = await opened.step()
      while (result !== 'idle' && result !== 'waiting') result = await opened.step()
      return opened.reader
    },
    close: async () => {
      await log.close()
      await pool.end()
    },
  }
}
