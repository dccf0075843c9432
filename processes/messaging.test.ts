import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { memoryDeadLetters } from '../adapters/memory/dead-letters.ts'
import { memoryMessageBus } from '../adapters/memory/message-bus.ts'
import type { BusMessage } from '../kernel/message-bus.ts'
import { messageContract, messageOf } from '../kernel/message-contract.ts'
import { checkedPublisher, messagingOf } from './messaging.ts'

const sent = messageContract({
  name: 'ParcelSent',
  version: 1,
  classification: 'fct',
  domain: 'prc',
  source: 'parcels',
  summary: 'A parcel was sent',
  payload: Type.Object({ parcelId: Type.String() }, { additionalProperties: false }),
  key: 'parcelId',
  example: { parcelId: 'p-1' },
  partitions: 3,
  retentionMs: 1_000,
})
const messaging = messagingOf([{ name: 'parcels', events: {}, views: [], publishes: [sent] }], 'qa')
const message = (parcelId: string): BusMessage =>
  messageOf(
    sent,
    'parcels',
    'qa',
    { parcelId },
    {
      id: `id-of-${parcelId}`,
      time: '2026-01-01T12:00:00.000Z',
      traceparent: '',
      subject: `parcel/${parcelId}`,
      entityVersion: 1,
    },
  )

describe('What contexts say on the bus', () => {
  it('goes to topics as they were declared', () => {
    expect(messaging.topics).toEqual([
      { name: 'millrace.qa.prc.fct.parcels.ParcelSent', partitions: 3, retentionMs: 1_000 },
    ])
  })

  it('is set aside where it breaks its contract, and holds up nothing', async () => {
    const published: BusMessage[] = []
    const letters = memoryDeadLetters()
    const publisher = checkedPublisher(
      { publish: async (messages) => void published.push(...messages) },
      messaging.check,
      letters,
      'parcels',
    )
    const broken = { ...message('p-2'), payload: '{"parcelId":"p-2","weight":5}' }
    await publisher.publish([message('p-1'), broken, message('p-3')])
    // A relay repeats itself.
    await publisher.publish([broken])
    expect(published.map(({ key }) => key)).toEqual(['p-1', 'p-3'])
    expect(letters.letters).toMatchObject([
      { group: 'relay/parcels', reason: 'schema-mismatch', message: { id: 'id-of-p-2' } },
    ])
  })

  it('is set aside where it is larger than the bus carries, and what is before and behind it goes out', async () => {
    const bus = memoryMessageBus({ messageBytesMax: 1_000 })
    await bus.ensureTopics(messaging.topics)
    const letters = memoryDeadLetters()
    const publisher = checkedPublisher(bus, messaging.check, letters, 'parcels')
    const large = message('x'.repeat(1_000))
    await publisher.publish([message('p-1'), large, message('p-3')])
    const published: string[] = []
    const names = messaging.topics.map(({ name }) => name)
    const reading = await bus.read({
      from: await bus.places(names, 'earliest'),
      to: await bus.places(names, 'latest'),
      handle: async (messages) => void published.push(...messages.map(({ key }) => key)),
    })
    await reading.done
    expect(published.toSorted()).toEqual(['p-1', 'p-3'])
    expect(letters.letters).toMatchObject([
      { group: 'relay/parcels', reason: 'too-large', message: { id: large.id } },
    ])
  })
})
