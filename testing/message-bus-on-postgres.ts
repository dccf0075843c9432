import type pg from 'pg'
import { boundedQueries } from '../adapters/postgres/bounded-queries.ts'
import { followingPool } from '../adapters/postgres/following-pool.ts'
import { effectsTogether } from '../adapters/postgres/message-bus/effects.ts'
import {
  postgresMessageBus,
  type PostgresMessageBusOptions,
} from '../adapters/postgres/message-bus/message-bus.ts'
import { openNotifications } from '../adapters/postgres/notifications.ts'
import { PostgresOwnership } from '../adapters/postgres/ownership.ts'
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

/** Effects that are made once: in one transaction with their claims. */
export const openEffects = async (pool: pg.Pool): Promise<BusWorld['effects']> => {
  await pool.query(`create table if not exists public.effects (
    number bigint generated always as identity primary key, group_name text, message_id text)`)
  const handlers = new Map<string, ReturnType<typeof effectsTogether>>()
  const handlerOf = (group: string) => {
    const known = handlers.get(group)
    if (known) return known
    const made = effectsTogether({
      pool,
      group,
      make: async (client, messages) => {
        await client.query(
          `insert into public.effects (group_name, message_id)
           select $1, id from unnest($2::text[]) with ordinality as m (id, number) order by number`,
          [group, messages.map(({ id }) => id)],
        )
      },
    })
    handlers.set(group, made)
    return made
  }
  return {
    store: (group, message) => handlerOf(group)(message),
    stored: async (group) => {
      const { rows } = await pool.query<{ message_id: string }>(
        'select message_id from public.effects where group_name = $1 order by number',
        [group],
      )
      return rows.map(({ message_id }) => message_id)
    },
  }
}
