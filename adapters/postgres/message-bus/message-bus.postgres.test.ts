import pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import { durableMessageBusConformance } from '../../../testing/message-bus.conformance.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { openBusOnPostgres, openEffects } from '../../../testing/message-bus-on-postgres.ts'
import { killableMember } from '../../../testing/bus-member.ts'
import { startPostgresProxy } from '../../../testing/postgres-proxy.ts'
import { migrate } from '../migrate.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
})
afterAll(() => postgres.stop())

durableMessageBusConformance('PostgreSQL', async () => {
  const messageBytesMax = 10_000
  const proxy = await startPostgresProxy(postgres.connection)
  const pools: pg.Pool[] = []
  const open = () => {
    const pool = new pg.Pool({ ...proxy.connection, max: 4 })
    pool.on('error', () => undefined)
    pools.push(pool)
    return openBusOnPostgres({ connection: proxy.connection, pool }, { messageBytesMax })
  }
  const opened = [open()]
  return {
    bus: opened[0]!.bus,
    another: async () => {
      const further = open()
      opened.push(further)
      return further.bus
    },
    messageBytesMax,
    effects: await openEffects(postgres.pool),
    killable: killableMember(
      { kind: 'postgres', connection: postgres.connection },
      postgres.connection,
    ),
    outage: {
      begin: () => {
        proxy.set('cut-request')
        proxy.cut()
        return Promise.resolve()
      },
      end: () => Promise.resolve(proxy.set('none')),
    },
    close: async () => {
      for (const one of opened) await one.close()
      await Promise.all(pools.map((pool) => pool.end()))
      await proxy.close()
    },
  }
})
