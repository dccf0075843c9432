import { describe, expect, it } from 'vitest'
import { MessageTooLarge, type BusMessage, type Publisher } from '../../kernel/message-bus.ts'
import { memoryMessageBus } from '../memory/message-bus.ts'
import { publishingLine, publishingTerms } from './publishing-line.ts'

const message = (id: string): BusMessage => ({
  topic: 'facts',
  key: 'k',
  id,
  source: '/shop',
  type: 'Sold',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '',
  subject: '',
  entityVersion: 1,
  payload: '{}',
})

describe('The line over which is published', () => {
  it('is open while the brokers are away, and closes when they are back', async () => {
    let isAway = true
    const publisher: Publisher = {
      publish: async () => {
        if (isAway) throw new Error('no broker answers')
      },
    }
    const line = publishingLine(publisher, { ...publishingTerms, openMs: 50 })
    for (let n = 0; n < 3; n++) await expect(line.publish([])).rejects.toThrow('no broker answers')
    await expect(line.publish([])).rejects.toThrow('circuit')
    expect(line.status()).toMatchObject({
      state: 'open',
      failures: 3,
      lastFailure: { what: 'no broker answers' },
    })
    isAway = false
    await expect.poll(() => line.publish([]).then(() => 'taken', String)).toBe('taken')
    expect(line.status().state).toBe('closed')
  })

  it('says nothing against a bus that refuses what no bus would take', async () => {
    const line = publishingLine({
      publish: async () => {
        throw new MessageTooLarge('facts', 2, 1)
      },
    })
    for (let n = 0; n < 10; n++) await expect(line.publish([])).rejects.toThrow(MessageTooLarge)
    expect(line.status()).toMatchObject({ state: 'closed', failures: 0 })
  })

  it('keeps the order of calls that overlap, also of those that wait', async () => {
    const bus = memoryMessageBus()
    await bus.ensureTopics([{ name: 'facts', partitions: 1, retentionMs: 'for ever' }])
    const seen: string[] = []
    await bus.subscribe({
      topics: ['facts'],
      group: 'g',
      from: 'earliest',
      handle: async ({ id }) => void seen.push(id),
    })
    const line = publishingLine(bus, { ...publishingTerms, underWayMax: 2, queuedMax: 100 })
    const ids = Array.from({ length: 20 }, (_, n) => `m-${n}`)
    await Promise.all(ids.map((id) => line.publish([message(id)])))
    await expect.poll(() => seen).toEqual(ids)
    await bus.close()
  })
})
