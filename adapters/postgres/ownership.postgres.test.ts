import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostgresProxy, type PostgresProxy } from '../../testing/postgres-proxy.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { PostgresOwnership } from './ownership.ts'

describe('Ownership on PostgreSQL', () => {
  let postgres: TestPostgres
  let proxy: PostgresProxy
  beforeAll(async () => {
    postgres = await startTestPostgres()
    proxy = await startPostgresProxy(postgres.connection)
  })
  afterAll(async () => {
    await proxy.close()
    await postgres.stop()
  })

  const sessions = `pg_stat_activity where application_name = 'millrace ownership'`
  const openSessions = async (): Promise<number> =>
    (await postgres.pool.query(`select pid from ${sessions}`)).rows.length
  const breakSessions = () =>
    postgres.pool.query(`select pg_terminate_backend(pid, 5000) from ${sessions}`)

  it('is one session, also where that of before is heard to end after the next has begun', async () => {
    const ownership = new PostgresOwnership(proxy.connection)
    const before = await ownership.tryAcquire('before')
    proxy.set('late-end')
    await breakSessions()
    await expect.poll(() => before?.held()).toBe(false)
    const next = await ownership.tryAcquire('next')
    proxy.set('none')
    for (let name = 0; name < 20; name++) {
      const lease = await ownership.tryAcquire(`later ${name}`)
      expect(lease?.held()).toBe(true)
    }
    expect(next?.held()).toBe(true)
    expect(await openSessions()).toBe(1)
    await ownership.close()
    await expect.poll(openSessions).toBe(0)
  })

  it('is given up, and closed, where the server says nothing any more', async () => {
    const ownership = new PostgresOwnership(proxy.connection, 200)
    const lease = await ownership.tryAcquire('work')
    proxy.set('swallow-reply')
    await expect(ownership.tryAcquire('more work')).rejects.toThrow(/timeout/)
    expect(lease?.held()).toBe(false)
    await expect(ownership.tryAcquire('more work')).rejects.toThrow(/timeout/)
    proxy.set('none')
    const again = await ownership.tryAcquire('more work')
    proxy.set('swallow-reply')
    expect(again?.held()).toBe(true)
    await ownership.close()
    proxy.set('none')
    await expect.poll(openSessions).toBe(0)
  })
})
