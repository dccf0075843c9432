import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

describe('A cursor', () => {
  it('carries any place in a list, in characters that need no escaping in an address', () => {
    for (const place of [null, '', 'a', 'ab', 'abc', 12, ['é€🚚', null, true], { a: '\0\ud800' }]) {
      const cursor = encodeCursor(place)
      expect(cursor).toMatch(/^[\w-]+$/)
      expect(decodeCursor(cursor)).toEqual(place)
    }
  })

  it('is base64url, as a reader of logs may decode it', () => {
    const place = ['5', 'payment-1']
    expect(encodeCursor(place)).toBe(Buffer.from(JSON.stringify(place)).toString('base64url'))
  })

  it('is only what was given out: nothing else that decodes, nothing that does not', () => {
    for (const cursor of [
      '',
      '!',
      '=',
      'bm90IGpzb24',
      `${encodeCursor(['a'])}A`,
      'A'.repeat(5_000),
    ])
      expect(decodeCursor(cursor)).toBeUndefined()
  })
})
