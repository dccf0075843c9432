import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { migrate } from '../migrate.ts'
import { postgresTraffic, type PostgresTraffic } from './traffic.ts'

let postgres: TestPostgres
let traffic: PostgresTraffic
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
  traffic = postgresTraffic(postgres.pool)
})
afterAll(() => postgres.stop())
beforeEach(async () => {
  await postgres.pool.query('truncate millrace.message_traffic, millrace.message_paths')
})

const minuteMs = 60_000
const noon = Date.parse('2026-03-02T12:00:00Z')
const way = { topic: 'facts', source: '/shop', consumer: '', isEverywhere: false }

describe('What went over the bus, in the database', () => {
  it('adds up over processes, and knows the last minute from the last hour', async () => {
    await traffic.add('a', noon - 30 * minuteMs, [{ ...way, messages: 7 }])
    await traffic.add('a', noon, [{ ...way, messages: 2 }])
    await traffic.add('a', noon + 1, [{ ...way, messages: 1 }])
    await traffic.add('b', noon, [
      { ...way, messages: 10 },
      { ...way, consumer: 'billing', messages: 4 },
    ])
    expect(await traffic.read(noon + 1_000)).toEqual([
      {
        topic: 'facts',
        source: '/shop',
        consumer: '',
        lastMinute: 13,
        lastHour: 20,
        firstAt: noon - 30 * minuteMs,
        lastAt: noon + 1,
      },
      expect.objectContaining({ consumer: 'billing', lastMinute: 4, lastHour: 4 }),
    ])
  })

  it('does not add up what every process reads', async () => {
    const read = { ...way, consumer: 'replies/shop', isEverywhere: true }
    await traffic.add('a', noon, [{ ...read, messages: 5 }])
    await traffic.add('b', noon, [{ ...read, messages: 4 }])
    expect(await traffic.read(noon)).toMatchObject([{ lastMinute: 5, lastHour: 5 }])
  })

  it('remembers a way when its figures are gone, and for a month', async () => {
    await traffic.add('a', noon, [{ ...way, messages: 5 }])
    await traffic.prune(noon + 61 * minuteMs)
    const { rows } = await postgres.pool.query('select from millrace.message_traffic')
    expect(rows).toEqual([])
    expect(await traffic.read(noon + 61 * minuteMs)).toMatchObject([
      { lastMinute: 0, lastHour: 0, lastAt: noon },
    ])
    await traffic.prune(noon + 31 * 24 * 60 * minuteMs)
    expect(await traffic.read(noon)).toEqual([])
  })

  it('keeps the latest ways where a sender calls itself something new each time', async () => {
    for (let round = 0; round < 3; round++)
      await traffic.add(
        'a',
        noon + round,
        Array.from({ length: 1_000 }, (_, n) => ({
          ...way,
          source: `/${round}-${n}`,
          messages: 1,
        })),
      )
    await traffic.prune(noon + 10)
    const kept = await traffic.read(noon + 10)
    expect(kept).toHaveLength(2_000)
    expect(kept.some(({ source }) => source.startsWith('/0-'))).toBe(false)
  })

  it('takes counts of two processes at once, in whatever order they have them', async () => {
    const counts = Array.from({ length: 200 }, (_, n) => ({
      ...way,
      source: `/${n}`,
      messages: 1,
    }))
    for (let round = 0; round < 10; round++)
      await Promise.all([
        traffic.add('a', noon, counts),
        traffic.add('b', noon, counts.toReversed()),
      ])
    expect(new Set((await traffic.read(noon)).map(({ lastMinute }) => lastMinute))).toEqual(
      new Set([20]),
    )
  })
})
