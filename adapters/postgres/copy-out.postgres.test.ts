import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { CopyOut } from './copy-out.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

/** Numbers and texts; the text of a row is this long. */
const rowsSql = (count: number, length: string): string =>
  `copy (select n::int4, case when n % 10 = 0 then null else repeat('x', ${length}) end
   from generate_series(1, ${count}) n) to stdout (format binary)`

const copyOut = (text: string, aheadRowsMax = 1_000_000) => {
  const told: [number, number | null][] = []
  const copy = new CopyOut({
    text,
    fields: 2,
    aheadRowsMax,
    onRow: (chunk, starts, ends) => {
      const [numberAt = 0, textAt = 0] = starts
      const end = ends[1] ?? 0
      told.push([chunk.readInt32BE(numberAt), end < 0 ? null : end - textAt])
    },
  })
  return { copy, told }
}

const expected = (count: number, length: (n: number) => number) =>
  Array.from({ length: count }, (_, index): [number, number | null] => {
    const n = index + 1
    return [n, n % 10 === 0 ? null : length(n)]
  })

describe('Rows that are copied out', () => {
  it('are told whole and in order, wherever the chunks of the socket end', async () => {
    const client = await postgres.pool.connect()
    // Far longer than a chunk, far shorter, and everything between.
    const { copy, told } = copyOut(
      rowsSql(2_000, '(n * 7919) % 1000 + case when n % 500 = 1 then 300000 else 0 end'),
    )
    client.query(copy)
    while (await copy.next(100)) expect(told.length).toBeGreaterThan(0)
    expect(told).toEqual(
      expected(2_000, (n) => ((n * 7919) % 1000) + (n % 500 === 1 ? 300_000 : 0)),
    )
    // The connection is the client's again.
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    client.release()
  })

  it('are none where there are none', async () => {
    const client = await postgres.pool.connect()
    const { copy, told } = copyOut(rowsSql(0, '1'))
    client.query(copy)
    expect(await copy.next(1)).toBe(false)
    expect(told).toEqual([])
    client.release()
  })

  it('are not taken without end while nobody asks for them', async () => {
    const client = await postgres.pool.connect()
    const { copy, told } = copyOut(rowsSql(200_000, '100'), 1_000)
    client.query(copy)
    await copy.next(1)
    // The server goes on with other work, and this connection would have gone on with its rows.
    for (let round = 0; round < 50; round++) await postgres.pool.query('select 1')
    // As many as came with the last chunk are more.
    expect(told.length).toBeLessThan(5_000)
    while (await copy.next(500));
    expect(told.length).toBe(200_000)
    client.release()
  })

  it('end with what the server says is wrong, at once or on the way', async () => {
    const client = await postgres.pool.connect()
    const missing = copyOut('copy nowhere to stdout (format binary)')
    client.query(missing.copy)
    await expect(missing.copy.next(1)).rejects.toThrow('relation "nowhere" does not exist')
    const division = copyOut(
      'copy (select n, 1 / (500 - n) from generate_series(1, 1000) n) to stdout (format binary)',
    )
    client.query(division.copy)
    const all = async () => {
      while (await division.copy.next(100));
    }
    await expect(all()).rejects.toThrow('division by zero')
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    client.release()
  })

  it('end with the connection', async () => {
    const client = await postgres.pool.connect()
    client.on('error', () => undefined)
    const { copy } = copyOut(rowsSql(1_000_000, '1000'), 100)
    client.query(copy)
    await copy.next(10)
    const { rows } = await postgres.pool.query<{ ended: boolean }>(
      `select pg_terminate_backend(pid) as ended from pg_stat_activity where query like 'copy (select n::int4%'`,
    )
    expect(rows).toEqual([{ ended: true }])
    const all = async () => {
      while (await copy.next(100));
    }
    await expect(all()).rejects.toThrow(/terminat/)
    client.release(true)
  })
})
