import Type from 'typebox'
import { describe, expect, it } from 'vitest'
import { contractCheck } from './contract-check.ts'
import { messageContract, messageOf, schemaName, topicOf } from './message-contract.ts'

const strict = { additionalProperties: false } as const

const settled = messageContract({
  name: 'OrderSettled',
  version: 2,
  classification: 'fct',
  domain: 'ord',
  source: 'orders',
  summary: 'An order was paid',
  payload: Type.Object(
    {
      orderId: Type.String(),
      lines: Type.Array(Type.Object({ count: Type.Integer({ minimum: 1 }) }, strict)),
      // Names that mean something to JSON Schema.
      items: Type.Optional(Type.Object({ enum: Type.Optional(Type.String()) }, strict)),
      by: Type.Optional(Type.Union([Type.Literal('card'), Type.Literal('account')])),
    },
    strict,
  ),
  key: 'orderId',
  example: { orderId: 'o-1', lines: [{ count: 2 }] },
  partitions: 3,
  retentionMs: 1_000,
})
const check = contractCheck([settled], 'qa')
const topic = 'millrace.qa.ord.fct.orders.OrderSettled'
const saying = (payload: unknown, key = 'o-1') => ({
  topic,
  key,
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
})
const { example } = settled

describe('A message of a contract', () => {
  it('has its topic, schema and key from it', () => {
    const occasion = {
      id: 'e-1',
      time: '2026-01-01T12:00:00.000Z',
      traceparent: '',
      subject: 'order/o-1',
      entityVersion: 1,
    }
    const message = messageOf(settled, 'orders', 'qa', { orderId: 'o-1', lines: [] }, occasion)
    expect(message).toEqual({
      ...occasion,
      topic,
      key: 'o-1',
      source: '/millrace/orders',
      type: 'OrderSettled',
      dataschema: 'urn:millrace:ord:orders:OrderSettled:2',
      payload: '{"orderId":"o-1","lines":[]}',
    })
    expect(topicOf(settled, 'qa')).toBe(topic)
    expect(schemaName(settled)).toBe(message.dataschema)
    expect(check.sent(message)).toBeUndefined()
  })

  it('is refused with the fields that do not fit, and without their values', () => {
    const wrong = saying({ orderId: 'o-1', lines: [{ count: 1 }, { count: 0 }], by: 'cash-of-x' })
    for (const misfit of [check.sent(wrong), check.received(wrong)]) {
      expect(misfit).toMatchObject({ refused: 'schema-mismatch' })
      const text = JSON.stringify(misfit)
      expect(text).toContain('"/lines/1/count"')
      expect(text).toContain('"/by"')
      expect(text).not.toContain('cash-of-x')
    }
  })

  it('names at most eight fields', () => {
    const lines = Array.from({ length: 50 }, () => ({ count: 0 }))
    const misfit = check.received(saying({ ...(example as object), lines }))
    expect(misfit?.detail?.['fields']).toHaveLength(8)
  })

  it.each([
    ['at its top', { ...(example as object), colour: 'red' }],
    ['in a list', { orderId: 'o-1', lines: [{ count: 1, colour: 'red' }] }],
    ['in a part named as a keyword', { ...(example as object), items: { colour: 'red' } }],
  ])('may say more than is known here %s, but is not sent so', (_, payload) => {
    expect(check.received(saying(payload))).toBeUndefined()
    expect(check.sent(saying(payload))).toMatchObject({ refused: 'schema-mismatch' })
  })

  it('lies under the key that its payload names', () => {
    expect(check.received(saying(example, 'o-2'))).toEqual({
      refused: 'key-mismatch',
      detail: { field: 'orderId' },
    })
  })

  it.each([[''], ['{'], ['null'], ['[]'], ['"text"'], ['{"orderId":"o-1"}']])(
    'is not %j',
    (payload) => {
      expect(check.received(saying(payload))?.refused).toMatch(/^(not-json|schema-mismatch)$/)
    },
  )

  it('is a CloudEvent', () => {
    expect(check.received({ ...saying(example), fault: 'attribute-missing' })).toEqual({
      refused: 'no-cloud-event',
      detail: { fault: 'attribute-missing' },
    })
  })

  it('has a contract', () => {
    expect(check.received({ ...saying(example), topic: `${topic}s` })).toEqual({
      refused: 'no-contract',
    })
    expect(check.contractOf(topic)).toBe(settled)
  })
})

describe('Contracts', () => {
  it('do not share a topic', () => {
    expect(() => contractCheck([settled, { ...settled, version: 3 }], 'qa')).toThrow(
      'two contracts',
    )
  })

  it('have an example that fits, and a key in it', () => {
    expect(() => contractCheck([{ ...settled, example: {} }], 'qa')).toThrow('example')
    expect(() => contractCheck([{ ...settled, key: 'lines' }], 'qa')).toThrow('lines')
  })

  it('have a name that a topic may have', () => {
    expect(() => contractCheck([{ ...settled, name: 'order-settled' }], 'qa')).toThrow('no topic')
  })
})
