import { describe, expect, it } from 'vitest'
import { nodeIds } from '../../adapters/node/ids.ts'
import { MemoryView } from '../../adapters/memory/views.ts'
import type { ContextTools } from '../../kernel/context.ts'
import type { LogReader } from '../../kernel/event-store.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { Publish } from '../../kernel/relay.ts'
import { ArrayLog } from '../../testing/array-log.ts'
import { recorded, testTime, type Fact } from '../../testing/facts.ts'
import type { PauseReason, WebhookEvent } from './events.ts'
import { created, endpointId, queued, succeeded } from './examples.ts'
import { fanOut } from './fan-out.ts'
import type { QueueDelivery } from './lane.ts'
import { subscriptionsStream } from './subscriptions.ts'
import { endpointsView } from './view-endpoints.ts'

const other = '00000000-0000-8000-8000-0000000000ff'
const wanting = (id: string, ...eventTypes: string[]): Fact<WebhookEvent> => ({
  type: 'SubscriptionSet',
  data: { endpointId: id, eventTypes },
  stream: subscriptionsStream,
})
const ended = (id: string): Fact<WebhookEvent> => ({
  type: 'SubscriptionEnded',
  data: { endpointId: id },
  stream: subscriptionsStream,
})

/** Publishes every event under its own type. */
const publish: Publish = (event) => [
  {
    topic: `millrace.dev.pmt.${/R[qs]$/.test(event.type) ? 'cmd' : 'fct'}.payments.Any`,
    key: event.stream,
    id: event.id,
    source: '/millrace/payments',
    type: event.type,
    time: '2026-01-01T12:00:00.000Z',
    traceparent: event.traceparent,
    subject: event.stream.replace('-', '/'),
    entityVersion: event.version,
    payload: '{}',
  },
]

const ids = nodeIds()
const open = (
  facts: readonly Fact<WebhookEvent>[],
  endpoints = new MemoryView(endpointsView, new ArrayLog('webhooks')),
  waitingMax = 3,
) => {
  const stream = recorded(facts)
  const log = {
    readStream: (_stream: string, after: number) => Promise.resolve(stream.slice(after)),
  } as unknown as LogReader
  const view = (() => endpoints.reader) as ContextTools['view']
  const clock = { now: () => testTime }
  return fanOut({ log, ids, clock, view }, { name: 'payments' }, publish, { waitingMax })
}
const take = async (facts: readonly Fact<WebhookEvent>[], events: readonly RecordedEvent[]) => {
  const taker = open(facts)
  await taker.prepare()
  return events.flatMap((event) =>
    taker.deliveries(event).map(({ command }) => (command as QueueDelivery).data),
  )
}
const paid = (type: string, stream: string, time = testTime): Fact => ({
  type,
  data: {},
  stream,
  time,
})
const events = recorded([
  paid('PaymentReceived', 'payment-1'),
  paid('PaymentSettled', 'payment-1'),
  paid('PaymentSettled', 'payment-2'),
])

describe('a published fact', () => {
  it('becomes a delivery for each endpoint that wants it, and for no other', async () => {
    const taken = await take(
      [wanting(endpointId, 'payment.*'), wanting(other, 'payment.settled')],
      events,
    )
    expect(taken.map((data) => [data.endpointId, data.fact.type, data.fact.subject])).toEqual([
      [endpointId, 'payment.received', 'payment/1'],
      [endpointId, 'payment.settled', 'payment/1'],
      [other, 'payment.settled', 'payment/1'],
      [endpointId, 'payment.settled', 'payment/2'],
      [other, 'payment.settled', 'payment/2'],
    ])
  })

  it('is not a question or an answer between systems, whoever asks for everything', async () => {
    const pair = recorded([paid('GetTrnRq', 'question-1'), paid('GetTrnRs', 'answer-1')])
    expect(await take([wanting(endpointId, '*')], pair)).toEqual([])
  })

  it('shares a lane with the others of its entity and endpoint, and with nothing else', async () => {
    const [first, second, elsewhere] = await take([wanting(endpointId, 'payment.*')], events)
    expect(second?.laneId).toBe(first?.laneId)
    expect(elsewhere?.laneId).not.toBe(first?.laneId)
    expect(first?.fact.after).toBe('payments~1')
  })

  it('is the same delivery whenever it is looked at', async () => {
    const subscribed = [wanting(endpointId, '*')]
    expect(await take(subscribed, events)).toEqual(await take(subscribed, events))
    const ofAll = new Set((await take(subscribed, events)).map(({ deliveryId }) => deliveryId))
    expect(ofAll.size).toBe(3)
  })

  it('is not for who has been removed, or asks for something else by now', async () => {
    const facts = [wanting(endpointId, '*'), wanting(endpointId, 'mandate.*'), wanting(other, '*')]
    expect(await take([...facts, ended(other)], events)).toEqual([])
  })

  it('is history where it is more than a minute older than the endpoint', async () => {
    const old = (ageMs: number) =>
      take(
        [wanting(endpointId, '*')],
        recorded([paid('PaymentSettled', 'payment-1', testTime - ageMs)]),
      )
    expect(await old(60_000)).toHaveLength(1)
    expect(await old(60_001)).toEqual([])
  })
})

describe('an endpoint for which too much waits', () => {
  const paused = (because: PauseReason): WebhookEvent => ({
    type: 'EndpointPaused',
    data: { endpointId, because },
  })
  const failing: WebhookEvent = { type: 'EndpointFailing', data: { endpointId } }
  const waiting = (count: number): readonly WebhookEvent[] =>
    Array.from({ length: count }, (_, n) => queued(`${n}`.padStart(36, '0'), true))
  const stops = async (...story: readonly WebhookEvent[]) => {
    const log = new ArrayLog('webhooks')
    log.append(created, ...story)
    const endpoints = new MemoryView(endpointsView, log)
    await endpoints.step()
    const intents = await open([wanting(endpointId, '*')], endpoints).prepare()
    return intents.map(({ command }) => command.type)
  }

  it('is told no more, sooner where it takes nothing', async () => {
    expect(await stops(paused('asked'), ...waiting(2))).toEqual([])
    expect(await stops(paused('asked'), ...waiting(3))).toEqual(['StopQueueing'])
    expect(await stops(failing, ...waiting(3))).toEqual(['StopQueueing'])
    expect(await stops(...waiting(5))).toEqual([])
    expect(await stops(...waiting(6))).toEqual(['StopQueueing'])
    expect(await stops(...waiting(6), succeeded('0'.padStart(36, '0')))).toEqual([])
  })

  it('misses what happens while it is not, and nothing else', async () => {
    const at = (time: number, type: 'SubscriptionSuspended' | 'SubscriptionContinued') => ({
      type,
      data: { endpointId },
      stream: subscriptionsStream,
      time,
    })
    const hour = 3_600_000
    const story = [
      wanting(endpointId, '*'),
      at(testTime + hour, 'SubscriptionSuspended'),
      wanting(endpointId, 'payment.*'),
    ]
    const happened = recorded(
      [0, 1, 2, 3].map((hours) => paid('PaymentSettled', 'payment-1', testTime + hours * hour)),
    )
    expect(await take(story, happened)).toHaveLength(1)
    const continued = [...story, at(testTime + 2 * hour, 'SubscriptionContinued')]
    // Also what is looked at late, when the endpoint is told again: the first happened before it missed anything.
    const told = (await take(continued, happened)).map((data) => data.fact.after)
    expect(told).toEqual(['payments~1', 'payments~3', 'payments~4'])
  })
})
