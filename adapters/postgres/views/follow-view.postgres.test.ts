import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countingOnPostgres } from '../../../testing/counting-on-postgres.ts'
import {
  closeOne,
  type CounterRow,
  counters,
  type CountingEvent,
  raiseMany,
  raiseOne,
} from '../../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import type { View } from '../../../kernel/view.ts'
import type { FollowResult } from './follow-view.ts'
import { PostgresView } from './postgres-view.ts'

let postgres: TestPostgres
let counting: Awaited<ReturnType<typeof countingOnPostgres>>
let contexts = 0

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

beforeEach(async () => {
  counting = await countingOnPostgres(postgres, `counting${++contexts}`)
  return () => counting.close()
})

const openView = async (view: View<CounterRow, CountingEvent> = counters) => {
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

const sum = async (view: Awaited<ReturnType<typeof openView>>) =>
  (await view.reader.query({ limit: 500 })).rows.reduce((total, { row }) => total + row.total, 0)

describe('A view that is followed', () => {
  it('shows every event once, however they fall into pages, and across restarts', async () => {
    const { handle, ids } = counting
    await raiseMany(handle, ids, { counters: 7, count: 2_500 })
    const first = await openView()
    expect(await first.step()).toBe('more')
    expect(await sum(first)).toBe(1_000)
    expect(await first.reader.position()).toBe(1_000)

    const restarted = await openView()
    expect(await catchUp(restarted)).toBe('idle')
    expect(await sum(restarted)).toBe(2_500)
    await raiseOne(handle, ids, '3', 10)
    expect(await catchUp(restarted)).toBe('idle')
    expect((await restarted.reader.get('3'))?.row).toEqual({
      counter: '3',
      total: 367,
      raises: 358,
      closed: false,
    })
  })

  it('counts nothing twice when two processes follow it at once', async () => {
    const { handle, ids } = counting
    const views = [await openView(), await openView(), await openView()]
    const writing = raiseMany(handle, ids, { counters: 50, count: 6_000 })
    const results = new Set<FollowResult>()
    const following = views.map(async (view) => {
      while ((await view.reader.position()) < 6_000) results.add(await view.step())
    })
    await Promise.all([writing, ...following])
    expect(await sum(views[0] ?? (await openView()))).toBe(6_000)
    expect([...results]).toContain('fenced')
  })

  it('takes back its rows when its checkpoint cannot move', async () => {
    const { handle, ids, pool } = counting
    const view = await openView()
    await raiseMany(handle, ids, { counters: 3, count: 9 })
    await catchUp(view)
    // Another process has come further meanwhile; what this one would write is out of date.
    await pool.query(
      `update millrace.checkpoints set position = 12 where consumer = 'view/counters/1' and log = $1`,
      [counting.context],
    )
    await raiseMany(handle, ids, { counters: 3, count: 3 })
    expect(await view.step()).toBe('fenced')
    expect(await sum(view)).toBe(9)
    expect(await view.step()).toBe('idle')
  })

  it('stops at an event that its fold fails on, shows why, and keeps what came before', async () => {
    const { handle, ids } = counting
    const fragile: View<CounterRow, CountingEvent> = {
      ...counters,
      name: 'fragile',
      fold: (row, event, key) => {
        if (event.position === 6) throw new RangeError('six is too many')
        return counters.fold(row, event, key)
      },
    }
    const [sound, broken] = [await openView(), await openView(fragile)]
    await raiseMany(handle, ids, { counters: 2, count: 10 })
    expect(await catchUp(broken)).toBe('waiting')
    expect(await catchUp(sound)).toBe('idle')
    expect(await sum(sound)).toBe(10)
    expect(await sum(broken)).toBe(5)
    expect(await broken.status()).toMatchObject({
      state: 'stopped',
      reason: 'CounterRaised at position 6: RangeError: six is too many',
      position: 5,
      head: 10,
    })
    expect(await broken.step()).toBe('waiting')

    const mended = await openView({ ...counters, name: 'fragile' })
    expect(await catchUp(mended)).toBe('idle')
    expect(await sum(mended)).toBe(10)
    expect((await mended.status()).state).toBe('live')
  })

  it('stops at a row that its own declaration does not allow, and at a key that cannot be stored', async () => {
    const { handle, ids } = counting
    const unfit: View<CounterRow, CountingEvent> = {
      ...counters,
      name: 'unfit',
      fold: (row, event, key) => ({
        ...counters.fold(row, event, key),
        total: event.position === 3 ? 1.5 : 1,
      }),
    }
    const unkeyed: View<CounterRow, CountingEvent> = {
      ...counters,
      name: 'unkeyed',
      keys: ({ position }) => [position === 4 ? 'a\0b' : 'a'],
    }
    const views = [await openView(unfit), await openView(unkeyed)]
    await raiseMany(handle, ids, { counters: 2, count: 6 })
    const reasons = []
    for (const view of views) {
      expect(await catchUp(view)).toBe('waiting')
      reasons.push((await view.status()).reason)
    }
    expect(reasons[0]).toBe(
      'CounterRaised at position 3: Error: total of row 0 is not of its declared type, integer',
    )
    expect(reasons[1]).toMatch(/^CounterRaised at position 4: error: invalid byte sequence/)
  })

  it('passes over events that it does not ask for', async () => {
    const { handle, ids } = counting
    const closings = await openView({ ...counters, name: 'closings', events: ['CounterClosed'] })
    await raiseMany(handle, ids, { counters: 2, count: 6 })
    await closeOne(handle, ids, '1')
    await catchUp(closings)
    expect((await closings.reader.query({ limit: 9 })).rows.map(({ key }) => key)).toEqual(['1'])
    expect(await closings.reader.position()).toBe(7)
  })

  it('writes its checkpoint now and then while nothing concerns it, and at once when all is quiet', async () => {
    const { pool, context, log, handle, ids } = counting
    const view = { ...counters, name: 'closings', events: ['CounterClosed'] } as const
    const open = async () => {
      const opened = new PostgresView({
        pool,
        context,
        log,
        view,
        limits: { unwrittenMsMax: 3_600_000 },
      })
      await opened.open()
      return opened
    }
    const [following, elsewhere] = [await open(), await open()]
    await raiseMany(handle, ids, { counters: 1, count: 5 })
    await following.step()
    await raiseMany(handle, ids, { counters: 1, count: 5 })
    await following.step()
    // Who asks this process knows; who asks the database, and whoever takes over, knows of less.
    expect(await following.reader.waitFor(10, 0)).toBe(true)
    expect(await elsewhere.reader.position()).toBe(5)
    expect(await following.step()).toBe('idle')
    expect(await elsewhere.reader.position()).toBe(10)

    await raiseMany(handle, ids, { counters: 1, count: 5 })
    await following.step()
    const successor = await open()
    await closeOne(handle, ids, '0')
    expect(await catchUp(successor)).toBe('idle')
    expect(await following.step()).toBe('fenced')
    expect(await catchUp(following)).toBe('idle')
    expect((await elsewhere.reader.query({ limit: 9 })).rows).toMatchObject([{ position: 16 }])
    expect(await elsewhere.reader.position()).toBe(16)
  })

  it('refuses names that would have to be escaped', () => {
    const { pool, context, log } = counting
    for (const name of ['a"b', 'A', 'a__b', '', 'x'.repeat(41), 'a;drop table x'])
      expect(() => new PostgresView({ pool, context, log, view: { ...counters, name } })).toThrow(
        'cannot name a view',
      )
  })
})
