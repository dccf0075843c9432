import { TextInput } from '@mantine/core'
import type { ReactElement } from 'react'
import { decimalText, exponentOf, formatMoney, type Money } from '../../ui/money.ts'

interface AmountInputProps {
  readonly label: string
  readonly max: Money
  readonly value: string
  readonly onChange: (text: string) => void
}

/** An amount up to a bound, as a decimal. */
export const AmountInput = ({ label, max, value, onChange }: AmountInputProps): ReactElement => (
  <TextInput
    label={label}
    description={`Up to ${formatMoney(max)}`}
    data-autofocus
    required
    withAsterisk={false}
    inputMode="decimal"
    rightSection={<span style={{ fontSize: '0.75rem' }}>{max.currency}</span>}
    rightSectionWidth={48}
    error={value !== '' && readAmount(value, max) === undefined ? 'Not an amount up to that' : null}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
)

/** Minor units of what was written, exactly; undefined where it is no amount, nothing, or too much. */
export const readAmount = (text: string, max: Money): Money | undefined => {
  const exponent = exponentOf(max.currency)
  const [, whole, fraction = ''] = /^(\d{1,15})(?:[.,](\d+))?$/.exec(text.trim()) ?? []
  if (whole === undefined || fraction.length > exponent) return undefined
  const units = BigInt(whole + fraction.padEnd(exponent, '0'))
  return units > 0n && units <= BigInt(max.minorUnits)
    ? { minorUnits: units.toString(), currency: max.currency }
    : undefined
}

export const amountText = (money: Money): string => decimalText(money)
