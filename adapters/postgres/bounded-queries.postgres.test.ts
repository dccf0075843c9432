import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { boundedQueries } from './bounded-queries.ts'
import { isUnreachable } from './unreachable.ts'

describe('A query that somebody waits for', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startTestPostgres()
  })
  afterAll(() => postgres.stop())

  it('is given up when the server does not answer, as an outage; the pool works on', async () => {
    const queries = boundedQueries(postgres.pool, 200)
    const failure: unknown = await queries.query('select pg_sleep(60)').catch((error) => error)
    expect(isUnreachable(failure)).toBe(true)
    expect((await queries.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(postgres.pool.waitingCount).toBe(0)
  })

  it('gets its values and its other settings', async () => {
    const queries = boundedQueries(postgres.pool)
    expect((await queries.query('select $1::text as given', ['it'])).rows).toEqual([
      { given: 'it' },
    ])
    const asked = { text: 'select $1::integer', values: [7], rowMode: 'array' } as const
    expect((await queries.query({ ...asked, values: [7] })).rows).toEqual([[7]])
  })
})
