import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countingOnPostgres } from '../../../testing/counting-on-postgres.ts'
import {
  type CounterRow,
  counters,
  type CountingEvent,
  raiseMany,
  raiseOne,
} from '../../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { type View, ViewNotReady } from '../../../kernel/view.ts'
import type { FollowResult } from './follow-view.ts'
import { PostgresView } from './postgres-view.ts'

type Counters = View<CounterRow, CountingEvent>

let postgres: TestPostgres
let counting: Awaited<ReturnType<typeof countingOnPostgres>>
let contexts = 0
const never = new AbortController().signal

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  counting = await countingOnPostgres(postgres, `rebuilding${++contexts}`)
  return () => counting.close()
})

const openView = async (view: Counters = counters) => {
  const { pool, context, log } = counting
  const opened = new PostgresView({ pool, context, log, view })
  await opened.open()
  return opened
}

const catchUp = async (view: { step(): Promise<FollowResult> }) => {
  let result = await view.step()
  while (result === 'more' || typeof result === 'object') result = await view.step()
  return result
}

const allRows = async (view: PostgresView<CounterRow, CountingEvent>) => {
  const { rows } = await view.reader.query({ limit: 500 })
  return rows.map(({ key, position, row }) => `${key} ${position} ${row.total}`)
}

const tablesOf = async () => {
  const { rows } = await counting.pool.query<{ tablename: string }>(
    'select tablename from pg_tables where schemaname = $1 order by 1',
    [`views_${counting.context}`],
  )
  return rows.map(({ tablename }) => tablename)
}

/** A log that stops half-way until it is let go on. */
const held = () => {
  let release = () => undefined as void
  const released = new Promise<void>((resolve) => (release = resolve))
  let reached = () => undefined as void
  const half = new Promise<void>((resolve) => (reached = resolve))
  const { log } = counting
  const slow = Object.create(log) as typeof log
  slow.scan = async function* (after, upTo, types) {
    const middle = Math.floor((after + upTo) / 2)
    yield* log.scan(after, middle, types)
    reached()
    await released
    yield* log.scan(middle, upTo, types)
  }
  return { slow, half, release }
}

describe('A view that is rebuilt', () => {
  it('takes the place of the live one with the same rows, and says so', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 60, count: 3_000 })
    const view = await openView()
    await catchUp(view)
    const before = await allRows(view)
    expect(await view.requestRebuild()).toBe(true)
    expect(await view.requestRebuild()).toBe(false)
    expect(await tablesOf()).toEqual(['counters', 'counters__2'])
    expect(await view.rebuild(never)).toBe('done')
    expect(await allRows(view)).toEqual(before)
    expect(await tablesOf()).toEqual(['counters'])
    expect((await view.status()).rebuild).toMatchObject({
      state: 'done',
      position: 3_000,
      target: 3_000,
      report: { rowsBefore: 60, rowsAfter: 60, differing: 0, examples: [] },
    })
    await raiseOne(handle, ids, '5')
    expect(await catchUp(view)).toBe('idle')
    expect((await view.reader.get('5'))?.row.total).toBe(51)
  })

  it('finds what was wrong in the live rows, and puts it right', async () => {
    const { handle, ids, pool, context } = counting
    await raiseMany(handle, ids, { counters: 20, count: 100 })
    const view = await openView()
    await catchUp(view)
    await pool.query(
      `update views_${context}.counters set row = '{"counter":"7","total":99}' where key = '7'`,
    )
    await pool.query(`delete from views_${context}.counters where key = '8'`)
    await view.requestRebuild()
    expect(await view.rebuild(never)).toBe('done')
    expect((await view.status()).rebuild?.report).toEqual({
      rowsBefore: 19,
      rowsAfter: 20,
      differing: 2,
      examples: ['7', '8'],
    })
    expect((await view.reader.get('7'))?.row.total).toBe(5)
  })

  it('is not noticed by readers, nor by writers, while it happens again and again', async () => {
    const { handle, ids, pool, context } = counting
    await raiseMany(handle, ids, { counters: 100, count: 2_000 })
    const view = await openView()
    await catchUp(view)
    let over = false
    const seen = new Set<number>()
    const client = await pool.connect()
    const reading = (async () => {
      while (!over) {
        seen.add(await view.reader.count())
        // A prepared statement outlives the table that it was prepared for.
        const prepared = { name: 'count', text: `select count(*) from views_${context}.counters` }
        seen.add(Number((await client.query<{ count: string }>(prepared)).rows[0]?.count))
      }
    })()
    const writing = (async () => {
      while (!over) await raiseOne(handle, ids, '1')
    })()
    const following = (async () => {
      while (!over) await view.step()
    })()
    for (let round = 1; round <= 5; round++) {
      await view.requestRebuild()
      expect(await view.rebuild(never)).toBe('done')
    }
    over = true
    await Promise.all([reading, writing, following])
    client.release()
    expect([...seen]).toEqual([100])
    await catchUp(view)
    const total = (await allRows(view)).reduce((sum, row) => sum + Number(row.split(' ')[2]), 0)
    expect(total).toBe(await counting.log.head())
    expect((await view.status()).rebuild?.report).toMatchObject({ differing: 0 })
  })

  it('comes with a new version: the old rows are served until then, new fields are not ready', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 5, count: 50 })
    const old = await openView()
    await catchUp(old)
    const doubled: Counters = {
      ...counters,
      version: 2,
      fold: (row, event, key) => {
        const after = counters.fold(row, event, key)
        return event.type === 'CounterRaised' ? { ...after, total: after.total + 1 } : after
      },
      indexed: { ...counters.indexed, raises: 'integer' },
    }
    const view = await openView(doubled)
    const byRaises = { limit: 1, filter: { raises: 10 } }
    expect(await view.step()).toBe('waiting')
    expect((await view.reader.get('3'))?.row.total).toBe(10)
    await expect(view.reader.query(byRaises)).rejects.toThrow(ViewNotReady)
    expect((await view.status()).version).toBe(1)
    // Whoever still runs the old version keeps the old rows up to date meanwhile.
    await raiseOne(handle, ids, '3')
    await catchUp(old)
    expect((await view.reader.get('3'))?.row.total).toBe(11)

    expect(await view.rebuildWanted()).toBe(true)
    expect(await old.rebuildWanted()).toBe(false)
    expect(await view.rebuild(never)).toBe('done')
    expect((await view.reader.get('3'))?.row.total).toBe(22)
    expect((await view.reader.query(byRaises)).rows.length).toBe(1)
    expect(await view.status()).toMatchObject({ version: 2, state: 'live', position: 51 })
    // The old version leaves the new rows alone, also when it starts anew.
    await raiseOne(handle, ids, '3')
    expect(await old.step()).toBe('fenced')
    expect(await old.step()).toBe('waiting')
    expect(await (await openView()).step()).toBe('waiting')
    expect(await catchUp(view)).toBe('idle')
    expect((await view.reader.get('3'))?.row.total).toBe(24)
  })

  it('is how a view that is new on a long log begins', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 30, count: 20_001 })
    const view = await openView()
    await expect(view.reader.count()).rejects.toThrow(ViewNotReady)
    expect(await view.status()).toMatchObject({ state: 'building', rebuild: { state: 'running' } })
    expect(await view.rebuild(never)).toBe('done')
    expect(await view.reader.count()).toBe(30)
    expect(await view.step()).toBe('idle')
    expect(await view.reader.position()).toBe(20_001)
  })

  it('makes the same rows when only few of them fit into memory', async () => {
    const { handle, ids, context, log, pool } = counting
    await raiseMany(handle, ids, { counters: 400, count: 12_000 })
    const live = await openView()
    await catchUp(live)
    const expected = await allRows(live)
    await live.requestRebuild()
    const limits = { rowsHeldMax: 50, flushRowsMax: 20 }
    const small = new PostgresView({ pool, context, log, view: counters, limits })
    expect(await small.rebuild(never)).toBe('done')
    expect(await allRows(live)).toEqual(expected)
    expect((await live.status()).rebuild?.report).toMatchObject({ differing: 0 })
  })

  it('rests while it is paused, and goes on from where it was', async () => {
    const { handle, ids, pool, context } = counting
    await raiseMany(handle, ids, { counters: 20, count: 4_000 })
    const { slow, half, release } = held()
    const view = new PostgresView({ pool, context, log: slow, view: counters })
    await view.open()
    await catchUp(view)
    await view.requestRebuild()
    const rebuilding = view.rebuild(never)
    await half
    expect(await view.pauseRebuild()).toBe(true)
    release()
    expect(await rebuilding).toBe('halted')
    const paused = (await view.status()).rebuild
    expect(paused).toMatchObject({ state: 'paused', target: 4_000 })
    expect(await view.rebuildWanted()).toBe(false)
    expect(await view.resumeRebuild()).toBe(true)
    expect(await view.rebuildWanted()).toBe(true)
    expect(await view.rebuild(never)).toBe('done')
    expect((await view.status()).rebuild?.report).toMatchObject({ rowsAfter: 20, differing: 0 })
  })

  it('leaves nothing behind when it is cancelled, under way or paused', async () => {
    const { handle, ids, pool, context } = counting
    await raiseMany(handle, ids, { counters: 20, count: 4_000 })
    const { slow, half, release } = held()
    const view = new PostgresView({ pool, context, log: slow, view: counters })
    await view.open()
    await catchUp(view)
    await view.requestRebuild()
    const rebuilding = view.rebuild(never)
    await half
    expect(await view.cancelRebuild()).toBe(true)
    release()
    expect(await rebuilding).toBe('halted')
    expect(await tablesOf()).toEqual(['counters'])
    expect((await view.status()).rebuild?.state).toBe('cancelled')
    expect(await view.cancelRebuild()).toBe(false)

    await view.requestRebuild()
    await view.pauseRebuild()
    expect(await view.cancelRebuild()).toBe(true)
    expect(await tablesOf()).toEqual(['counters'])
    expect(await view.reader.count()).toBe(20)
  })

  it('fails by itself when its code does, while the live rows stay', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 3, count: 30 })
    await catchUp(await openView())
    const broken = await openView({
      ...counters,
      version: 2,
      fold: (row, event, key) => {
        if (event.position === 17) throw new TypeError('seventeen')
        return counters.fold(row, event, key)
      },
    })
    expect(await broken.rebuild(never)).toBe('failed')
    expect((await broken.status()).rebuild).toMatchObject({
      state: 'failed',
      reason: 'CounterRaised at position 17: TypeError: seventeen',
    })
    const unfit = await openView({
      ...counters,
      version: 3,
      fold: (row, event, key) => ({ ...counters.fold(row, event, key), total: 0.5 }),
    })
    expect(await unfit.rebuild(never)).toBe('failed')
    expect((await unfit.status()).rebuild?.reason).toMatch(
      /total of row . is not of its declared type/,
    )
    expect(await unfit.reader.count()).toBe(3)
    expect((await unfit.status()).version).toBe(1)
  })

  it('is fenced off from another process that runs the same rebuild', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 300, count: 20_000 })
    const [one, two] = [await openView(), await openView()]
    await catchUp(one)
    await one.requestRebuild()
    const results = await Promise.allSettled([one.rebuild(never), two.rebuild(never)])
    const outcomes = results.map((result) =>
      result.status === 'fulfilled' ? result.value : String(result.reason),
    )
    if (outcomes.every((outcome) => outcome.includes('taken over'))) await one.rebuild(never)
    expect((await one.status()).rebuild).toMatchObject({
      state: 'done',
      report: { rowsAfter: 300, differing: 0 },
    })
  })

  it('goes on from its last checkpoint after its process was killed', async () => {
    const { handle, ids, context, pool } = counting
    await raiseMany(handle, ids, { counters: 2_000, count: 60_000 })
    const view = await openView()
    expect((await view.status()).state).toBe('building')
    const program = fileURLToPath(new URL('../../../testing/rebuild-child.ts', import.meta.url))
    const position = async () => (await view.status()).rebuild?.position ?? 0
    const killedAt: number[] = []
    for (let before = 0; killedAt.length < 3; before = killedAt.at(-1) ?? 0) {
      const child = spawn(process.execPath, [program, JSON.stringify(postgres.connection), context])
      const exited = once(child, 'exit')
      while (child.exitCode === null && (await position()) <= before)
        await new Promise((resolve) => setTimeout(resolve, 2))
      child.kill('SIGKILL')
      await exited
      killedAt.push(await position())
    }
    // Each got further than the one before, and none to the end.
    expect(killedAt).toEqual([...new Set(killedAt)].toSorted((a, b) => a - b))
    expect(killedAt.at(-1)).toBeLessThan(60_000)
    expect(await view.rebuildWanted()).toBe(true)
    expect(await view.rebuild(never)).toBe('done')
    expect(await catchUp(view)).toBe('idle')
    const { rows } = await pool.query<{ rows: string; total: string }>(
      `select count(*) as rows, sum((row->>'total')::int) as total from views_${context}.counters`,
    )
    expect(rows[0]).toEqual({ rows: '2000', total: '60000' })
    expect(await tablesOf()).toEqual(['counters'])
  })
})
