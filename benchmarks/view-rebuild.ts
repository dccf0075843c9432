import type { Pool } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { openEventStore } from '../adapters/postgres/event-store.ts'
import { followingPool } from '../adapters/postgres/following-pool.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { PostgresView } from '../adapters/postgres/views/postgres-view.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'
import { row, type Benchmark, type Row, type Setting } from './benchmark.ts'
import { emmettConsumerRate } from './emmett-consumer.ts'
import { interleaved, perSecond } from './measure.ts'
import { fillSql, orderCatalogue, ordersView } from './orders.ts'

/** A view of a log that is there already, built anew beside the live one, compared with it and put in its place. */
export const viewRebuild: Benchmark = {
  name: 'view-rebuild',
  run: async (setting) => {
    const postgres = await startTestPostgres()
    try {
      return await measure(postgres, setting)
    } finally {
      await postgres.stop()
    }
  },
}

const measure = async (
  postgres: TestPostgres,
  { quick, peers, say }: Setting,
): Promise<readonly Row[]> => {
  const events = quick ? 200_000 : 1_000_000
  const { pool, connection } = await postgres.createDatabase('orders')
  await migrate(pool, ['orders'])
  const filling = await perSecond(events, () => pool.query(fillSql(events)))
  await pool.query('vacuum analyze log_orders.events')
  say(`  ${events} events written at ${Math.round(filling)} events/s`)
  const log = openEventStore({ log: 'orders', catalogue: orderCatalogue, pool, connection })
  const following = followingPool(connection)
  const view = new PostgresView({ pool: following, context: 'orders', log, view: ordersView })
  const never = new AbortController().signal
  await view.open()
  await view.rebuild(never)
  const contenders = {
    ours: () =>
      perSecond(events, async () => {
        await view.requestRebuild()
        const result = await view.rebuild(never)
        if (result !== 'done') throw new Error(`the rebuild ended ${result}`)
      }),
    copy: () => perSecond(events, () => copyOut(pool)),
  }
  const { ours, copy } = await interleaved(quick ? 2 : 3, contenders)
  await log.close()
  await following.end()
  const emmett = peers ? await emmettConsumerRate(postgres, quick ? 5_000 : 20_000) : undefined
  const here = {
    name: `view rebuild, ${events.toLocaleString('en')} events`,
    unit: 'events/s',
  }
  return [
    row(
      here,
      ours,
      { name: 'COPY of the same rows', value: copy },
      {
        aim: { of: 'ours', direction: 'at least', bound: 150_000 },
      },
    ),
    row(
      here,
      ours,
      { name: 'Emmett 0.42.0, consumer', value: emmett },
      {
        aim: { of: 'ratio', direction: 'at least', bound: 20 },
        note: `Emmett folds ${quick ? '5,000' : '20,000'} events of the same kind with a Pongo projection, batches of 1,000.`,
      },
    ),
  ]
}

/** The rows that a rebuild reads, in its order, thrown away as they come. */
const copyOut = async (pool: Pool): Promise<void> => {
  const client = await pool.connect()
  try {
    for await (const chunk of client.query(copyTo(copySql))) void chunk
  } finally {
    client.release()
  }
}

const copySql = `copy (select position, stream, version, id, type, schema_version, time, origin, data
  from log_orders.events order by position) to stdout (format binary)`
