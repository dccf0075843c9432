import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, describe } from 'vitest'
import { databaseUrl } from '../adapters/postgres/embedded/endpoint.ts'
import { removeDirectory, runMillrace, temporaryDirectory } from '../testing/installation.ts'
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts'

const connectionsMax = 40

describe('A database that takes no further connections', () => {
  let postgres: TestPostgres
  let directory: string
  let environment: Readonly<Record<string, string>>
  beforeAll(async () => {
    postgres = await startTestPostgres({ max_connections: String(connectionsMax) })
    await postgres.createDatabase('firm')
    directory = await temporaryDirectory()
    environment = {
      DATABASE_URL: databaseUrl({ ...postgres.server.connection, database: 'firm' }),
      MILLRACE_MASTER_KEY: randomBytes(32).toString('hex'),
      MILLRACE_DATA: directory,
      MILLRACE_RAIL_URL: 'http://127.0.0.1:9',
      MILLRACE_RAIL_SECRET: randomBytes(32).toString('hex'),
      PORT: '0',
    }
  })
  afterAll(async () => {
    await postgres.stop()
    await removeDirectory(directory)
  })

  const inUse = async (): Promise<number> => {
    const { rows } = await postgres.pool.query<{ used: number }>(
      `select count(*)::integer as used from pg_stat_activity where backend_type = 'client backend'`,
    )
    return rows[0]?.used ?? 0
  }

  /** Others have all connections but so many, and those of whoever was there before are gone. */
  const withFree = async <Result>(free: number, work: () => Promise<Result>): Promise<Result> => {
    const others: pg.Client[] = []
    const occupy = async (): Promise<number> => {
      const missing = connectionsMax - free - (await inUse())
      const more = Array.from({ length: missing }, () => new pg.Client(postgres.connection))
      others.push(...more)
      for (const client of more) client.on('error', () => undefined)
      await Promise.all(more.map((client) => client.connect()))
      return missing
    }
    await occupy()
    // A server process that ends is counted for a moment longer.
    for (let steady = 0; steady < 5; steady++) {
      await sleep(100)
      if ((await occupy()) > 0) steady = 0
    }
    try {
      return await work()
    } finally {
      await Promise.all(others.map((client) => client.end()))
    }
  }

  // At the first connection; and where some were still to be had.
  it.each(
    ['start', 'gateway', 'worker', 'relay'].flatMap((word) =>
      [0, 2].map((free) => [word, free] as const),
    ),
  )('ends a %s to which it gives %i, in words, and says what to do', async (word, free) => {
    const { code, output } = await withFree(free, () => runMillrace([word], environment))
    expect(code).toBe(1)
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+/m)
    const last = output.trimEnd().split('\n').at(-1)
    expect(last).toMatch(/^The database takes no further connections .*raise max_connections/)
  })
})
