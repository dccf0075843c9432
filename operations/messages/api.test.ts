import { describe, expect, it } from 'vitest'
import { startGateway } from '../../testing/gateway.ts'
import { messageRoutes, type MessageDesk } from './api.ts'
import type { DeclaredMessage } from './declared.ts'
import { systemsOf, type ObservedWay } from './systems.ts'
import { lagKey } from './topics.ts'

const now = Date.parse('2026-03-02T12:00:00Z')
const topic = (name: string) => `millrace.qa.prc.${name}`
const asked = topic('cmd.parcels.GetParcelRq')
const sent = topic('fct.parcels.ParcelSent')
const whole = topic('log.parcels.Batch')
const lost = topic('fct.parcels.ParcelLost')
const group = 'millrace.qa.parcels.answers'

const message = (name: string, part: Partial<DeclaredMessage>): DeclaredMessage => ({
  topic: name,
  message: name.slice(name.lastIndexOf('.') + 1),
  kind: 'fact',
  summary: 'A parcel',
  partitions: 3,
  retentionMs: 7 * 24 * 3_600_000,
  senders: ['parcels'],
  receivers: [],
  isOpenToSenders: false,
  isOpenToReceivers: false,
  ...part,
})
const way = (name: string, source: string, consumer: string, messages: number): ObservedWay => ({
  topic: name,
  source,
  consumer,
  lastMinute: messages,
  lastHour: messages * 10,
  firstAt: now - 60_000,
  lastAt: now - 1_000,
})

const desk = (observed: readonly ObservedWay[]): MessageDesk => ({
  declared: [
    message(asked, { kind: 'request', senders: ['shop'], receivers: ['parcels'] }),
    message(sent, {}),
    message(whole, { kind: 'log', retentionMs: 'for ever' }),
  ],
  systems: systemsOf([{ name: 'parcels' }, { name: 'shop' }], new Map([[group, 'parcels']])),
  groups: [{ group, topics: [asked] }],
  observed: async () => observed,
  lags: async () => new Map([[lagKey(group, asked), 4]]),
  clock: { now: () => now },
})
const read = async (path: string, observed: readonly ObservedWay[]) => {
  const { ask } = await startGateway(messageRoutes(desk(observed)))
  const answer = await ask('viewer', path)
  expect(answer.status).toBe(200)
  return answer.json()
}

describe('Messages over HTTP', () => {
  it('are shown by topic, with rates and the lag of each group', async () => {
    const { items } = (await read('/v1/messages/topics', [
      way(asked, '/millrace/shop', '', 90),
      way(asked, '/millrace/shop', group, 60),
      // What others publish is known where it is taken.
      way(asked, '/partner', group, 30),
    ])) as { items: readonly object[] }
    expect(items).toMatchObject([
      {
        topic: asked,
        kind: 'request',
        retentionDays: 7,
        inPerSecond: 2,
        outPerSecond: 1.5,
        inLastHour: 1_200,
        lastAt: '2026-03-02T11:59:59.000Z',
        consumers: [{ consumer: group, system: 'parcels', perSecond: 1.5, lag: 4 }],
      },
      { topic: sent, difference: 'not-seen', severity: 'information', consumers: [] },
      { topic: whole, kind: 'log', retentionDays: null },
    ])
    expect(items[0]).not.toHaveProperty('difference')
  })

  it('are told to have no consumer, or no declaration', async () => {
    const { items } = (await read('/v1/messages/topics', [
      way(sent, '/millrace/parcels', '', 6),
      way(lost, '/millrace/parcels', 'billing', 6),
      way(whole, '/millrace/parcels', '', 6),
    ])) as { items: readonly { readonly topic: string }[] }
    const of = (name: string) => items.find((one) => one.topic === name)
    expect(of(sent)).toMatchObject({ difference: 'no-consumer', severity: 'information' })
    expect(of(lost)).toMatchObject({
      isDeclared: false,
      difference: 'topic-undeclared',
      severity: 'warning',
      consumers: [{ consumer: 'billing' }],
    })
    expect(of(whole)).not.toHaveProperty('difference')
  })

  it('are drawn between systems, with what does not agree', async () => {
    const map = await read('/v1/messages/map', [
      way(asked, '/millrace/shop', '', 60),
      way(sent, '/elsewhere', 'billing', 6),
    ])
    expect(map).toMatchObject({
      systems: [
        { name: 'billing', kind: 'outside' },
        { name: 'elsewhere', kind: 'outside' },
        { name: 'parcels', kind: 'context' },
        { name: 'shop', kind: 'context' },
      ],
      flows: [
        {
          from: 'shop',
          to: 'parcels',
          message: 'GetParcelRq',
          isDeclared: true,
          seen: { publishedPerSecond: 1, handledPerSecond: 0, lastHour: 600 },
          difference: 'not-handled',
          severity: 'warning',
        },
        { from: 'elsewhere', to: 'billing', difference: 'sender-undeclared' },
        { from: 'parcels', difference: 'not-seen', severity: 'information' },
      ],
    })
  })

  it('are for people who watch, and nobody else', async () => {
    const { ask, url } = await startGateway(messageRoutes(desk([])))
    for (const path of ['/v1/messages/topics', '/v1/messages/map']) {
      expect((await ask('campaign-manager', path)).status).toBe(403)
      expect((await fetch(url + path)).status).toBe(401)
    }
  })
})
