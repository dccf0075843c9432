import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countingOnPostgres } from '../../../testing/counting-on-postgres.ts'
import { counters, raiseMany, raiseOne } from '../../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { PostgresView } from './postgres-view.ts'

let postgres: TestPostgres
let counting: Awaited<ReturnType<typeof countingOnPostgres>>
let contexts = 0

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  counting = await countingOnPostgres(postgres, `changing${++contexts}`)
  return () => counting.close()
})

const openView = async () => {
  const { pool, context, log } = counting
  const view = new PostgresView({ pool, context, log, view: counters })
  await view.open()
  return view
}

const catchUp = async (view: Awaited<ReturnType<typeof openView>>) => {
  while ((await view.step()) !== 'idle');
}

/** All changes behind a position, read in pages as somebody does who watches. */
const changesIn = async (
  { reader }: Awaited<ReturnType<typeof openView>>,
  begin: number,
  limit: number,
) => {
  const pages: string[][] = []
  for (let after = begin; ;) {
    const rows = await reader.changes(after, limit)
    if (rows.length > 0) pages.push(rows.map(({ key, position }) => `${key} ${position}`))
    if (rows.length < limit) return pages
    after = rows.at(-1)?.position ?? after
  }
}

const inTable = async (after: number) => {
  const { rows } = await counting.pool.query<{ key: string; position: string }>(
    `select key, position from views_${counting.context}.counters where position > $1 order by position`,
    [after],
  )
  return rows.map(({ key, position }) => `${key} ${position}`)
}

describe('Rows that changed', () => {
  it('are told each once, however long nobody has asked', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 300, count: 12_000 })
    for (let round = 0; round < 3; round++) await raiseOne(handle, ids, '7')
    const view = await openView()
    await catchUp(view)
    for (const after of [0, 1, 5_000, 11_000, 11_900, 12_002]) {
      const expected = await inTable(after)
      expect(expected.length).toBeGreaterThan(0)
      for (const limit of [1_000, 40])
        expect((await changesIn(view, after, limit)).flat()).toEqual(expected)
    }
    expect((await changesIn(view, 11_990, 1)).flat()).toEqual(await inTable(11_990))
    expect(await view.reader.changes(12_003, 10)).toEqual([])
  })

  it('are told as far as the view has come, whatever the log holds behind it', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 20, count: 1_500 })
    const view = await openView()
    await view.step()
    const position = await view.reader.position()
    expect(position).toBeLessThan(1_500)
    const told = (await changesIn(view, 0, 500)).flat()
    expect(told).toEqual(await inTable(0))
    await catchUp(view)
    expect((await changesIn(view, position, 500)).flat()).toEqual(await inTable(position))
  })

  it('cost no index any more where an earlier release kept one', async () => {
    const { handle, ids, pool, context } = counting
    const schema = `views_${context}`
    const before = await openView()
    await pool.query(`create index "counters__1_0" on ${schema}.counters (position)`)
    await raiseOne(handle, ids, '1')
    await catchUp(before)
    const view = await openView()
    const { rows } = await pool.query<{ indexdef: string }>(
      'select indexdef from pg_indexes where schemaname = $1',
      [schema],
    )
    expect(rows.filter(({ indexdef }) => indexdef.includes('position'))).toEqual([])
    expect((await changesIn(view, 0, 10)).flat()).toEqual(['1 1'])
  })
})
