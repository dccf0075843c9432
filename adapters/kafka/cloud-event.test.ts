import { describe, expect, it } from 'vitest'
import { busMessage } from '../../testing/message-bus.conformance.ts'
import { messageOf, recordOf } from './cloud-event.ts'

const at = { topic: 'pc.qa.pmt.fct.cpr.PaymentAdded', partition: 3, offset: 17n }
const timestamp = BigInt(Date.parse('2026-03-01T12:00:00.000Z'))

describe('A message on Kafka', () => {
  it('is a CloudEvent in binary mode: attributes are headers, the value is the payload', () => {
    const { key, value, headers } = recordOf({
      ...busMessage(at.topic, 'payment-1', '{"a":"é"}'),
      dataschema: 'https://example.com/1',
      extensions: { correlationid: 'c-1' },
    })
    expect([key.toString(), value.toString()]).toEqual(['payment-1', '{"a":"é"}'])
    const said = Object.fromEntries(
      [...headers].map(([name, text]) => [String(name), String(text)]),
    )
    expect(said).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: 'pc.qa.pmt.fct.cpr.PaymentAdded-payment-1-{"a":"é"}',
      ce_source: 'conformance',
      ce_type: 'Told',
      ce_time: '2026-01-01T00:00:00.000Z',
      ce_subject: 'payment-1',
      ce_traceparent: '00-0123456789abcdef0123456789abcdef-0123456789abcdef-01',
      ce_entityversion: '1',
      ce_dataschema: 'https://example.com/1',
      ce_correlationid: 'c-1',
    })
  })

  it('comes back as it was sent', () => {
    const sent = {
      ...busMessage(at.topic, 'payment-1', '{}'),
      dataschema: 'https://example.com/1',
      extensions: { replyto: 'somewhere' },
    }
    const { key, value, headers } = recordOf(sent)
    expect(messageOf({ ...at, timestamp, key, value, headers: [...headers] })).toEqual({
      ...sent,
      partition: 3,
      offset: '17',
    })
  })

  it('may be of a sender of another kind, who says the least', () => {
    const headers = Object.entries({
      ce_specversion: '1.0',
      ce_id: 'e-1',
      ce_source: '/bank',
      ce_type: 'PaymentAdded',
      traceparent: '00-a-b-01',
    }).map(([name, said]) => [Buffer.from(name), Buffer.from(said)] as const)
    expect(messageOf({ ...at, timestamp, key: null, value: Buffer.from('1'), headers })).toEqual({
      topic: at.topic,
      key: '',
      id: 'e-1',
      source: '/bank',
      type: 'PaymentAdded',
      time: '2026-03-01T12:00:00.000Z',
      traceparent: '00-a-b-01',
      subject: '',
      entityVersion: 0,
      payload: '1',
      partition: 3,
      offset: '17',
    })
  })

  it('that is no CloudEvent has what the broker knows of it, and says what is wrong', () => {
    const read = (headers: readonly (readonly [Buffer | null, Buffer | null])[], value: Buffer) =>
      messageOf({ ...at, timestamp, key: null, value, headers })
    expect(read([[null, null]], Buffer.from('1'))).toMatchObject({
      id: 'pc.qa.pmt.fct.cpr.PaymentAdded/3/17',
      type: 'PaymentAdded',
      time: '2026-03-01T12:00:00.000Z',
      payload: '1',
      fault: 'attribute-missing',
    })
    expect(read([], Buffer.from([0xc3, 0x28])).fault).toBe('attribute-missing')
  })
})
