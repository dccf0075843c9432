import { describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '../adapters/memory/checkpoints.ts'
import { ArrayLog } from '../testing/array-log.ts'
import type { BusMessage, Publisher } from './message-bus.ts'
import { asLiveLog } from './policy.ts'
import { relayOnce, type Checkpoint, type Publish } from './relay.ts'

/** Publishes what was shipped, and says nothing about the rest. */
const publish: Publish = ({ id, type, data, position, stream, version, traceparent }) =>
  type === 'Shipped'
    ? [
        {
          topic: 'pc.qa.prc.fct.wh.ParcelShipped',
          key: stream,
          id,
          source: 'parcels',
          type: 'ParcelShipped',
          time: new Date(position).toISOString(),
          traceparent,
          subject: stream,
          entityVersion: version,
          payload: JSON.stringify(data),
        },
      ]
    : []

/** A log of so many events, every third of which is nobody else's business. */
const logOf = (count: number) => {
  const log = new ArrayLog('parcels')
  for (let number = 1; number <= count; number++)
    log.append({ type: number % 3 === 0 ? 'Packed' : 'Shipped', data: { number } })
  return log
}
const numbersIn = (log: ArrayLog) =>
  log.events.flatMap(({ type, data }) =>
    type === 'Shipped' ? [(data as { number: number }).number] : [],
  )

/** A bus that keeps what it took over, and is away where the test says so. */
const keepingBus = (isAway: () => boolean = () => false) => {
  const taken: BusMessage[] = []
  const batches: number[] = []
  const bus: Publisher = {
    publish: (messages) => {
      if (isAway()) return Promise.reject(new Error('the bus is away'))
      taken.push(...messages)
      batches.push(messages.length)
      return Promise.resolve()
    },
  }
  const numbers = () =>
    taken.map(({ payload }) => (JSON.parse(payload) as { number: number }).number)
  return { bus, taken, batches, numbers }
}

/** Relays until there is nothing new; a crash or a fence ends one turn, as it would end a process. */
const relayAll = async (log: ArrayLog, bus: Publisher, checkpoint: Checkpoint, sizeMax = 4) => {
  let failures = 0
  for (;;) {
    const before = await checkpoint.read()
    try {
      if (
        (await relayOnce(asLiveLog(log), publish, bus, checkpoint, { batchSizeMax: sizeMax })) ===
        before
      )
        return failures
    } catch {
      failures++
    }
  }
}

describe('The relay', () => {
  it('moves what is published to the bus, in order, each once', async () => {
    const [log, { bus, numbers }, checkpoint] = [logOf(10), keepingBus(), memoryCheckpoint()]
    expect(await relayAll(log, bus, checkpoint)).toBe(0)
    expect(numbers()).toEqual(numbersIn(log))
    expect(await checkpoint.read()).toBe(10)
  })

  it('takes no more than a batch at a time, and says how far it came', async () => {
    const [log, { bus, batches }, checkpoint] = [logOf(10), keepingBus(), memoryCheckpoint()]
    const relay = () => relayOnce(asLiveLog(log), publish, bus, checkpoint, { batchSizeMax: 4 })
    expect([await relay(), await relay(), await relay(), await relay()]).toEqual([4, 8, 10, 10])
    expect(batches).toEqual([3, 3, 1])
  })

  it('goes no further than it may', async () => {
    const [log, { bus, numbers }, checkpoint] = [logOf(10), keepingBus(), memoryCheckpoint()]
    const relay = (upTo: number) => relayOnce(asLiveLog(log), publish, bus, checkpoint, { upTo })
    expect([await relay(0), await relay(4), await relay(4), await relay(9)]).toEqual([0, 4, 4, 9])
    expect(numbers()).toEqual(numbersIn(log).filter((number) => number <= 9))
  })

  it('passes over what is not published without troubling the bus', async () => {
    const log = new ArrayLog('parcels')
    log.append({ type: 'Packed', data: {} }, { type: 'Packed', data: {} })
    const [{ bus, batches }, checkpoint] = [keepingBus(), memoryCheckpoint()]
    expect(await relayOnce(asLiveLog(log), publish, bus, checkpoint)).toBe(2)
    expect([batches, await checkpoint.read()]).toEqual([[], 2])
  })

  it('does not move on while the bus is away, and skips nothing afterwards', async () => {
    let refusals = 3
    const [log, checkpoint] = [logOf(10), memoryCheckpoint()]
    const { bus, numbers } = keepingBus(() => refusals-- > 0)
    await expect(relayOnce(asLiveLog(log), publish, bus, checkpoint)).rejects.toThrow('away')
    expect(await checkpoint.read()).toBe(0)
    expect(await relayAll(log, bus, checkpoint)).toBe(2)
    expect(numbers()).toEqual(numbersIn(log))
  })

  it.each([1, 2, 3])(
    'repeats, under the same ids, after a crash between bus and checkpoint (in turn %i)',
    async (turn) => {
      const [log, { bus, taken, numbers }, real] = [logOf(10), keepingBus(), memoryCheckpoint()]
      let turns = 0
      const crashing: Checkpoint = {
        read: () => real.read(),
        move: (from, to) =>
          ++turns === turn ? Promise.reject(new Error('killed')) : real.move(from, to),
      }
      expect(await relayAll(log, bus, crashing)).toBe(1)
      expect(numbers().length).toBeGreaterThan(numbersIn(log).length)
      expect([...new Set(numbers())]).toEqual(numbersIn(log))
      expect(new Set(taken.map(({ id }) => id)).size).toBe(numbersIn(log).length)
    },
  )

  it('stops where another has taken over: a fenced checkpoint is an error', async () => {
    const [log, { bus, numbers }, checkpoint] = [logOf(10), keepingBus(), memoryCheckpoint()]
    const takenOver: Checkpoint = {
      read: () => checkpoint.read(),
      move: async (from, to) => {
        // While this one published, its successor did the same and was faster.
        await relayOnce(asLiveLog(log), publish, bus, checkpoint, { batchSizeMax: 6 })
        return checkpoint.move(from, to)
      },
    }
    await expect(
      relayOnce(asLiveLog(log), publish, bus, takenOver, { batchSizeMax: 4 }),
    ).rejects.toThrow('another relay has taken over parcels')
    expect(await checkpoint.read()).toBe(6)
    await relayAll(log, bus, checkpoint)
    expect([...new Set(numbers())]).toEqual(numbersIn(log))
  })

  it('cannot be run on a log that is only read', () => {
    const refused = () =>
      // @ts-expect-error A replay has a LogReader, and publishes nothing.
      relayOnce(logOf(1), publish, keepingBus().bus, memoryCheckpoint())
    expect(refused).toBeTypeOf('function')
  })
})
