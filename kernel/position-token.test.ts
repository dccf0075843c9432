import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { positionToken, readPositionToken } from './position-token.ts'

describe('A position token', () => {
  it('gives back the place that it was made of', () => {
    const log = fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/)
    fc.assert(
      fc.property(log, fc.maxSafeNat(), (name, position) => {
        expect(readPositionToken(positionToken(name, position))).toEqual({ log: name, position })
      }),
    )
  })

  it('needs no escaping in an address', () => {
    const token = positionToken('payments', Number.MAX_SAFE_INTEGER)
    expect(encodeURIComponent(token)).toBe(token)
  })

  it.each([
    ['nothing', ''],
    ['a bare number', '17'],
    ['no log', '~17'],
    ['no position', 'payments~'],
    ['a log in upper case', 'Payments~17'],
    ['a position in upper case', 'payments~1Z'],
    ['a negative position', 'payments~-1'],
    ['a fraction', 'payments~1.5'],
    ['a position past every safe number', 'payments~zzzzzzzzzzz'],
    ['a position with a zero before it', 'payments~01'],
    ['two positions', 'payments~1~2'],
    ['a line end', 'payments~1\n'],
    ['a log that is too long', `${'p'.repeat(42)}~1`],
  ])('is not %s', (_, token) => {
    expect(readPositionToken(token)).toBeUndefined()
  })
})
