import { afterAll, beforeAll, expect, it } from 'vitest'
import { countingCatalogue, countingHandler, raiseOne } from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { nodeIds } from '../node/ids.ts'
import { openEventStore } from './event-store.ts'
import { migrate } from './migrate.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const log = 'counting'
const ids = nodeIds()

/** Another database under the name of the one that there was, restored into the next epoch. */
const replace = async (name: string) => {
  await postgres.pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
    [name],
  )
  await postgres.pool.query(`alter database ${name} rename to ${name}_lost`)
  const restored = await postgres.createDatabase(name)
  await migrate(restored.pool, [log])
  await restored.pool.query('update log_counting.log set epoch = 2')
  return restored
}

it('A process whose database was replaced by a restored one appends nothing to that, and says so once', async () => {
  const database = await postgres.createDatabase('replaced')
  await migrate(database.pool, [log])
  const said: string[] = []
  const onReplaced = (reason: string) => said.push(reason)
  const store = openEventStore({ ...database, log, catalogue: countingCatalogue, onReplaced })
  const handle = countingHandler(store, ids)
  expect(await raiseOne(handle, ids, 'tea')).toMatchObject({ kind: 'accepted' })
  const restored = await replace('replaced')

  expect(await raiseOne(handle, ids, 'tea')).toMatchObject({ kind: 'failed' })
  expect(await raiseOne(handle, ids, 'coffee')).toMatchObject({ kind: 'failed' })
  const { rows } = await restored.pool.query('select position from log_counting.log')
  expect(rows).toEqual([{ position: '0' }])
  expect(said).toEqual([expect.stringMatching(/^The database of the log counting was replaced/)])
  await store.close()
})
