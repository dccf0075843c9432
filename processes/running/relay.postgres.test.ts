import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { postgresCheckpoint } from '../../adapters/postgres/checkpoints.ts'
import { PostgresOwnership } from '../../adapters/postgres/ownership.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import type { Publish } from '../../kernel/relay.ts'
import { countingOnPostgres } from '../../testing/counting-on-postgres.ts'
import { raiseMany } from '../../testing/counting.ts'
import { openBusOnPostgres } from '../../testing/message-bus-on-postgres.ts'
import { startTestPostgres, type TestPostgres } from '../../testing/postgres.ts'
import { runRelay } from './relay.ts'

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres.stop())

const topic = 'raised'
const publish: Publish = ({ id, type, stream, version, position, time, traceparent }) => [
  {
    topic,
    key: stream,
    id,
    source: 'counting',
    type,
    time: new Date(time).toISOString(),
    traceparent,
    subject: stream,
    entityVersion: version,
    payload: String(position),
  },
]

describe('Relays of several processes over one log', () => {
  it('work one at a time, and another takes over where the first one is cut off, skipping nothing', async () => {
    const counting = await countingOnPostgres(postgres)
    const { bus, close } = openBusOnPostgres(postgres)
    await bus.ensureTopics([{ name: topic, partitions: 1, retentionMs: 'for ever' }])
    const processes = [1, 2].map(() => {
      const ownership = new PostgresOwnership(postgres.connection)
      const checkpoint = postgresCheckpoint({
        pool: counting.pool,
        consumer: 'relay',
        log: 'counting',
      })
      const relay = runRelay(publish, asLiveLog(counting.log), {
        ownership,
        checkpoint,
        bus,
        onAppended: (listener) => counting.log.onAppended(listener),
      })
      return { ownership, checkpoint, relay }
    })
    const states = () => processes.map(({ relay }) => relay.status().state).toSorted()
    const place = () => processes[0]?.checkpoint.read()
    await raiseMany(counting.handle, counting.ids, { counters: 10, count: 400 })
    await expect.poll(place, { timeout: 30_000 }).toBe(400)
    await expect.poll(states, { timeout: 30_000 }).toEqual(['running', 'standby'])
    const working = processes.find(({ relay }) => relay.status().state === 'running')
    const standing = processes.find((one) => one !== working)

    const raising = raiseMany(counting.handle, counting.ids, { counters: 10, count: 600 })
    // Its connection goes, and with it the right to work; it is not told, and cannot come back.
    await working?.ownership.close()
    await raising
    await expect.poll(place, { timeout: 30_000 }).toBe(1_000)
    await expect.poll(() => standing?.relay.status().state, { timeout: 30_000 }).toBe('running')

    const told: string[] = []
    const reading = await bus.read({
      from: await bus.places([topic], 'earliest'),
      to: await bus.places([topic], 'latest'),
      handle: (messages) => {
        told.push(...messages.map(({ payload }) => payload))
        return Promise.resolve()
      },
    })
    await reading.done
    const all = Array.from({ length: 1_000 }, (_, index) => String(index + 1))
    expect([...new Set(told)]).toEqual(all)
    for (const { relay, ownership } of processes) {
      await relay.stop()
      await ownership.close()
    }
    await close()
    await counting.close()
  })
})
