import { describe, expect, it } from 'vitest'
import type { BusMessage } from '../../../kernel/message-bus.ts'
import { memoryMessageBus } from '../../memory/message-bus.ts'
import { countedBus, messageCounts } from './counted-bus.ts'

const topic = 'millrace.qa.prc.fct.parcels.ParcelSent'
const message = (id: string, source = '/parcels'): BusMessage => ({
  topic,
  key: id,
  id,
  source,
  type: 'ParcelSent',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  subject: '',
  entityVersion: 1,
  payload: '{}',
})
const open = async () => {
  const counts = messageCounts()
  const bus = countedBus(memoryMessageBus(), counts)
  await bus.ensureTopics([{ name: topic, partitions: 2, retentionMs: 'for ever' }])
  return { bus, counts }
}
const way = { topic, source: '/parcels', isEverywhere: false }

describe('A bus that counts', () => {
  it('tells what was published, by sender, and begins anew', async () => {
    const { bus, counts } = await open()
    await bus.publish([message('m-1'), message('m-2'), message('m-3', '/depot')])
    const taken = [
      { ...way, consumer: '', messages: 2 },
      { ...way, source: '/depot', consumer: '', messages: 1 },
    ]
    expect(counts.take()).toEqual(taken)
    expect(counts.take()).toEqual([])
    await bus.publish([message('m-4')])
    // What could not be written down is not lost.
    counts.giveBack(taken)
    expect(counts.take()).toMatchObject([{ messages: 3 }, { source: '/depot', messages: 1 }])
  })

  it('counts what a group has handled, and not the attempts that failed', async () => {
    const { bus, counts } = await open()
    const handled: string[] = []
    await bus.publish([message('m-1'), message('m-2')])
    counts.take()
    await bus.subscribe({
      topics: [topic],
      group: 'shop',
      from: 'earliest',
      handle: async ({ id, attempt }) => {
        if (id === 'm-2' && attempt === 1) throw new Error('not now')
        handled.push(id)
      },
      retryDelaysMs: [1],
    })
    await expect.poll(() => handled.toSorted()).toEqual(['m-1', 'm-2'])
    await bus.close()
    expect(counts.take()).toEqual([{ ...way, consumer: 'shop', messages: 2 }])
  })

  it('counts for whoever reads without a group what is for it', async () => {
    const { bus, counts } = await open()
    await bus.publish([message('m-1'), message('m-2', '/depot')])
    counts.take()
    const reader = bus.readAs('replies/shop', ({ source }) => source === '/depot')
    const reading = await reader.read({
      from: await reader.places([topic], 'earliest'),
      to: await reader.places([topic], 'latest'),
      handle: async () => undefined,
    })
    await reading.done
    expect(counts.take()).toEqual([
      { topic, source: '/depot', consumer: 'replies/shop', isEverywhere: true, messages: 1 },
    ])
  })

  it('does not count what the bus has not taken', async () => {
    const { bus, counts } = await open()
    await expect(bus.publish([{ ...message('m-1'), topic: 'unknown' }])).rejects.toThrow('unknown')
    expect(counts.take()).toEqual([])
  })

  it('stays small whatever senders call themselves', () => {
    const counts = messageCounts()
    for (let n = 0; n < 5_000; n++)
      counts.count({ ...way, source: `/sender-${n}`, consumer: 'shop' })
    const taken = counts.take()
    expect(taken.length).toBeLessThanOrEqual(1_001)
    expect(taken.reduce((sum, { messages }) => sum + messages, 0)).toBe(5_000)
  })
})
