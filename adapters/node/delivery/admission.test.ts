import { describe, expect, it } from 'vitest'
import { busMessage } from '../../../testing/message-bus.conformance.ts'
import { bytesOf, refuseTooLarge } from './admission.ts'

const message = {
  ...busMessage('topic', 'x', 'é'.repeat(500)),
  extensions: { correlationid: 'c-1' },
}

describe('What a message takes on the way', () => {
  it('is every text of it in bytes, names of extensions too', () => {
    const { key, id, source, type, time, traceparent, subject, payload } = message
    const texts = [key, id, source, type, time, traceparent, subject, payload]
    const wanted = [...texts, 'correlationid', 'c-1'].map((text) => Buffer.byteLength(text))
    expect(bytesOf(message)).toBe(wanted.reduce((sum, bytes) => sum + bytes, 0))
  })

  it('is refused one byte beyond the limit, and not at it', () => {
    const bytes = bytesOf(message)
    expect(() => refuseTooLarge([message], bytes)).not.toThrow()
    expect(() => refuseTooLarge([message], bytes - 1)).toThrow(
      `a message for topic has ${bytes} bytes, and the bus carries ${bytes - 1} at most`,
    )
  })
})
