import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeBefore, recordsBetween } from '../../adapters/kafka/place-before.ts'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import { memoryOwnership } from '../../adapters/memory/ownership.ts'
import { postgresCheckpoint } from '../../adapters/postgres/checkpoints.ts'
import type { MessageBus } from '../../kernel/message-bus.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import type { Publish } from '../../kernel/relay.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import { raiseMany } from '../../testing/counting.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { runRelay } from './relay.ts'
import { watchTakenOver } from './taken-over.ts'
import { epochMessage, logShape, logTopic, wholeLog } from './whole-log.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const environment = 'qa'
const log = 'counting'
const facts = 'facts'

const publish: Publish = ({ id, type, stream, version, time, traceparent }) => [
  {
    topic: facts,
    key: stream,
    id,
    source: log,
    type,
    time: new Date(time).toISOString(),
    traceparent,
    subject: stream,
    entityVersion: version,
    payload: '{}',
  },
]

/** Relays of two processes over one log, and a bus on which reading is counted. */
const relayed = async (name: string) => {
  const counting = await countingOnPostgres(await postgres.createDatabase(name))
  const inner = memoryMessageBus()
  await inner.ensureTopics([
    logShape(environment, log),
    { name: facts, partitions: 1, retentionMs: 'for ever' },
  ])
  let reads = 0
  const bus: MessageBus = { ...inner, read: (asked) => (reads++, inner.read(asked)) }
  const checkpoint = (consumer: string) =>
    postgresCheckpoint({ pool: counting.pool, consumer, log })
  const ownership = memoryOwnership()
  const queries = counting.pool
  const looking = { queries, log, environment, bus, placeBefore, recordsBetween, lookEveryMs: 0 }
  const startOne = () =>
    runRelay(publish, asLiveLog(counting.log), {
      ownership,
      bus,
      checkpoint: checkpoint('relay'),
      whole: wholeLog({
        queries,
        log,
        environment,
        bus,
        takenOver: watchTakenOver(looking),
        batches: checkpoint('whole-log/batches'),
        silent: checkpoint('whole-log/outcomes'),
      }),
      onAppended: (listener) => counting.log.onAppended(listener),
    })
  const relays = [startOne(), startOne()]
  return {
    ...counting,
    bus,
    relays,
    reads: () => reads,
    raise: (count: number) => raiseMany(counting.handle, counting.ids, { counters: 3, count }),
    place: () => checkpoint('relay').read(),
    ends: () => bus.places([logTopic(environment, log), facts], 'latest'),
    stop: async () => {
      await Promise.all(relays.map((relay) => relay.stop()))
      await counting.close()
    },
  }
}

const eventually = { timeout: 30_000 }

describe('A relay whose log a restore takes over while it runs', () => {
  it('stops with a word before it publishes anything more, and so does who stands by', async () => {
    const world = await relayed('superseded')
    await world.raise(40)
    await expect.poll(world.place, eventually).toBe(40)
    const record = { kind: 'epoch', log, epoch: 2, by: 'a restore', at: 0 } as const
    await world.bus.publish([epochMessage(environment, record)])
    const ends = await world.ends()
    await world.raise(5)
    const states = () => world.relays.map((relay) => relay.status())
    const stopped = {
      state: 'stopped',
      reason: expect.stringMatching(/^A restore has taken over the log counting \(epoch 2 on/),
    }
    await expect.poll(states, eventually).toMatchObject([stopped, stopped])
    expect(await world.ends()).toEqual(ends)
    expect(await world.place()).toBe(40)
    await world.stop()
  })

  it('is not looked for in what the relay has put there itself', async () => {
    const world = await relayed('own')
    await world.raise(5)
    await expect.poll(world.place, eventually).toBe(5)
    const before = world.reads()
    for (let count = 10; count <= 50; count += 5) {
      await world.raise(5)
      await expect.poll(world.place, eventually).toBe(count)
    }
    expect(world.reads()).toBe(before)
    await world.stop()
  })
})
