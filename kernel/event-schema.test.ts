import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { catalogueOf, eventData, type EventSchemas } from './event-schema.ts'
import type { Json } from './json.ts'

const schemas = {
  Opened: {
    version: 3,
    data: eventData({ title: Type.String(), currency: Type.String({ pattern: '^[A-Z]{3}$' }) }),
    upcasts: [
      // 1 called the title a name; 2 knew only euro.
      (old: Json) => ({ title: (old as { name: string }).name }),
      (old: Json) => ({ ...(old as { title: string }), currency: 'EUR' }),
    ],
  },
  Closed: { version: 1, data: eventData({ reason: Type.Optional(Type.String()) }) },
} satisfies EventSchemas
const catalogue = catalogueOf(schemas)

describe('A catalogue of events', () => {
  it('knows the newest version of each type', () => {
    expect([catalogue.version('Opened'), catalogue.version('Closed')]).toEqual([3, 1])
  })

  it.each(['version', 'check', 'upcast'] as const)('%s throws on an unknown type', (ask) => {
    for (const type of ['Reopened', 'toString', '__proto__', ''])
      expect(() =>
        ask === 'upcast' ? catalogue.upcast(type, 1, {}) : catalogue[ask](type, {}),
      ).toThrow(`event type ${type} is not declared`)
  })

  it.each<[string, string, unknown]>([
    ['all its fields', 'Opened', { title: 'Savings', currency: 'EUR' }],
    ['a field that may be absent', 'Closed', {}],
    ['and may be there', 'Closed', { reason: 'moved' }],
  ])('takes an event with %s', (_, type, data) => {
    expect(() => catalogue.check(type, data)).not.toThrow()
  })

  it.each<[string, string, unknown, string]>([
    ['a field is missing', 'Opened', { title: 'Savings' }, '/ required'],
    ['a field is of another type', 'Opened', { title: 1, currency: 'EUR' }, '/title type'],
    ['a value does not fit', 'Opened', { title: 'a', currency: 'eur' }, '/currency pattern'],
    ['a field slipped in', 'Closed', { iban: 'DE89' }, '/iban boolean, / additionalProperties'],
    ['an old shape is written anew', 'Opened', { name: 'Savings' }, '/ required'],
    ['there are no data', 'Closed', undefined, '/ type'],
    ['the data are a list', 'Closed', [], '/ type'],
  ])('refuses an event where %s, saying where', (_, type, data, where) => {
    expect(() => catalogue.check(type, data)).toThrow(
      `event ${type} does not fit its schema: ${where}`,
    )
  })

  it('names no value in its message', () => {
    const data = { title: 'Ada Lovelace', currency: 'DE89370400440532013000', extra: 'secret' }
    expect(() => catalogue.check('Opened', data)).toThrow('does not fit')
    for (const value of Object.values(data))
      expect(() => catalogue.check('Opened', data)).not.toThrow(value)
  })
})

describe('An event that was stored in an older shape', () => {
  it.each<[number, Json]>([
    [1, { name: 'Savings' }],
    [2, { title: 'Savings' }],
    [3, { title: 'Savings', currency: 'EUR' }],
  ])('is read from version %i in the newest one', (version, stored) => {
    const read = catalogue.upcast('Opened', version, stored)
    expect(read).toEqual({ title: 'Savings', currency: 'EUR' })
    expect(() => catalogue.check('Opened', read)).not.toThrow()
  })

  it('is itself left as it is', () => {
    const stored = Object.freeze({ name: 'Savings' })
    catalogue.upcast('Opened', 1, stored)
    expect(stored).toEqual({ name: 'Savings' })
  })

  it('of a newer release is not guessed at', () => {
    expect(() => catalogue.upcast('Closed', 2, {})).toThrow(
      'event Closed was stored in version 2, and this program knows it up to 1',
    )
  })

  it('needs a step for each version: a catalogue with a gap is refused', () => {
    const gap = { Closed: { ...schemas.Closed, version: 2 } }
    expect(() => catalogueOf(gap)).toThrow('event Closed has version 2 and 0 upcasts')
  })
})
