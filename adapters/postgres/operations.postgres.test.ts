import { afterAll, beforeAll, expect, it } from 'vitest'
import { operationStoreConformance } from '../../testing/operation-store.conformance.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { migrate } from './migrate.ts'
import { postgresOperations } from './operations.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
})
afterAll(() => postgres.stop())

const open = (masterKey = Buffer.alloc(32, 7)) =>
  postgresOperations({ queries: postgres.pool, masterKey })

operationStoreConformance('PostgreSQL', () => Promise.resolve({ one: open(), other: open() }))

it('what was asked and answered is sealed, and the request is gone with the answer', async () => {
  const id = '01900000-0000-7000-8000-000000000001'
  const request = { body: { name: 'Ada Lovelace' } }
  const asked = { id, actor: 'a', route: 'r', fingerprint: 'f', request, acceptedAt: 1 }
  await open().accept(asked, 2)
  const kept = async () =>
    (
      await postgres.pool.query<{ request: Buffer | null; answer: Buffer | null }>(
        'select request, answer from millrace.operations where id = $1',
        [id],
      )
    ).rows[0]
  expect((await kept())?.request?.toString('latin1')).not.toContain('Ada')
  const answer = { key: 'secret-of-somebody' }
  await open().end(id, { state: 'done', answer, endedAt: 3, keptUntil: 9 })
  expect((await kept())?.request).toBeNull()
  expect((await kept())?.answer?.toString('latin1')).not.toContain('secret')
  await expect(open(Buffer.alloc(32, 8)).find(id, 'a')).rejects.toThrow(/does not open/)
})
