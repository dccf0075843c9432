import { afterAll, beforeAll } from 'vitest'
import { eventStoreConformance } from '../../testing/event-store.conformance.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { openEventStore } from './event-store.ts'
import { migrate } from './migrate.ts'
import { pruneOutcomes } from './prune-outcomes.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

eventStoreConformance('PostgreSQL', async (options) => {
  await migrate(postgres.pool, [options.log])
  const store = openEventStore({ ...options, pool: postgres.pool, connection: postgres.connection })
  return {
    store,
    // Smaller batches than there are outcomes, so that going on is tried too.
    pruneOutcomes: (now) => pruneOutcomes(postgres.pool, options.log, now, { batchSizeMax: 2 }),
    close: () => store.close(),
  }
})
