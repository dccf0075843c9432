import { boundedQueries } from '../../adapters/postgres/bounded-queries.ts'
import { followingPool } from '../../adapters/postgres/following-pool.ts'
import { postgresMessageBus } from '../../adapters/postgres/message-bus/message-bus.ts'
import { openNotifications } from '../../adapters/postgres/notifications.ts'
import { openPool } from '../../adapters/postgres/open-pool.ts'
import { PostgresOwnership } from '../../adapters/postgres/ownership.ts'
import { startOtto } from './otto.ts'

/** otto in a process of its own, on the embedded bus of an installation. Ends with SIGTERM. */
const connection = { connectionString: process.env['DATABASE_URL'] }
const pool = openPool({ ...connection, max: 2 })
const following = followingPool(connection, 2)
const notifications = openNotifications(connection)
const ownership = new PostgresOwnership(connection)
const bus = postgresMessageBus({
  queries: boundedQueries(pool),
  following: boundedQueries(following),
  ownership,
  notifications,
})
const otto = await startOtto(bus, { environment: process.env['MILLRACE_ENVIRONMENT'] ?? 'dev' })
console.log('otto answers')

const stop = async () => {
  await otto.stop()
  await bus.close()
  await ownership.close()
  await notifications.close()
  await following.end()
  await pool.end()
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
