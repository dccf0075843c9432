import { afterAll, beforeAll } from 'vitest'
import type { LogReader } from '../../../kernel/event-store.ts'
import type { DomainEvent } from '../../../kernel/message.ts'
import type { View } from '../../../kernel/view.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { viewPagingConformance } from '../../../testing/view-paging.conformance.ts'
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

const open = async <Row extends object, E extends DomainEvent>(
  definition: View<Row, E>,
  log: LogReader,
) => {
  const pool = followingPool(postgres.connection)
  const view = new PostgresView({ pool, context: log.name, log, view: definition })
  await view.open()
  return {
    reader: view.reader,
    catchUp: async () => void (await view.step()),
    close: () => pool.end(),
  }
}

viewReaderConformance('PostgreSQL', open)
viewPagingConformance('PostgreSQL', open)
