/*
 * Control sums add amounts of different currencies, with as many digits as the sender wrote.
 * They are kept as integers of the smallest step that ISO 20022 allows.
 */

/** Fraction digits of ISO 20022's widest decimal. */
export const fractionDigitsMax = 17

const decimalForm = /^([+-]?)(\d{0,18})(?:\.(\d{0,17}))?$/

/** The decimal as an integer of 10^-17 steps; undefined if it is no decimal of at most 17 fraction digits. */
export const readDecimal = (text: string): bigint | undefined => {
  const [, sign = '', whole = '', fraction = ''] = decimalForm.exec(text) ?? []
  if (whole === '' && fraction === '') return undefined
  const steps = BigInt(whole + fraction.padEnd(fractionDigitsMax, '0'))
  return sign === '-' ? -steps : steps
}

/** The shortest text of what `readDecimal` read. */
export const writeDecimal = (steps: bigint): string => {
  const digits = (steps < 0n ? -steps : steps).toString().padStart(fractionDigitsMax + 1, '0')
  const whole = digits.slice(0, -fractionDigitsMax)
  const fraction = digits.slice(-fractionDigitsMax).replace(/0+$/, '')
  return `${steps < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}
