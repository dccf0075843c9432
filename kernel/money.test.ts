import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { currencies, findCurrency, isPayable } from './currencies.ts'
import { MoneySchema } from './money-schema.ts'
import {
  add,
  allocate,
  checkMoney,
  compare,
  formatDecimal,
  isNegative,
  isZero,
  money,
  negate,
  parseDecimal,
  subtract,
  sum,
} from './money.ts'
import { isRefusal } from './refusal.ts'

const withMinorUnits = currencies.filter((currency) => currency.exponent !== undefined)
const anyCurrency = fc.constantFrom(...withMinorUnits.map((currency) => currency.code))
const anyUnits = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n })
const anyMoney = fc.tuple(anyUnits, anyCurrency).map(([units, currency]) => money(units, currency))

const refusedAs = (value: unknown) => (isRefusal(value) ? value.refused : value)

describe('currencies', () => {
  it('lists each of the 178 active codes once', () => {
    expect(currencies).toHaveLength(178)
    expect(new Set(currencies.map((currency) => currency.code)).size).toBe(178)
    expect(currencies.every((currency) => /^[A-Z]{3}$/.test(currency.code))).toBe(true)
  })

  it.each([
    ['JPY', 0],
    ['ISK', 0],
    ['EUR', 2],
    ['HUF', 2],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['UYW', 4],
    ['XAU', undefined],
  ])('gives %s the exponent %s', (code, exponent) => {
    expect(findCurrency(code)?.exponent).toBe(exponent)
  })

  it.each(['BGN', 'ANG', 'ZWL', 'SLL', 'HRK', 'CUC', 'DEM', 'eur', '', 'constructor'])(
    'does not know %s',
    (code) => expect(findCurrency(code)).toBeUndefined(),
  )

  it('pays in money only: no funds, metals, units of account, tests or nothing', () => {
    expect(currencies.filter(({ code }) => isPayable(code))).toHaveLength(155)
    for (const code of ['XCG', 'ZWG', 'XOF', 'EUR']) expect(isPayable(code)).toBe(true)
    for (const code of ['CLF', 'USN', 'CHE', 'XAD', 'XAU', 'XDR', 'XTS', 'XXX', 'BGN']) {
      expect(isPayable(code)).toBe(false)
    }
  })
})

describe('reading a decimal', () => {
  it.each([
    ['150', 'EUR', '15000'],
    ['150.00', 'EUR', '15000'],
    ['150.00000', 'EUR', '15000'],
    ['0.5', 'EUR', '50'],
    ['0', 'EUR', '0'],
    ['0.00', 'EUR', '0'],
    ['007', 'EUR', '700'],
    ['150', 'JPY', '150'],
    ['150.000', 'JPY', '150'],
    ['1.234', 'KWD', '1234'],
    ['1.2345', 'CLF', '12345'],
    ['9999999999999999.99', 'EUR', '999999999999999999'],
    ['999999999999999999', 'JPY', '999999999999999999'],
  ])('%s %s is %s minor units', (text, currency, minorUnits) => {
    expect(parseDecimal(text, currency)).toEqual({ minorUnits, currency })
  })

  it.each([
    ['150.001', 'EUR', 'amount-too-precise'],
    ['0.5', 'JPY', 'amount-too-precise'],
    ['1.2345', 'KWD', 'amount-too-precise'],
    ['1.23456', 'CLF', 'amount-too-precise'],
    ['10000000000000000.00', 'EUR', 'amount-too-large'],
    ['1000000000000000000', 'JPY', 'amount-too-large'],
    ['-1', 'EUR', 'amount-sign-not-allowed'],
    ['+1', 'EUR', 'amount-sign-not-allowed'],
    ['', 'EUR', 'amount-malformed'],
    ['.5', 'EUR', 'amount-malformed'],
    ['5.', 'EUR', 'amount-malformed'],
    ['1e3', 'EUR', 'amount-malformed'],
    ['1,000.00', 'EUR', 'amount-malformed'],
    ['1 000', 'EUR', 'amount-malformed'],
    [' 1', 'EUR', 'amount-malformed'],
    ['1\n', 'EUR', 'amount-malformed'],
    ['0x10', 'EUR', 'amount-malformed'],
    ['١٢', 'EUR', 'amount-malformed'],
    ['NaN', 'EUR', 'amount-malformed'],
    ['0'.repeat(65), 'EUR', 'amount-malformed'],
    ['1', 'EUX', 'currency-unknown'],
    ['1', 'eur', 'currency-unknown'],
    ['1', 'XAU', 'currency-without-minor-unit'],
    ['1', 'XXX', 'currency-without-minor-unit'],
  ])('refuses %j %s: %s', (text, currency, slug) => {
    expect(refusedAs(parseDecimal(text, currency))).toBe(slug)
  })

  it('takes 64 characters and not one more', () => {
    expect(parseDecimal('0'.repeat(64), 'EUR')).toEqual({ minorUnits: '0', currency: 'EUR' })
  })

  it('takes a minus where it is asked for, a plus never', () => {
    expect(parseDecimal('-1.50', 'EUR', { signed: true })).toEqual({
      minorUnits: '-150',
      currency: 'EUR',
    })
    expect(parseDecimal('-0.00', 'EUR', { signed: true })).toEqual({
      minorUnits: '0',
      currency: 'EUR',
    })
    expect(refusedAs(parseDecimal('+1', 'EUR', { signed: true }))).toBe('amount-sign-not-allowed')
  })

  it('reads back whatever was formatted', () => {
    fc.assert(
      fc.property(anyMoney, (amount) => {
        expect(parseDecimal(formatDecimal(amount), amount.currency, { signed: true })).toEqual(
          amount,
        )
      }),
    )
  })
})

describe('formatting', () => {
  it.each([
    [5n, 'EUR', '0.05'],
    [-5n, 'EUR', '-0.05'],
    [12345n, 'EUR', '123.45'],
    [12345n, 'JPY', '12345'],
    [0n, 'JPY', '0'],
    [1n, 'KWD', '0.001'],
    [10n, 'CLF', '0.0010'],
  ])('%s of %s reads %s', (units, currency, text) => {
    expect(formatDecimal(money(units, currency))).toBe(text)
  })
})

describe('arithmetic', () => {
  const euro = (units: bigint) => money(units, 'EUR')

  it('adds and subtracts exactly, far beyond what a double holds', () => {
    expect(add(euro(9007199254740993n), euro(1n))).toEqual(euro(9007199254740994n))
    fc.assert(
      fc.property(anyUnits, anyUnits, (one, other) => {
        expect(subtract(add(euro(one), euro(other)), euro(other))).toEqual(euro(one))
        expect(add(euro(one), negate(euro(one)))).toEqual(euro(0n))
        expect(compare(euro(one), euro(other))).toBe(one < other ? -1 : one > other ? 1 : 0)
      }),
    )
  })

  it('knows nothing from something, and less than nothing', () => {
    expect([
      isZero(euro(0n)),
      isZero(euro(-1n)),
      isNegative(euro(-1n)),
      isNegative(euro(0n)),
    ]).toEqual([true, false, true, false])
  })

  it('sums, also nothing at all', () => {
    expect(sum([euro(1n), euro(-3n), euro(10n)], 'EUR')).toEqual(euro(8n))
    expect(sum([], 'JPY')).toEqual(money(0n, 'JPY'))
  })

  it('treats mixed currencies, unknown ones and sloppy minor units as bugs', () => {
    const dollar = money(1n, 'USD')
    for (const mix of [add, subtract, compare])
      expect(() => mix(euro(1n), dollar)).toThrow('EUR and USD')
    expect(() => sum([euro(1n), dollar], 'EUR')).toThrow('EUR and USD')
    expect(() => sum([dollar], 'EUR')).toThrow('EUR and USD')
    expect(() => money(1n, 'XAU')).toThrow('XAU')
    expect(() => negate({ minorUnits: '', currency: 'EUR' })).toThrow('canonical')
    expect(() => negate({ minorUnits: '1.5', currency: 'EUR' })).toThrow('canonical')
  })
})

describe('allocating', () => {
  const units = (amount: bigint, weights: (bigint | number)[]) =>
    allocate(money(amount, 'EUR'), weights).map((part) => part.minorUnits)

  it('gives what is left over to the largest remainders, of equal ones to the earliest', () => {
    expect(units(100n, [1, 1, 1])).toEqual(['34', '33', '33'])
    expect(units(101n, [1, 1, 1])).toEqual(['34', '34', '33'])
    expect(units(5n, [3, 7])).toEqual(['2', '3'])
    expect(units(100n, [0, 1, 2])).toEqual(['0', '33', '67'])
    expect(units(-100n, [1, 1, 1])).toEqual(['-34', '-33', '-33'])
    expect(units(1n, [1n, 10n ** 30n])).toEqual(['0', '1'])
  })

  it('loses nothing and is never a whole minor unit away from the exact share', () => {
    const anyWeights = fc
      .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 })
      .filter((weights) => weights.some((weight) => weight > 0n))
    fc.assert(
      fc.property(anyMoney, anyWeights, (whole, weights) => {
        const parts = allocate(whole, weights)
        expect(sum(parts, whole.currency)).toEqual(whole)
        const total = weights.reduce((one, other) => one + other, 0n)
        parts.forEach((part, index) => {
          const error =
            BigInt(part.minorUnits) * total - BigInt(whole.minorUnits) * (weights[index] ?? 0n)
          expect(error < total && -error < total).toBe(true)
        })
      }),
    )
  })

  it.each([[[]], [[0, 0]], [[1, -1]], [[2, -1]], [[0.5, 0.5]]])(
    'throws for weights %j',
    (weights) => {
      expect(() => units(100n, weights)).toThrow(RangeError)
    },
  )
})

describe('money from outside', () => {
  const schema = Compile(MoneySchema)

  it('passes the schema and the check when it is canonical and known', () => {
    fc.assert(
      fc.property(anyMoney, (amount) => schema.Check(amount) && checkMoney(amount) === undefined),
    )
  })

  it.each(['', '+1', '01', '-0', '1.0', '1e3', ' 1', '1 ', '1\n', '1234567890123456789', 'abc'])(
    'is stopped by the schema and by the check with %j minor units',
    (minorUnits) => {
      expect(schema.Check({ minorUnits, currency: 'EUR' })).toBe(false)
      expect(isRefusal(checkMoney({ minorUnits, currency: 'EUR' }))).toBe(true)
    },
  )

  it('is stopped by the check where only the list of currencies can tell', () => {
    expect(refusedAs(checkMoney({ minorUnits: '1', currency: 'EUX' }))).toBe('currency-unknown')
    expect(refusedAs(checkMoney({ minorUnits: '1', currency: 'XAU' }))).toBe(
      'currency-without-minor-unit',
    )
    expect(schema.Check({ minorUnits: '1', currency: 'EUR', note: 'x' })).toBe(false)
  })
})
