import { kafkaMessageBus } from '../../adapters/kafka/message-bus.ts'
import { boundedQueries } from '../../adapters/postgres/bounded-queries.ts'
import { followingPool } from '../../adapters/postgres/following-pool.ts'
import { postgresMessageBus } from '../../adapters/postgres/message-bus/message-bus.ts'
import { openNotifications } from '../../adapters/postgres/notifications.ts'
import { openPool } from '../../adapters/postgres/open-pool.ts'
import { PostgresOwnership } from '../../adapters/postgres/ownership.ts'
import type { MessageBus } from '../../kernel/message-bus.ts'
import { startOtto } from './otto.ts'

interface OpenedBus {
  readonly bus: MessageBus
  readonly close: () => Promise<void>
}

const onKafka = (brokers: string): OpenedBus => {
  const bus = kafkaMessageBus({ settings: { brokers: brokers.split(',') }, clientId: 'otto' })
  return { bus, close: () => bus.close() }
}

/** The embedded bus of an installation. */
const inDatabase = (connectionString: string | undefined): OpenedBus => {
  const connection = { connectionString }
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
  return {
    bus,
    close: async () => {
      await bus.close()
      await ownership.close()
      await notifications.close()
      await following.end()
      await pool.end()
    },
  }
}

/** otto in a process of its own. Ends with SIGTERM. */
const { KAFKA_BROKERS, DATABASE_URL, MILLRACE_ENVIRONMENT = 'dev' } = process.env
const { bus, close } = KAFKA_BROKERS ? onKafka(KAFKA_BROKERS) : inDatabase(DATABASE_URL)
const otto = await startOtto(bus, { environment: MILLRACE_ENVIRONMENT })
console.log('otto answers')

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => void otto.stop().then(close))
