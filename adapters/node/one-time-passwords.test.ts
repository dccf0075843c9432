import { TOTP } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { oneTimePasswords } from './one-time-passwords.ts'

// RFC 6238, appendix B, SHA-1; the last six of its eight digits.
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const rfc: readonly (readonly [number, string])[] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
]

describe('a one-time password', () => {
  it.each(rfc)('at %d is the one of the RFC', (seconds, code) => {
    expect(oneTimePasswords.step(rfcSecret, code, seconds * 1_000)).toBe(Math.floor(seconds / 30))
  })

  it('counts for the half minute before and after its own, and no longer', () => {
    const own = 60_000
    for (const at of [own - 30_000, own, own + 29_999, own + 59_999])
      expect(oneTimePasswords.step(rfcSecret, codeAt(own), at)).toBe(2)
    for (const at of [own - 30_001, own + 60_000])
      expect(oneTimePasswords.step(rfcSecret, codeAt(own), at)).toBeUndefined()
  })

  it('has six digits and nothing else', () => {
    for (const code of ['', '28708', '2870820', '28708a', '٢٨٧٠٨٢'])
      expect(oneTimePasswords.step(rfcSecret, code, 59_000)).toBeUndefined()
  })

  it('has a secret of 160 bits that an app can be given', () => {
    const secret = oneTimePasswords.secretFrom('A'.repeat(43))
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    const uri = oneTimePasswords.uri(secret, 'anna@bank.example', 'Millrace')
    expect(uri).toContain('otpauth://totp/Millrace:anna%40bank.example?')
    expect(uri).toContain(`secret=${secret}`)
    expect(() => oneTimePasswords.secretFrom('short')).toThrow('160 bits')
  })
})

/** What an app would show. */
const codeAt = (ms: number): string =>
  new TOTP({ secret: rfcSecret, digits: 6, period: 30 }).generate({ timestamp: ms })
