import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventStreamReader, type StreamEvent } from './event-stream.ts'

const stream =
  'retry: 1000\n\n' +
  'event: rows\nid: payments~1a\ndata: {"items":[1]}\n\n' +
  ': still here\nid: payments~1b\n\n' +
  'id: payments~1c\r\nevent: rows\r\ndata: {"items":\r\ndata: [2]}\r\n\r\n'

const expected: StreamEvent[] = [
  { event: 'rows', id: 'payments~1a', data: '{"items":[1]}' },
  { event: 'rows', id: 'payments~1c', data: '{"items":\n[2]}' },
]

describe('server-sent events', () => {
  it('are read with their ids', () => {
    const reader = new EventStreamReader()
    expect(reader.push(stream)).toEqual(expected)
    expect(reader.lastEventId).toBe('payments~1c')
  })

  it('are the same wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (places) => {
        const cuts = [0, ...places.sort((one, other) => one - other), stream.length]
        const reader = new EventStreamReader()
        const events = cuts
          .slice(1)
          .flatMap((end, index) => reader.push(stream.slice(cuts[index], end)))
        expect(events).toEqual(expected)
        expect(reader.lastEventId).toBe('payments~1c')
      }),
    )
  })

  it('move the place to resume from even where they carry nothing', () => {
    const reader = new EventStreamReader('payments~1')
    expect(reader.push(': still here\nid: payments~2\n\n')).toEqual([])
    expect(reader.lastEventId).toBe('payments~2')
  })

  it('that broke off half way are not resumed behind', () => {
    const reader = new EventStreamReader('payments~1')
    expect(reader.push('event: rows\nid: payments~2\ndata: {"items"')).toEqual([])
    expect(reader.lastEventId).toBe('payments~1')
  })
})
