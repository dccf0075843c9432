import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { messageContract } from '../../kernel/message-contract.ts'
import { askedOf, requestContract } from '../../kernel/request-reply/contract.ts'
import type { Context } from '../../kernel/context.ts'
import { declaredMessages, type Declaring } from './declared.ts'
import { messageMap, unseenAfterMs } from './message-map.ts'
import { systemsOf, type ObservedWay } from './systems.ts'

const strict = { additionalProperties: false } as const
const sent = messageContract({
  name: 'ParcelSent',
  version: 1,
  classification: 'fct',
  domain: 'prc',
  source: 'parcels',
  summary: 'A parcel was sent',
  payload: Type.Object({ parcelId: Type.String() }, strict),
  key: 'parcelId',
  example: { parcelId: 'p-1' },
  partitions: 3,
  retentionMs: 1_000,
})
const getParcel = requestContract({
  name: 'GetParcel',
  version: 1,
  domain: 'prc',
  summary: 'Where a parcel is',
  request: Type.Object({ parcelId: Type.String() }, strict),
  reply: Type.Object({ parcelId: Type.String() }, strict),
  key: 'parcelId',
  examples: { request: { parcelId: 'p-1' }, reply: { parcelId: 'p-1' } },
})
const fact = 'millrace.qa.prc.fct.parcels.ParcelSent'
const request = (of: string) => `millrace.qa.prc.cmd.${of}.GetParcelRq`
const reply = (of: string) => `millrace.qa.prc.cmd.${of}.GetParcelRs`

const questions = [askedOf(getParcel, 'parcels'), askedOf(getParcel, 'depot')]
const contexts: readonly Declaring[] = [
  {
    name: 'parcels',
    publishes: [sent],
    answers: [{ asked: askedOf(getParcel, 'parcels') }] as unknown as NonNullable<
      Context['answers']
    >,
  },
  { name: 'shop', asks: { questions } as unknown as NonNullable<Context['asks']> },
]
const declared = declaredMessages(contexts, 'qa')
const systems = systemsOf(
  contexts,
  new Map([
    ['millrace.qa.parcels.answers', 'parcels'],
    ['replies/shop', 'shop'],
  ]),
)

const now = Date.parse('2026-03-02T12:00:00Z')
const way = (topic: string, source: string, consumer = '', ago = 1_000): ObservedWay => ({
  topic,
  source,
  consumer,
  lastMinute: 6,
  lastHour: 60,
  firstAt: now - 3_600_000,
  lastAt: now - ago,
})
const flows = (ways: readonly ObservedWay[], lag?: number) =>
  messageMap(declared, ways, systems, now, () => lag)
const told = (ways: readonly ObservedWay[], lag?: number) =>
  flows(ways, lag).map(
    ({ from, to = '-', message, difference = 'as declared' }) =>
      `${from} > ${to} ${message}: ${difference}`,
  )

describe('The map of messages', () => {
  it('shows what is declared, and that nothing was seen of it yet', () => {
    expect(told([])).toEqual([
      'shop > depot GetParcelRq: not-seen',
      'depot > shop GetParcelRs: not-seen',
      'shop > parcels GetParcelRq: not-seen',
      'parcels > shop GetParcelRs: not-seen',
      'parcels > - ParcelSent: not-seen',
    ])
    expect(told([way(fact, '/millrace/parcels', '', unseenAfterMs)])).toContain(
      'parcels > - ParcelSent: not-seen',
    )
  })

  it('agrees where messages go as they are declared', () => {
    const seen = flows([
      way(request('parcels'), '/millrace/shop'),
      way(request('parcels'), '/millrace/shop', 'millrace.qa.parcels.answers'),
      way(request('depot'), '/millrace/shop'),
      way(reply('depot'), '/depot', 'replies/shop'),
      way(fact, '/millrace/parcels'),
      way(fact, '/millrace/parcels', 'billing'),
    ])
    const agreed = seen.filter(({ difference }) => difference === undefined)
    expect(agreed.map(({ from, to, message }) => [from, to, message])).toEqual([
      ['shop', 'depot', 'GetParcelRq'],
      ['depot', 'shop', 'GetParcelRs'],
      ['shop', 'parcels', 'GetParcelRq'],
      ['parcels', 'billing', 'ParcelSent'],
    ])
    expect(agreed[2]?.seen).toEqual({
      publishedLastMinute: 6,
      handledLastMinute: 6,
      lastHour: 60,
      lastAt: now - 1_000,
    })
  })

  it('tells of a fact that nobody takes', () => {
    expect(told([way(fact, '/millrace/parcels')])).toContain('parcels > - ParcelSent: no-consumer')
  })

  it('warns of topics, senders and receivers that nobody declared', () => {
    const stranger = 'millrace.qa.prc.fct.parcels.ParcelLost'
    const lines = told([
      way(stranger, '/millrace/parcels'),
      way(fact, '/elsewhere', 'billing'),
      way(reply('depot'), '/depot', 'spies'),
      way('not.a.topic', '/x', 'billing'),
    ])
    expect(lines).toEqual(
      expect.arrayContaining([
        'parcels > - ParcelLost: topic-undeclared',
        'elsewhere > billing ParcelSent: sender-undeclared',
        'depot > spies GetParcelRs: receiver-undeclared',
        'x > billing not.a.topic: topic-undeclared',
      ]),
    )
  })

  it('lets anybody ask a context that answers, but not answer in its name', () => {
    const lines = told([
      way(request('parcels'), '/partner', 'millrace.qa.parcels.answers'),
      way(reply('parcels'), '/partner', 'replies/shop'),
      way(reply('parcels'), '/parcels', 'replies/shop'),
    ])
    expect(lines).toEqual(
      expect.arrayContaining([
        'partner > parcels GetParcelRq: as declared',
        'partner > shop GetParcelRs: sender-undeclared',
        // Calling itself like a context makes nobody one.
        '/parcels > shop GetParcelRs: sender-undeclared',
      ]),
    )
  })

  it('does not expect everybody to take what a context answers to others', () => {
    const lines = told([
      way(reply('parcels'), '/millrace/parcels', '', 60_000),
      way(reply('parcels'), '/millrace/parcels', 'partner', 60_000),
    ])
    expect(lines).toEqual(
      expect.arrayContaining([
        'parcels > shop GetParcelRs: as declared',
        'parcels > partner GetParcelRs: as declared',
      ]),
    )
  })

  it('warns where a context has left lying what was sent to it, and not before', () => {
    const asked = request('parcels')
    const handled = (ago: number) =>
      way(asked, '/millrace/shop', 'millrace.qa.parcels.answers', ago)
    const line = (ways: readonly ObservedWay[], lag?: number) =>
      told(ways, lag).find((text) => text.startsWith('shop > parcels'))
    const published = way(asked, '/millrace/shop')
    expect(line([published, handled(60_000)], 3)).toMatch('not-handled')
    expect(line([published, handled(60_000)], 0)).toMatch('as declared')
    expect(line([published, handled(5_000)], 3)).toMatch('as declared')
    const before = way(asked, '/millrace/shop', '', 20_000)
    expect(line([before])).toMatch('not-handled')
    expect(line([published])).toMatch('as declared')
  })

  it('leaves out whole logs', () => {
    expect(flows([way('millrace.qa.prc.log.parcels.Log', '/millrace/parcels')])).toEqual(flows([]))
  })
})
