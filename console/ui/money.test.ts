import { describe, expect, it } from 'vitest'
import {
  compareMinorUnits,
  decimalText,
  formatAmount,
  formatMoney,
  sumByCurrency,
} from './money.ts'

const eur = (minorUnits: string) => ({ minorUnits, currency: 'EUR' })

describe('an amount', () => {
  it('has the decimals of its currency, whatever people use in cash', () => {
    expect(decimalText(eur('12345'))).toBe('123.45')
    expect(decimalText({ minorUnits: '12345', currency: 'JPY' })).toBe('12345')
    expect(decimalText({ minorUnits: '1250125', currency: 'KWD' })).toBe('1250.125')
    // Browsers would show these without decimals: a hundred times too large.
    expect(formatAmount({ minorUnits: '12345', currency: 'HUF' }, 'en')).toBe('123.45')
    expect(formatAmount({ minorUnits: '12345', currency: 'ISK' }, 'en')).toBe('12,345')
  })

  it('smaller than one unit keeps its zeros', () => {
    expect(decimalText(eur('5'))).toBe('0.05')
    expect(decimalText(eur('0'))).toBe('0.00')
    expect(decimalText(eur('-5'))).toBe('-0.05')
  })

  it('is exact beyond what a float can hold', () => {
    expect(formatMoney(eur('999999999999999999'), 'en')).toBe('EUR 9,999,999,999,999,999.99')
    expect(formatMoney(eur('9007199254740993'), 'en')).toBe('EUR 90,071,992,547,409.93')
    expect(compareMinorUnits('9007199254740993', '9007199254740992')).toBe(1)
  })

  it('is written as the reader writes numbers', () => {
    expect(formatAmount(eur('1234567'), 'de')).toBe('12.345,67')
  })
})

describe('amounts of several currencies', () => {
  it('are summed for each of them', () => {
    const sums = sumByCurrency([eur('100'), { minorUnits: '7', currency: 'CHF' }, eur('23')])
    expect(sums).toEqual([{ minorUnits: '7', currency: 'CHF' }, eur('123')])
  })
})
