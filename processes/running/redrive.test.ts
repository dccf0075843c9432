import { afterEach, describe, expect, it } from 'vitest'
import { memoryDeadLetters } from '../../adapters/memory/dead-letters.ts'
import { memoryOwnership } from '../../adapters/memory/ownership.ts'
import { CannotBeHandled, type DeliveredMessage } from '../../kernel/message-bus.ts'
import type { Consumer } from './consumer.ts'
import { redriveLetters } from './redrive.ts'

const running: Consumer[] = []
afterEach(() => Promise.all(running.splice(0).map((consumer) => consumer.stop())))

const clock = { at: 1_000, now: () => clock.at }
const by = { actor: 'user:one', at: 1_000 }
const eventually = { timeout: 30_000, interval: 10 }

const message = (key: string, offset: number): DeliveredMessage => ({
  topic: 't',
  partition: 0,
  offset: String(offset),
  attempt: 5,
  key,
  id: `${key}-${offset}`,
  source: '/s',
  type: 'T',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '',
  subject: '',
  entityVersion: 0,
  payload: '{}',
})

const open = (fails: (message: DeliveredMessage) => Error | undefined = () => undefined) => {
  const store = memoryDeadLetters(clock)
  const ownership = memoryOwnership()
  const handled: string[] = []
  const start = () => {
    const consumer = redriveLetters({
      group: 'g',
      store,
      ownership,
      clock,
      handle: async (one) => {
        const error = fails(one)
        if (error) throw error
        handled.push(`${one.id} (${one.attempt}.)`)
      },
    })
    running.push(consumer)
    return consumer
  }
  const put = async (key: string, offset: number, reason = 'handler-failed') => {
    const attempts = reason === 'waits-behind' ? 0 : 5
    await store.add({ group: 'g', message: message(key, offset), reason, error: 'x', attempts })
    return store.letters.find((letter) => letter.message.id === `${key}-${offset}`)?.letterId ?? ''
  }
  const states = () => store.letters.map(({ state }) => state)
  return { store, handled, start, put, states }
}

describe('Redriving dead letters', () => {
  it('hands over those that somebody asked for, and what waited behind them, in order', async () => {
    const { store, handled, start, put, states } = open()
    const first = await put('a', 1)
    await put('a', 2, 'waits-behind')
    await put('a', 3, 'waits-behind')
    await put('b', 4)
    start()
    await store.redrive(first, by)
    await expect.poll(() => handled, eventually).toEqual(['a-1 (6.)', 'a-2 (1.)', 'a-3 (1.)'])
    await expect.poll(states, eventually).toEqual(['redriven', 'redriven', 'redriven', 'dead'])
  })

  it('hands over one that somebody waits for before the rest of a slow batch', async () => {
    const { store, handled, start, put } = open()
    for (const [offset, key] of ['a', 'b', 'c', 'd'].entries()) await put(key, offset)
    const proposed = { does: 'redrive', filter: { group: 'g' }, ratePerSecond: 1 } as const
    const batchId = '01968f5c-7a00-7000-8000-0000000000a1'
    await store.propose({ ...proposed, batchId, proposed: by }, 10)
    await store.decide(batchId, true, { actor: 'user:two', at: 1_000 })
    const one = await put('e', 4)
    start()
    await expect.poll(() => handled, eventually).toEqual(['a-0 (6.)'])
    await store.redrive(one, by)
    await expect.poll(() => handled.length, eventually).toBe(5)
    expect(handled).toEqual(['a-0 (6.)', 'e-4 (6.)', 'b-1 (6.)', 'c-2 (6.)', 'd-3 (6.)'])
  })

  it('leaves one that fails again with its new reason, and holds up no other key', async () => {
    const { store, handled, start, put, states } = open(({ id }) =>
      id === 'a-1' ? new CannotBeHandled('not-json', 'still no JSON') : undefined,
    )
    const first = await put('a', 1)
    await put('a', 2, 'waits-behind')
    const other = await put('b', 3)
    await store.redrive(first, by)
    await store.redrive(other, by)
    start()
    await expect.poll(states, eventually).toEqual(['dead', 'waiting', 'redriven'])
    expect(handled).toEqual(['b-3 (6.)'])
    expect(await store.find(first)).toMatchObject({
      reason: 'not-json',
      error: 'still no JSON',
      attempts: 6,
    })
  })

  it('is done by one process at a time', async () => {
    const { store, handled, start, put, states } = open()
    start()
    start()
    for (let offset = 0; offset < 20; offset++)
      await store.redrive(await put(`k${offset}`, offset), by)
    await expect.poll(() => states().every((state) => state === 'redriven'), eventually).toBe(true)
    expect(handled).toHaveLength(20)
  })

  it('goes no faster than a batch says, and stops at once in between', async () => {
    const { store, handled, start, put } = open()
    await put('a', 1)
    await put('b', 2)
    const batchId = '01968f5c-7a00-7000-8000-0000000000e1'
    const filter = { group: 'g' }
    const proposed = {
      batchId,
      does: 'redrive',
      filter,
      ratePerSecond: 0.001,
      proposed: by,
    } as const
    await store.propose(proposed, 10)
    await store.decide(batchId, true, { ...by, actor: 'user:two' })
    const consumer = start()
    await expect.poll(() => handled.length, eventually).toBe(1)
    await consumer.stop()
    expect(handled).toHaveLength(1)
  })
})
