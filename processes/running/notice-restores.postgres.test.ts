import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { placeBefore, recordsBetween } from '../../adapters/kafka/place-before.ts'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import type { MessageBus } from '../../kernel/message-bus.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { noticeRestores } from './notice-restores.ts'
import { takenOverLogs } from './taken-over-logs.ts'
import { watchTakenOver } from './taken-over.ts'
import { epochMessage, logShape } from './whole-log.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const environment = 'qa'
const log = 'counting'
const other = 'reminding'

/** A process that works on two logs, and does not relay; the bus may be away, and reading is counted. */
const noticing = async (name: string, restlessMsMax = 0) => {
  const database = await postgres.createDatabase(name)
  const counting = await countingOnPostgres(database, log)
  const reminding = await countingOnPostgres(database, other)
  const inner = memoryMessageBus()
  await inner.ensureTopics([log, other].map((one) => logShape(environment, one)))
  const world = { away: false, looks: 0, reads: 0 }
  const bus: MessageBus = {
    ...inner,
    places: (topics, at) => {
      world.looks++
      return world.away ? Promise.reject(new Error('no broker answers')) : inner.places(topics, at)
    },
    read: (asked) => (world.reads++, inner.read(asked)),
  }
  const takenOver = takenOverLogs()
  const found: (readonly string[])[] = []
  const failures: string[] = []
  const looking = { queries: counting.pool, environment, bus, placeBefore, recordsBetween }
  const loop = noticeRestores({
    logs: [log, other],
    watch: (one) => watchTakenOver({ ...looking, log: one, lookEveryMs: 0, restlessMsMax }),
    takenOver,
    onFound: (logs) => found.push(logs),
    onFailure: (error) => failures.push(String(error)),
    lookEveryMs: 10,
  })
  onTestFinished(async () => {
    await loop.stop()
    await reminding.close()
    await counting.close()
  })
  const say = (one: string, epoch: number) =>
    bus.publish([
      epochMessage(environment, { kind: 'epoch', log: one, epoch, by: `${epoch}`, at: 0 }),
    ])
  const looksAgain = async (times = 4) => {
    const before = world.looks
    await expect.poll(() => world.looks, eventually).toBeGreaterThan(before + times)
  }
  return { world, takenOver, found, failures, say, looksAgain, queries: counting.pool }
}

const eventually = { timeout: 30_000 }

describe('A process that goes on when a restore has taken over its logs', () => {
  it('finds out log by log, and looks at those that are left', async () => {
    const { takenOver, found, failures, say, looksAgain, world } = await noticing('log_by_log')
    await say(log, 1)
    await looksAgain()
    expect(takenOver.all()).toEqual([])
    await say(log, 2)
    await expect.poll(() => takenOver.all(), eventually).toEqual([log])
    expect(takenOver.reasonOf(log)).toMatch(
      /^A restore has taken over the log counting \(epoch 2 on millrace\.qa\.counting/,
    )
    await looksAgain()
    await say(other, 2)
    await expect.poll(() => takenOver.all(), eventually).toEqual([log, other])
    expect(found).toEqual([[log], [other]])
    expect(failures).toEqual([])
    await expect.poll(() => restsAt(() => world.looks), eventually).toBe(true)
  })

  it('takes a bus that is away for nothing but that, says it once, and finds out when it is back', async () => {
    const { world, takenOver, found, failures, say, looksAgain } = await noticing('away')
    await looksAgain()
    world.away = true
    await expect.poll(() => failures.length, eventually).toBe(1)
    await looksAgain(3)
    expect([takenOver.all(), failures]).toEqual([[], [expect.stringContaining('no broker')]])
    await Promise.all([say(log, 2), say(other, 2)])
    world.away = false
    await expect.poll(() => takenOver.all(), eventually).toEqual([log, other])
    expect([found, failures.length]).toEqual([[[log, other]], 1])
  })

  it('learns from its database, though the bus is away, that another one has taken its place', async () => {
    const { world, takenOver, found, looksAgain, queries } = await noticing('in_its_place')
    await looksAgain()
    world.away = true
    await queries.query(`update log_${log}.log set epoch = 2`)
    await expect.poll(() => takenOver.all(), eventually).toEqual([log])
    expect(takenOver.reasonOf(log)).toMatch(/^Another database has taken the place/)
    expect(found).toEqual([[log]])
  })

  it('says so, too, where the log was the first to find out', async () => {
    const { takenOver, found } = await noticing('told')
    takenOver.tell(log, 'its database was replaced')
    await expect.poll(() => found, eventually).toEqual([[log]])
  })

  it('does not read along what a relay publishes, only what is there once it rests', async () => {
    const { world, takenOver, say, looksAgain } = await noticing('restless', 3_600_000)
    await say(log, 1)
    await looksAgain()
    const before = world.reads
    const publishing = { on: true }
    const relay = (async () => {
      while (publishing.on) {
        await say(log, 1)
        await delay(0)
      }
    })()
    await looksAgain(20)
    expect(world.reads - before).toBeLessThanOrEqual(1)
    publishing.on = false
    await relay
    await say(log, 2)
    await expect.poll(() => takenOver.all(), eventually).toEqual([log])
  })
})

/** Whether it does not move within a while in which it would have. */
const restsAt = async (value: () => number): Promise<boolean> => {
  const before = value()
  await delay(100)
  return value() === before
}
