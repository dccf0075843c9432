import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRefusal } from '../../kernel/refusal.ts'
import {
  cloudEventLimits,
  fromCloudEvent,
  toCloudEvent,
  type CloudEventRecord,
  type ForeignRecord,
} from './cloud-event.ts'
import type { BusMessage } from '../../kernel/message-bus.ts'

const message: BusMessage = {
  topic: 'millrace.qa.pmt.fct.payments.PaymentSettled',
  key: '01968f5c-7a00-7000-8000-000000000001',
  id: '01968f5c-7a00-7000-8000-000000000009',
  source: '/millrace/payments',
  type: 'PaymentSettled',
  time: '2026-01-01T12:00:00.000Z',
  traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
  subject: 'payment/01968f5c-7a00-7000-8000-000000000001',
  entityVersion: 4,
  payload: '{"a":"ü"}',
  dataschema: 'urn:millrace:pmt:payments:PaymentSettled:1',
  extensions: { correlationid: '01968f5c-7a00-7000-8000-00000000000c' },
}

const bytes = (text: string) => new TextEncoder().encode(text)
const onTheWire = (
  { key, headers, value }: CloudEventRecord,
  change: Partial<ForeignRecord> = {},
): ForeignRecord => ({
  topic: message.topic,
  key: bytes(key),
  headers: Object.entries(headers).map(([name, said]) => [bytes(name), bytes(said)] as const),
  value: bytes(value),
  takenAt: Date.parse('2026-01-01T12:00:01.000Z'),
  ...change,
})
const withHeaders = (change: Readonly<Record<string, string | undefined>>): ForeignRecord => {
  const { headers, ...record } = toCloudEvent(message)
  const changed = Object.entries({ ...headers, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return onTheWire({ ...record, headers: Object.fromEntries(changed) })
}

describe('A message as a CloudEvent', () => {
  it('has each attribute in a header of its own', () => {
    expect(toCloudEvent(message)).toEqual({
      key: message.key,
      value: message.payload,
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: message.id,
        ce_source: '/millrace/payments',
        ce_type: 'PaymentSettled',
        ce_time: message.time,
        ce_subject: message.subject,
        ce_dataschema: message.dataschema,
        ce_traceparent: message.traceparent,
        ce_entityversion: '4',
        ce_correlationid: '01968f5c-7a00-7000-8000-00000000000c',
      },
    })
  })

  it('comes back as it went', () => {
    expect(fromCloudEvent(onTheWire(toCloudEvent(message)))).toEqual(message)
    const { dataschema: _, extensions: __, ...least } = message
    expect(fromCloudEvent(onTheWire(toCloudEvent(least)))).toEqual(least)
  })

  it('comes back as it went, whatever it says', () => {
    const said = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 })
    const name = fc.stringMatching(/^x[a-z0-9]{0,19}$/)
    fc.assert(
      fc.property(
        fc.record({
          key: fc.string({ unit: 'binary' }),
          id: said,
          type: said,
          subject: said,
          payload: fc.json(),
          entityVersion: fc.nat(),
          extensions: fc.dictionary(name, said, { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
        }),
        (part) => {
          const sent = { ...message, ...part }
          // Half a surrogate pair has no bytes; keys of ours never hold one.
          fc.pre(sent.key.isWellFormed())
          expect(fromCloudEvent(onTheWire(toCloudEvent(sent)))).toEqual(sent)
        },
      ),
    )
  })

  it.each([['correlationId'], ['id'], ['a-b'], [''], ['x'.repeat(21)], ['traceparent']])(
    'has no extension named "%s"',
    (name) => {
      expect(() => toCloudEvent({ ...message, extensions: { [name]: 'x' } })).toThrow('extension')
    },
  )

  it('is not made of attributes that no header may carry', () => {
    expect(() => toCloudEvent({ ...message, subject: 'a\nb' })).toThrow('subject')
    expect(() => toCloudEvent({ ...message, time: 'noon' })).toThrow('time')
  })
})

describe('A record that somebody put on a topic', () => {
  it.each(['specversion', 'id', 'source', 'type'])('must say its %s', (attribute) => {
    const refused = { refused: 'attribute-missing', detail: { attribute } }
    expect(fromCloudEvent(withHeaders({ [`ce_${attribute}`]: undefined }))).toEqual(refused)
    expect(fromCloudEvent(withHeaders({ [`ce_${attribute}`]: '' }))).toEqual(refused)
  })

  it('need not say more: its time is then when the bus took it', () => {
    const least = withHeaders({
      ce_time: undefined,
      ce_subject: undefined,
      ce_dataschema: undefined,
      ce_traceparent: undefined,
      ce_entityversion: undefined,
      ce_correlationid: undefined,
      'content-type': undefined,
    })
    expect(fromCloudEvent({ ...least, key: null })).toEqual({
      topic: message.topic,
      key: '',
      id: message.id,
      source: message.source,
      type: message.type,
      time: '2026-01-01T12:00:01.000Z',
      traceparent: '',
      subject: '',
      entityVersion: 0,
      payload: message.payload,
    })
  })

  it('may carry its trace as tracing libraries do', () => {
    const { traceparent } = message
    const foreign = withHeaders({ ce_traceparent: undefined, Traceparent: traceparent })
    expect(fromCloudEvent(foreign)).toMatchObject({ traceparent })
  })

  it.each([
    ['ce_time', 'yesterday'],
    ['ce_time', '2026-13-01T00:00:00Z'],
    ['ce_entityversion', '-1'],
    ['ce_entityversion', '1.5'],
    ['ce_entityversion', '9'.repeat(30)],
    ['ce_source', 'a b'],
    ['ce_subject', 'a\u0000b'],
    ['ce_type', 'a\u007fb'],
    ['ce_type', 'a\uffffb'],
    ['ce_Upper', 'x'],
    ['ce_', 'x'],
    ['ce___proto__', 'x'],
  ])('is refused with %s of %j', (header, value) => {
    expect(fromCloudEvent(withHeaders({ [header]: value }))).toEqual({
      refused: 'attribute-malformed',
      detail: { attribute: header.slice(3) },
    })
  })

  it('may have a name that means something to JavaScript', () => {
    expect(fromCloudEvent(withHeaders({ ce_constructor: 'x' }))).toMatchObject({
      extensions: { constructor: 'x' },
    })
  })

  it('speaks version 1.0 and JSON', () => {
    expect(fromCloudEvent(withHeaders({ ce_specversion: '2.0' }))).toEqual({
      refused: 'version-unknown',
    })
    const ofType = (type: string) => fromCloudEvent(withHeaders({ 'content-type': type }))
    expect(ofType('application/avro')).toMatchObject({ refused: 'not-json' })
    expect(isRefusal(ofType('application/vnd.bank+json; charset=utf-8'))).toBe(false)
  })

  it('is text in key, headers and value', () => {
    const good = onTheWire(toCloudEvent(message))
    const broken = new Uint8Array([0xc3, 0x28])
    const refused = (part: string) => ({ refused: 'not-utf-8', detail: { part } })
    expect(fromCloudEvent({ ...good, key: broken })).toEqual(refused('key'))
    expect(fromCloudEvent({ ...good, value: broken })).toEqual(refused('value'))
    const headers = [...good.headers, ['ce_x', broken] as const]
    expect(fromCloudEvent({ ...good, headers })).toEqual(refused('header'))
  })

  it('has a value, of bounded size, and few small headers', () => {
    const good = onTheWire(toCloudEvent(message))
    expect(fromCloudEvent({ ...good, value: null })).toEqual({ refused: 'no-payload' })
    expect(fromCloudEvent({ ...good, value: new Uint8Array() })).toEqual({ refused: 'no-payload' })
    const { payloadBytesMax, attributeBytesMax, headersMax } = cloudEventLimits
    const ofBytes = (count: number) => fromCloudEvent({ ...good, value: bytes('1'.repeat(count)) })
    expect(isRefusal(ofBytes(payloadBytesMax))).toBe(false)
    expect(ofBytes(payloadBytesMax + 1)).toMatchObject({ refused: 'too-large' })
    const ofLength = (count: number) =>
      fromCloudEvent(withHeaders({ ce_subject: 'x'.repeat(count) }))
    expect(isRefusal(ofLength(attributeBytesMax))).toBe(false)
    expect(ofLength(attributeBytesMax + 1)).toMatchObject({ refused: 'too-large' })
    const many = Object.fromEntries(
      Array.from({ length: headersMax }, (_, index) => [`x-${index}`, 'y']),
    )
    expect(fromCloudEvent(withHeaders(many))).toMatchObject({ refused: 'too-large' })
  })

  it('means what it says first', () => {
    const good = onTheWire(toCloudEvent(message))
    const headers = [...good.headers, ['ce_id', 'another'] as const]
    expect(fromCloudEvent({ ...good, headers })).toMatchObject({ id: message.id })
  })

  it('never makes the reader throw', () => {
    const part = fc.oneof(fc.uint8Array({ maxLength: 50 }), fc.string({ unit: 'binary' }))
    const names = fc.constantFrom('ce_specversion', 'ce_id', 'ce_time', 'content-type', 'ce_x')
    fc.assert(
      fc.property(
        fc.option(fc.uint8Array()),
        fc.array(fc.tuple(fc.oneof(part, names), fc.option(part))),
        fc.option(fc.uint8Array()),
        (key, headers, value) => {
          const read = fromCloudEvent({
            topic: 't',
            key,
            headers,
            value,
            takenAt: Date.parse(message.time),
          })
          expect(typeof read).toBe('object')
        },
      ),
    )
  })
})
