import pg from 'pg'
import { PostgresView } from '../adapters/postgres/views/postgres-view.ts'
import { countingOnPostgres } from './counting-on-postgres.ts'
import { counters } from './counting.ts'

// Rebuilds a view slowly, in a process of its own, to be killed in the middle. Connection and context come
// as arguments.
const [connectionJson = '{}', context = ''] = process.argv.slice(2)
const connection = JSON.parse(connectionJson) as pg.ClientConfig
const { log, pool } = await countingOnPostgres(
  { connection, pool: new pg.Pool(connection) },
  context,
)
const slow = Object.create(log) as typeof log
slow.scan = async function* (after, upTo, types) {
  for (let from = after; from < upTo; from += 2_000) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    yield* log.scan(from, Math.min(from + 2_000, upTo), types)
  }
}
const limits = { flushRowsMax: 500 }
const view = new PostgresView({ pool, context, log: slow, view: counters, limits })
await view.open()
await view.rebuild(new AbortController().signal)
process.exit(0)
