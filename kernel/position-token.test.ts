import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { positionToken, readPositionToken, tellRestoredBehind } from './position-token.ts'

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

  describe('of a log that was restored', () => {
    const made = (position: number) => positionToken('restored', position)
    const readBack = (token: string) => readPositionToken(token)?.position
    const restoredBehind = (...positions: number[]) => tellRestoredBehind('restored', positions)
    afterEach(() => restoredBehind())

    it('stands for the same place where both pasts have it', () => {
      const token = made(100)
      restoredBehind(100)
      expect([made(100), readBack(token)]).toEqual([token, 100])
    })

    it('stands for the last place that is shared, where its own was lost', () => {
      const lost = made(105)
      restoredBehind(100)
      expect(made(105)).not.toBe(lost)
      expect([readBack(lost), readBack(made(105))]).toEqual([100, 105])
    })

    it('is told apart over several restores, also from behind an earlier one', () => {
      const first = made(105)
      restoredBehind(100)
      const second = made(105)
      restoredBehind(100, 50)
      const third = made(105)
      expect(new Set([first, second, third]).size).toBe(3)
      expect([first, second, third, made(70)].map(readBack)).toEqual([50, 50, 105, 70])
    })

    it('was not given out in a life to come', () => {
      expect(readPositionToken('restored~2x~1')).toBeUndefined()
      restoredBehind(1)
      expect(readPositionToken('restored~2x~1')).toEqual({ log: 'restored', position: 105 })
      expect(readPositionToken('restored~2x~2')).toBeUndefined()
    })
  })
})
