/** Money as the API gives it: integer minor units as text. */
export interface Money {
  readonly minorUnits: string
  readonly currency: string
}

// The standard's own exponents. Browsers go by CLDR, which drops decimals that people no longer use in cash:
// a HUF amount would be shown a hundred times too large. A test holds this list against the kernel's.
const otherExponents: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

const exponents = new Map(
  Object.entries(otherExponents).flatMap(([exponent, codes]) =>
    codes.split(' ').map((code) => [code, Number(exponent)] as const),
  ),
)

/** Number of decimal digits of a currency's minor unit. */
export const exponentOf = (currency: string): number => exponents.get(currency) ?? 2

/** `123.45` for 12345 of EUR: all digits, no separators. */
export const decimalText = ({ minorUnits, currency }: Money): string => {
  const exponent = exponentOf(currency)
  const sign = minorUnits.startsWith('-') ? '-' : ''
  const digits = minorUnits.slice(sign.length).padStart(exponent + 1, '0')
  const point = digits.length - exponent
  return exponent === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

const formats = new Map<string, Intl.NumberFormat>()

/** `1,234.50` in the reader's own way of writing numbers, without the currency; exact at any size. */
export const formatAmount = (money: Money, locale?: string): string => {
  const exponent = exponentOf(money.currency)
  const known = `${locale ?? ''}/${exponent}`
  const format =
    formats.get(known) ??
    new Intl.NumberFormat(locale, {
      minimumFractionDigits: exponent,
      maximumFractionDigits: exponent,
    })
  formats.set(known, format)
  // Given as text, the decimal is formatted as it stands and never becomes a float.
  return format.format(decimalText(money) as Intl.StringNumericLiteral)
}

/** `EUR 1,234.50` */
export const formatMoney = (money: Money, locale?: string): string =>
  `${money.currency} ${formatAmount(money, locale)}`

/** Adds amounts up by currency, in the order of their codes. */
export const sumByCurrency = (amounts: readonly Money[]): Money[] => {
  const sums = new Map<string, bigint>()
  for (const { minorUnits, currency } of amounts)
    sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(minorUnits))
  return [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, units]) => ({ minorUnits: units.toString(), currency }))
}

/** Compares amounts of any currency by their minor units, as the server sorts them. */
export const compareMinorUnits = (one: string, other: string): number => {
  const difference = BigInt(one) - BigInt(other)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
