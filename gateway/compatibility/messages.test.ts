import Type, { type TProperties } from 'typebox'
import { describe, expect, it } from 'vitest'
import { messageContract, type MessageContract } from '../../kernel/message-contract.ts'
import { askedOf, requestContract } from '../../kernel/request-reply/contract.ts'
import { asyncApi, type Messaging } from '../asyncapi.ts'
import { messageIncompatibilities, messageRules, type MessageRule } from './messages.ts'

const text = Type.String()
const strict = { additionalProperties: false } as const

const contract = (fields: TProperties, change: Partial<MessageContract> = {}) =>
  messageContract({
    name: 'ParcelSent',
    version: 1,
    classification: 'fct',
    domain: 'prc',
    source: 'parcels',
    summary: 'A parcel was sent',
    payload: Type.Object({ parcelId: text, ...fields }, strict),
    key: 'parcelId',
    example: {},
    partitions: 3,
    retentionMs: 1_000,
    ...change,
  })
const described = (context: Omit<Messaging, 'name'>) =>
  JSON.parse(
    JSON.stringify(asyncApi([{ name: 'parcels', ...context }], { title: 'T', version: '1' })),
  ) as Record<string, unknown>
const telling = (fields: TProperties, change: Partial<MessageContract> = {}) =>
  described({ publishes: [contract(fields, change)] })
/** A change of fields that says that it is one. */
const fields = (before: TProperties, after: TProperties) =>
  [telling(before), telling(after, { version: 2 })] as const

const asked = (source: string) =>
  askedOf(
    requestContract({
      name: 'GetParcel',
      version: 1,
      domain: 'prc',
      summary: 'Where a parcel is',
      request: Type.Object({ parcelId: text }),
      reply: Type.Object({ parcelId: text, place: text }),
      key: 'parcelId',
      examples: { request: { parcelId: 'p' }, reply: { parcelId: 'p', place: 'x' } },
    }),
    source,
  )
const asking = described({ asks: { questions: [asked('depot')] } })
const answering = described({ answers: [{ asked: asked('depot') }] })

const choice = (...values: readonly string[]) => Type.Unsafe({ type: 'string', enum: values })
const some = { publishes: [contract({})] }

/** The smallest descriptions that break each rule, before and after. */
const breaking: Readonly<Record<MessageRule, readonly (readonly [object, object])[]>> = {
  'channel-removed': [[telling({}), { ...telling({}), channels: {} }]],
  'address-changed': [
    [
      { channels: { a: { address: 'a.{environment}' } } },
      { channels: { a: { address: 'b.{environment}' } } },
    ],
  ],
  'partitions-changed': [[telling({}), telling({}, { partitions: 4 })]],
  'retention-shortened': [
    [telling({}), telling({}, { retentionMs: 500 })],
    [telling({}, { retentionMs: 'for ever' }), telling({})],
  ],
  'message-removed': [
    [{ channels: { a: { messages: { Sent: {} } } } }, { channels: { a: { messages: {} } } }],
  ],
  'operation-removed': [[telling({}), { ...telling({}), operations: {} }]],
  'operation-changed': [
    [asking, { ...asking, operations: { 'parcels.ask.depot.GetParcel': { action: 'receive' } } }],
  ],
  'key-changed': [[telling({ route: text }), telling({ route: text }, { key: 'route' })]],
  'version-not-raised': [
    [telling({}), telling({ note: Type.Optional(text) })],
    [telling({}, { version: 2 }), telling({}, { version: 1 })],
  ],
  'field-removed': [
    fields({ note: Type.Optional(text) }, {}),
    fields(
      { lines: Type.Array(Type.Object({ note: Type.Optional(text) })) },
      { lines: Type.Array(Type.Object({})) },
    ),
  ],
  'field-demanded': [fields({}, { note: text })],
  'field-may-lack': [fields({ note: text }, { note: Type.Optional(text) })],
  'shape-narrowed': [
    fields({ note: text }, { note: Type.String({ maxLength: 9 }) }),
    fields({ note: text }, { note: Type.String({ format: 'date' }) }),
    fields({ note: Type.Union([text, Type.Null()]) }, { note: text }),
    fields({ count: Type.Number() }, { count: Type.Integer() }),
  ],
  'shape-widened': [
    fields({ note: Type.String({ maxLength: 9 }) }, { note: text }),
    fields({ note: text }, { note: Type.Union([text, Type.Null()]) }),
    fields({ count: Type.Integer() }, { count: Type.Number() }),
  ],
  'value-removed': [fields({ kind: choice('a', 'b') }, { kind: choice('a') })],
  'value-added': [fields({ kind: choice('a') }, { kind: choice('a', 'b') })],
}

const cases = Object.entries(breaking).flatMap(([rule, pairs]) =>
  pairs.map((pair, index) => [rule as MessageRule, index, ...pair] as const),
)

describe('A change that breaks who is on the bus', () => {
  it.each(cases)('is found: %s (%i)', (rule, _, before, after) => {
    const found = messageIncompatibilities({ ...before }, { ...after })
    expect(found.map((one) => one.rule)).toEqual([rule])
    expect(messageRules).toHaveProperty(rule)
    expect(messageIncompatibilities({ ...before }, { ...before })).toEqual([])
  })

  it('is told with its place', () => {
    const [before, after] = fields({ note: text }, { note: Type.Optional(text) })
    expect(messageIncompatibilities(before, after)).toEqual([
      { rule: 'field-may-lack', where: 'parcels.ParcelSent ParcelSent/note' },
    ])
  })

  it('is found behind a reference', () => {
    const titled = (part: TProperties) => ({ size: Type.Object(part, { title: 'Size' }) })
    const [before, after] = fields(titled({ width: Type.Optional(text) }), titled({}))
    expect(JSON.stringify(before)).toContain('#/components/schemas/Size')
    expect(messageIncompatibilities(before, after)).toMatchObject([{ rule: 'field-removed' }])
    const [same, unraised] = [
      telling(titled({})),
      telling(titled({ width: Type.Optional(text) })),
    ] as const
    expect(messageIncompatibilities(same, unraised)).toMatchObject([{ rule: 'version-not-raised' }])
  })
})

describe('A change that only adds', () => {
  it.each([
    ['a message', described({}), described(some)],
    ['a field that need not be there', ...fields({}, { note: Type.Optional(text) })],
    ['a version', telling({}), telling({}, { version: 2 })],
    ['a question', telling({}), described({ ...some, asks: { questions: [asked('depot')] } })],
    ['somebody who answers', asking, { ...asking, operations: operationsOf(asking, answering) }],
    ['words', telling({}), telling({}, { summary: 'It is on its way' })],
    [
      'words about a field',
      telling({ note: text }),
      telling({ note: Type.String({ description: 'For the driver' }) }),
    ],
    ['time to read', telling({}), telling({}, { retentionMs: 'for ever' })],
  ] as const)('breaks nobody: %s', (_, before, after) => {
    expect(messageIncompatibilities(before, after)).toEqual([])
  })
})

function operationsOf(...documents: readonly Record<string, unknown>[]): object {
  return Object.assign({}, ...documents.map(({ operations }) => operations)) as object
}
