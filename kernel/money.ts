import { findCurrency, type Exponent } from './currencies.ts'
import { refuse, type Refusal } from './refusal.ts'

/** Integer minor units as canonical text (`0`, `-5`, `12345`) with an ISO 4217 code. */
export type Money = Readonly<{ minorUnits: string; currency: string }>

/** Why a text or a value is not money. */
export type MoneyRefusal = Refusal<
  | 'amount-malformed'
  | 'amount-sign-not-allowed'
  | 'amount-too-precise'
  | 'amount-too-large'
  | 'currency-unknown'
  | 'currency-without-minor-unit'
>

/** Eighteen digits of minor units fit every 64-bit column and the total digits of ISO 20022. */
export const minorUnitDigitsMax = 18

// Longer texts are not looked at: nobody writes an amount with more characters than this.
const amountTextLengthMax = 64

const decimalForm = /^([+-]?)(\d+)(?:\.(\d+))?$/
const minorUnitsForm = /^(?:0|-?[1-9]\d*)$/

/**
 * Reads `150`, `150.00` or `0.5` exactly; never rounds. Digits beyond the currency's exponent are
 * refused unless they are zeros. A minus is allowed only with `signed`, a plus never.
 */
export const parseDecimal = (
  text: string,
  currency: string,
  options: Readonly<{ signed?: boolean }> = {},
): Money | MoneyRefusal => {
  const exponent = exponentOrRefusal(currency)
  if (typeof exponent !== 'number') return exponent
  const match = text.length <= amountTextLengthMax ? decimalForm.exec(text) : null
  if (!match) return refuse('amount-malformed')
  const [, sign = '', whole = '', fraction = ''] = match
  if (sign !== '' && !(sign === '-' && options.signed)) return refuse('amount-sign-not-allowed')
  if (/[1-9]/.test(fraction.slice(exponent)))
    return refuse('amount-too-precise', { currency, exponent })
  const digits = (whole + fraction.slice(0, exponent).padEnd(exponent, '0')).replace(/^0+/, '')
  if (digits.length > minorUnitDigitsMax)
    return refuse('amount-too-large', { digitsMax: minorUnitDigitsMax })
  return money(BigInt(sign + (digits || '0')), currency)
}

/** Checks a value that came from outside in the shape of money: canonical, known, not too large. */
export const checkMoney = (value: Money): MoneyRefusal | undefined => {
  const exponent = exponentOrRefusal(value.currency)
  if (typeof exponent !== 'number') return exponent
  if (!minorUnitsForm.test(value.minorUnits)) return refuse('amount-malformed')
  return value.minorUnits.replace('-', '').length > minorUnitDigitsMax
    ? refuse('amount-too-large', { digitsMax: minorUnitDigitsMax })
    : undefined
}

/** Money of so many minor units. Throws for a currency without minor units: that is a bug. */
export const money = (minorUnits: bigint, currency: string): Money => {
  exponentOf(currency)
  return { minorUnits: minorUnits.toString(), currency }
}

/** The amount with all digits of its currency and no separators: `12345` of EUR is `123.45`. */
export const formatDecimal = ({ minorUnits, currency }: Money): string => {
  const exponent = exponentOf(currency)
  const sign = minorUnits.startsWith('-') ? '-' : ''
  const digits = minorUnits.slice(sign.length).padStart(exponent + 1, '0')
  const point = digits.length - exponent
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** Throws on mixed currencies, as does everything below that takes several amounts. */
export const add = (one: Money, other: Money): Money =>
  money(unitsOf(one) + unitsOf(sameCurrency(one, other)), one.currency)

export const subtract = (one: Money, other: Money): Money =>
  money(unitsOf(one) - unitsOf(sameCurrency(one, other)), one.currency)

export const negate = (amount: Money): Money => money(-unitsOf(amount), amount.currency)

export const compare = (one: Money, other: Money): -1 | 0 | 1 => {
  const difference = unitsOf(one) - unitsOf(sameCurrency(one, other))
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export const isZero = (amount: Money): boolean => unitsOf(amount) === 0n

export const isNegative = (amount: Money): boolean => unitsOf(amount) < 0n

/** The currency is named, so that the sum of nothing is a zero of something. */
export const sum = (amounts: Iterable<Money>, currency: string): Money => {
  const zero = money(0n, currency)
  let total = 0n
  for (const amount of amounts) total += unitsOf(sameCurrency(zero, amount))
  return money(total, currency)
}

/**
 * Splits an amount by weights into parts that always sum to the whole. Each part is first rounded
 * towards zero; the minor units left over go one each to the parts with the largest remainders,
 * of equal remainders to the earliest. A part of weight zero gets nothing.
 */
export const allocate = (whole: Money, weights: readonly (bigint | number)[]): Money[] => {
  const shares = weights.map(BigInt)
  const totalWeight = shares.reduce((total, share) => total + share, 0n)
  if (totalWeight <= 0n || shares.some((share) => share < 0n)) {
    throw new RangeError('Weights must not be negative, and one must be more than zero')
  }
  const units = unitsOf(whole)
  const size = units < 0n ? -units : units
  const parts = shares.map((share) => (size * share) / totalWeight)
  const leftOver = size - parts.reduce((total, part) => total + part, 0n)
  for (const index of byRemainder(size, shares, totalWeight).slice(0, Number(leftOver))) {
    parts[index] = (parts[index] ?? 0n) + 1n
  }
  return parts.map((part) => money(units < 0n ? -part : part, whole.currency))
}

// Sorting is stable, so equal remainders stay in their order: the earliest comes first.
const byRemainder = (size: bigint, shares: readonly bigint[], totalWeight: bigint): number[] => {
  const remainders = shares.map((share) => (size * share) % totalWeight)
  return remainders
    .map((remainder, index) => ({ remainder, index }))
    .sort((one, other) =>
      one.remainder === other.remainder ? 0 : one.remainder > other.remainder ? -1 : 1,
    )
    .map(({ index }) => index)
}

const exponentOrRefusal = (code: string): Exponent | MoneyRefusal => {
  const currency = findCurrency(code)
  if (!currency) return refuse('currency-unknown')
  return currency.exponent ?? refuse('currency-without-minor-unit', { currency: code })
}

const exponentOf = (code: string): Exponent => {
  const exponent = findCurrency(code)?.exponent
  if (exponent === undefined) throw new TypeError(`${code} is not a currency with minor units`)
  return exponent
}

const unitsOf = ({ minorUnits }: Money): bigint => {
  // BigInt reads '', ' 7 ' and '0x10' too: money that was not made by this file is a bug.
  if (!minorUnitsForm.test(minorUnits))
    throw new TypeError('Minor units must be a canonical integer')
  return BigInt(minorUnits)
}

const sameCurrency = (one: Money, other: Money): Money => {
  if (one.currency === other.currency) return other
  throw new TypeError(`Amounts in ${one.currency} and ${other.currency} cannot be combined`)
}
