import { afterAll, beforeAll } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { viewReaderConformance } from '../../../testing/view-reader.conformance.ts'
import { followingPool } from '../following-pool.ts'
import { migrate } from '../migrate.ts'
import { PostgresView } from './postgres-view.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
})
afterAll(() => postgres.stop())

viewReaderConformance('PostgreSQL', async (definition, log) => {
  const pool = followingPool(postgres.connection)
  const view = new PostgresView({ pool, context: 'parcels', log, view: definition })
  await view.open()
  return {
    reader: view.reader,
    catchUp: async () => void (await view.step()),
    close: () => pool.end(),
  }
})
