import type pg from 'pg'
import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { followingPool } from '../adapters/postgres/following-pool.ts'
import { claimMessage } from '../adapters/postgres/message-bus/claims.ts'
import {
  postgresMessageBus,
  type PostgresMessageBusOptions,
} from '../adapters/postgres/message-bus/message-bus.ts'
import { openNotifications } from '../adapters/postgres/notifications.ts'
import { PostgresOwnership } from '../adapters/postgres/ownership.ts'
import { transaction } from '../adapters/postgres/transaction.ts'
import type { BusWorld } from './message-bus.conformance.ts'

/** The embedded bus as one process has it, on a database that is migrated. */
export const openBusOnPostgres = (
  { connection, pool }: { readonly connection: pg.ClientConfig; readonly pool: pg.Pool },
  options: Pick<PostgresMessageBusOptions, 'messageBytesMax'> = {},
) => {
  const following = followingPool(connection, 3)
  const notifications = openNotifications(connection)
  const ownership = new PostgresOwnership(connection)
  const bus = postgresMessageBus({
    queries: boundedQueries(pool),
    following: boundedQueries(following),
    ownership,
    notifications,
    ...options,
  })
  return {
    bus,
    close: async () => {
      await bus.close()
      await ownership.close()
      await notifications.close()
      await following.end()
    },
  }
}

/** Effects that are made once: each in one transaction with its claim. */
export const openEffects = async (pool: pg.Pool): Promise<BusWorld['effects']> => {
  await pool.query(`create table if not exists public.effects (
    number bigint generated always as identity primary key, group_name text, message_id text)`)
  return {
    store: (group, message) =>
      transaction(pool, async (client) => {
        if (!(await claimMessage(client, group, message))) return
        await client.query('insert into public.effects (group_name, message_id) values ($1, $2)', [
          group,
          message.id,
        ])
      }),
    stored: async (group) => {
      const { rows } = await pool.query<{ message_id: string }>(
        'select message_id from public.effects where group_name = $1 order by number',
        [group],
      )
      return rows.map(({ message_id }) => message_id)
    },
  }
}
