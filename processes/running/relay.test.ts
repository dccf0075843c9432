import { describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '../../adapters/memory/checkpoints.ts'
import { memoryMessageBus } from '../../adapters/memory/message-bus.ts'
import type { BusMessage, Publisher } from '../../kernel/message-bus.ts'
import { asLiveLog } from '../../kernel/policy.ts'
import type { Publish } from '../../kernel/relay.ts'
import { countingInMemory, until } from '../../testing/counting-in-memory.ts'
import { raiseMany } from '../../testing/counting.ts'
import { runRelay } from './relay.ts'

const publish: Publish = (event) => [
  {
    topic: 'raised',
    key: event.stream,
    id: `${event.id}-1`,
    source: 'counting',
    type: event.type,
    time: new Date(event.time).toISOString(),
    traceparent: event.traceparent,
    subject: event.stream,
    entityVersion: event.version,
    payload: String(event.position),
  },
]

describe('A relay', () => {
  it('tells the bus everything in order, again where it is not sure, and skips nothing', async () => {
    const counting = countingInMemory()
    const checkpoint = memoryCheckpoint()
    const told: string[] = []
    const inner = memoryMessageBus()
    await inner.ensureTopics([{ name: 'raised', partitions: 1, retentionMs: 'for ever' }])
    await inner.subscribe({
      topics: ['raised'],
      group: 'all',
      from: 'earliest',
      concurrencyMax: 1,
      handle: ({ payload }) => {
        told.push(payload)
        return Promise.resolve()
      },
    })
    let publishings = 0
    // Takes the messages over, and then fails to say so.
    const forgetful: Publisher = {
      publish: async (messages: readonly BusMessage[]) => {
        await inner.publish(messages)
        if (++publishings === 1) throw new Error('the bus is out of reach')
      },
    }
    const states: string[] = []
    const relay = runRelay(publish, asLiveLog(counting.log), {
      ...counting,
      checkpoint,
      bus: forgetful,
      onStatus: ({ state, reason = '' }) => states.push(`${state} ${reason}`.trim()),
    })
    await raiseMany(counting.handle, counting.ids, { counters: 1, count: 1_200 })
    await until(async () => (await checkpoint.read()) === 1_200)
    await until(() => told.at(-1) === '1200')
    await relay.stop()
    const once = [...new Set(told)]
    expect(once).toEqual(Array.from({ length: 1_200 }, (_, index) => String(index + 1)))
    expect(told.length).toBeGreaterThan(1_200)
    expect(states.slice(-2)).toEqual(['retrying the bus is out of reach', 'running'])
  })

  it('does not wait for a bus that does not answer when it is to stop, and has not moved on', async () => {
    const counting = countingInMemory()
    const checkpoint = memoryCheckpoint()
    let asked = 0
    const silent: Publisher = {
      publish: () => {
        asked++
        return new Promise(() => undefined)
      },
    }
    const relay = runRelay(publish, asLiveLog(counting.log), {
      ...counting,
      checkpoint,
      bus: silent,
    })
    await raiseMany(counting.handle, counting.ids, { counters: 1, count: 3 })
    await until(() => asked === 1)
    await relay.stop()
    expect(await checkpoint.read()).toBe(0)
    // Somebody else may do it.
    expect(await counting.ownership.tryAcquire('relay/counting')).toBeDefined()
  })
})
