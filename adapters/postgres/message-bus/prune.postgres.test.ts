import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { busMessage } from '../../../testing/message-bus.conformance.ts'
import { openBusOnPostgres } from '../../../testing/message-bus-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../../../testing/postgres.ts'
import { migrate } from '../migrate.ts'
import { claimMessage } from './claims.ts'
import { pruneBus } from './prune.ts'

let postgres: TestPostgres
let opened: ReturnType<typeof openBusOnPostgres>
beforeAll(async () => {
  postgres = await startTestPostgres()
  await migrate(postgres.pool, [])
  opened = openBusOnPostgres(postgres)
})
afterAll(async () => {
  await opened.close()
  await postgres.stop()
})

const dayMs = 24 * 60 * 60 * 1000
const publish = (topic: string, count: number) =>
  opened.bus.publish(
    Array.from({ length: count }, (_, number) => busMessage(topic, 'x', String(number))),
  )
const kept = async (topic: string) => {
  const [first] = await opened.bus.places([topic], 'earliest')
  const [next] = await opened.bus.places([topic], 'latest')
  return Number(next?.offset) - Number(first?.offset)
}
const make = (name: string, retentionMs: number | 'for ever') =>
  opened.bus.ensureTopics([{ name, partitions: 1, retentionMs }])

describe('The embedded bus', () => {
  it('forgets what is older than its topic keeps it, whether or not it was read', async () => {
    const now = Date.now()
    await make('a-day', dayMs)
    await make('for-ever', 'for ever')
    const handle = () => Promise.reject(new Error('never'))
    const reader = await opened.bus.subscribe({
      topics: ['a-day'],
      group: 'slow',
      from: 'earliest',
      handle,
    })
    await publish('a-day', 20)
    await publish('for-ever', 20)
    await pruneBus({ pool: postgres.pool, now })
    expect([await kept('a-day'), await kept('for-ever')]).toEqual([20, 20])
    await pruneBus({ pool: postgres.pool, now: now + 2 * dayMs, unreadMax: 5 })
    expect([await kept('a-day'), await kept('for-ever')]).toEqual([0, 20])
    await reader.close()
  })

  it('keeps no more than so many of a topic that nobody has ever asked for', async () => {
    await make('unread', dayMs)
    await publish('unread', 20)
    const prune = () => pruneBus({ pool: postgres.pool, now: Date.now(), unreadMax: 5 })
    await prune()
    expect(await kept('unread')).toBe(5)
    const handle = () => Promise.resolve()
    await (
      await opened.bus.subscribe({ topics: ['unread'], group: 'g', from: 'latest', handle })
    ).close()
    await publish('unread', 20)
    await prune()
    expect(await kept('unread')).toBe(25)
  })

  it('forgets claims whose message cannot come again', async () => {
    const { pool } = postgres
    expect(await claimMessage(pool, 'g', { id: 'm' })).toBe(true)
    const now = Date.now()
    await pruneBus({ pool, now: now + 29 * dayMs })
    expect(await claimMessage(pool, 'g', { id: 'm' })).toBe(false)
    await pruneBus({ pool, now: now + 31 * dayMs })
    expect(await claimMessage(pool, 'g', { id: 'm' })).toBe(true)
  })
})
