import type Type from 'typebox'
import Value from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { listGrammar, type ListAsked } from './list-query.ts'
import { InvalidQuery, type View } from './view.ts'

interface Parcel {
  readonly carrier: string
  readonly weight: number
  readonly value: string
  readonly sentAt: number
  readonly insured: boolean
  readonly owner: string
}

const parcels: View<Parcel> = {
  name: 'parcels',
  version: 1,
  events: [],
  keys: () => [],
  fold: (row) => row as Parcel,
  indexed: {
    carrier: 'text',
    weight: 'integer',
    value: 'amount',
    sentAt: 'instant',
    insured: 'boolean',
    owner: 'text',
  },
}

const grammar = listGrammar(parcels, {
  filters: {
    carrier: { enum: ['ship', 'rail'] },
    weight: {},
    value: { description: 'The value' },
    sentAt: { description: 'Sent at' },
    insured: {},
  },
  sorts: ['sentAt', 'weight'],
  sort: '-sentAt',
})
const read = (asked: ListAsked) => grammar.read(asked).filter
const parameters = (): Record<string, Record<string, unknown>> =>
  (grammar.query as unknown as { properties: Record<string, Record<string, unknown>> }).properties

describe('The parameters of a list', () => {
  it('are derived from what is declared of the indexed fields, and from nothing else', () => {
    const compared = (field: string) => ['gte', 'gt', 'lte', 'lt'].map((by) => `${field}[${by}]`)
    expect(Object.keys(parameters()).sort()).toEqual(
      [
        'carrier',
        'weight',
        ...compared('weight'),
        'value',
        ...compared('value'),
        ...compared('sentAt'),
        'insured',
        'sort',
        'limit',
        'cursor',
      ].sort(),
    )
    expect(parameters()['sort']).toMatchObject({
      enum: ['sentAt', '-sentAt', 'weight', '-weight'],
      default: '-sentAt',
    })
    expect(parameters()['value[lte]']?.['description']).toMatch(/^The value: this or less\. Minor/)
  })

  it('refuse values that do not fit, each in its own place', () => {
    const fits = (asked: object) => Value.Check(grammar.query as Type.TObject, asked)
    expect(fits({ carrier: ['ship', 'rail'], 'weight[gt]': 3, insured: true })).toBe(true)
    for (const asked of [
      { carrier: ['cart'] },
      { carrier: [] },
      { weight: 'much' },
      { value: '1.5' },
      { limit: 501 },
    ])
      expect(fits(asked)).toBe(false)
  })

  it('cannot be declared of a field that has no index', () => {
    const none = { ...parcels, indexed: {} }
    expect(() => listGrammar(none, { filters: { owner: {} } })).toThrow(/parcels .* owner/)
    expect(() => listGrammar(none, { sorts: ['owner'] })).toThrow(/sorted by owner/)
    expect(() => listGrammar(none, { sort: '-owner' })).toThrow(/sorted by owner/)
  })
})

describe('What was asked', () => {
  it('is one value, or any of several', () => {
    expect(read({ carrier: ['ship'] })).toEqual({ carrier: 'ship' })
    expect(read({ carrier: ['ship', 'rail'] })).toEqual({ carrier: { in: ['ship', 'rail'] } })
    expect(read({ insured: false, weight: 0, value: '7' })).toEqual({
      insured: false,
      weight: 0,
      value: '7',
    })
    expect(read({})).toEqual({})
  })

  it.each([
    [{ 'weight[gte]': 3 }, { weight: { from: 3 } }],
    [{ 'weight[gt]': 3 }, { weight: { from: 4 } }],
    [{ 'weight[lt]': 3 }, { weight: { to: 3 } }],
    [{ 'weight[lte]': 3 }, { weight: { to: 4 } }],
    [{ 'weight[gt]': 3, 'weight[gte]': 9, 'weight[lte]': 20 }, { weight: { from: 9, to: 21 } }],
    [
      { 'value[gt]': '99999999999999999', 'value[lte]': '-1' },
      { value: { from: '100000000000000000', to: '0' } },
    ],
    [{ 'sentAt[gte]': '1970-01-01T00:00:01+01:00' }, { sentAt: { from: 1_000 - 3_600_000 } }],
    [{ 'sentAt[lte]': '1970-01-01T00:00:00.004Z' }, { sentAt: { to: 5 } }],
  ] as [ListAsked, object][])('%j is the range %j', (asked, filter) => {
    expect(read(asked)).toEqual(filter)
  })

  it.each([
    [{ 'sentAt[gte]': '2016-12-31T23:59:60Z' }, 'sentAt[gte]'],
    [{ weight: 5, 'weight[lt]': 9 }, 'weight'],
    [{ 'weight[lt]': 1e300 }, 'weight[lt]'],
  ] as [ListAsked, string][])('is refused by name where it says nothing: %j', (asked, field) => {
    const refused = (): unknown => read(asked)
    expect(refused).toThrow(InvalidQuery)
    expect(refused).toThrow(expect.objectContaining({ field }) as Error)
  })

  it('is sorted as asked, else as declared, else by key', () => {
    expect(grammar.read({}).sort).toEqual({ field: 'sentAt', direction: 'descending' })
    expect(grammar.read({ sort: 'weight' }).sort).toEqual({
      field: 'weight',
      direction: 'ascending',
    })
    expect(listGrammar(parcels, {}).read({})).toEqual({ filter: {}, limit: 50 })
  })

  it('keeps to its page, and to what holds whatever is asked', () => {
    const query = grammar.read(
      { limit: 2, cursor: 'c', carrier: ['ship'] },
      { owner: 'me', carrier: 'rail' },
    )
    expect(query).toMatchObject({
      limit: 2,
      cursor: 'c',
      filter: { owner: 'me', carrier: 'rail' },
    })
  })
})
