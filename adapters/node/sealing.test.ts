import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { asKey, decrypt, deriveKey, encrypt, keyedDigest, newKey } from './sealing.ts'

const key = asKey(newKey())
const text = Buffer.from('"Anna Lindqvist"')

describe('a ciphertext', () => {
  it('opens with its key and at its place', () => {
    expect(decrypt(key, 'a|name', encrypt(key, 'a|name', text))).toEqual(text)
    expect(decrypt(key, 'a|name', encrypt(key, 'a|name', Buffer.alloc(0)))).toHaveLength(0)
  })

  it('does not open elsewhere, with another key, cut short, or with any one bit changed', () => {
    const sealed = encrypt(key, 'a|name', text)
    expect(() => decrypt(key, 'b|name', sealed)).toThrow('does not open')
    expect(() => decrypt(asKey(newKey()), 'a|name', sealed)).toThrow('does not open')
    expect(() => decrypt(key, 'a|name', sealed.subarray(0, 27))).toThrow('does not open')
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      expect(() => decrypt(key, 'a|name', changed)).toThrow('does not open')
    }
  })

  it('never looks the same twice, over more nonces than one pool holds', () => {
    const made = Array.from({ length: 2_000 }, () => encrypt(key, 'a|name', text))
    expect(new Set(made.map((sealed) => sealed.toString('hex', 0, 12))).size).toBe(2_000)
    for (const sealed of made) expect(decrypt(key, 'a|name', sealed)).toEqual(text)
  })
})

describe('keys', () => {
  it('for different purposes differ, and a master key of another length is refused', () => {
    const master = newKey()
    expect(deriveKey(master, 'wrapping')).toEqual(deriveKey(master, 'wrapping'))
    expect(deriveKey(master, 'wrapping')).not.toEqual(deriveKey(master, 'index'))
    expect(() => deriveKey(Buffer.alloc(16), 'index')).toThrow('32 bytes')
  })

  it('digest alike what is alike', () => {
    const digest = keyedDigest(key)
    expect(digest('x')).toBe(keyedDigest(key)('x'))
    expect(digest('x')).not.toBe(digest('y'))
    expect(digest('x')).not.toBe(keyedDigest(asKey(newKey()))('x'))
  })

  it.each(['', 'x', 'Zoë 🙂 \0', 'x'.repeat(64), '漢'.repeat(4_096), '漢'.repeat(4_097)])(
    'digest as HMAC-SHA256 does (%#)',
    (input) => {
      const digest = keyedDigest(key)
      // A longer text before it must leave no trace.
      digest('y'.repeat(4_000))
      const expected = createHmac('sha256', key).update(input).digest('base64url')
      expect(digest(input)).toBe(expected)
      expect(digest(input)).toBe(expected)
    },
  )
})
