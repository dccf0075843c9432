import { describe, expect, it } from 'vitest'
import { readAmount } from './amount-input.tsx'

const eur = (minorUnits: string) => ({ minorUnits, currency: 'EUR' })
const max = eur('12345')

describe('an amount that is written', () => {
  it.each([
    ['123.45', '12345'],
    ['123,45', '12345'],
    ['100', '10000'],
    ['0.5', '50'],
    [' 7 ', '700'],
  ])('is read exactly: %s', (text, minorUnits) => {
    expect(readAmount(text, max)).toEqual(eur(minorUnits))
  })

  it.each(['', '0', '0.00', '123.46', '1.005', '-1', '1e3', '1.', 'abc'])('is none: %s', (text) => {
    expect(readAmount(text, max)).toBeUndefined()
  })

  it('has as many digits as its currency', () => {
    const yen = { minorUnits: '500', currency: 'JPY' }
    expect(readAmount('500', yen)).toEqual(yen)
    expect(readAmount('4.5', yen)).toBeUndefined()
  })
})
