import { Select, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { LimitWindow } from '../../../contexts/payments/limits/contract.ts'

type Per = LimitWindow['per']

const periods: readonly { value: Per; label: string }[] = [
  { value: 'payment', label: 'Each payment' },
  { value: 'day', label: 'A day' },
  { value: 'rolling', label: 'The last hours' },
]

const zoneHere = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

/** A day where the browser is. */
export const aDayHere = (): LimitWindow => ({ per: 'day', zone: zoneHere() })

const windowOf: Readonly<Record<Per, () => LimitWindow>> = {
  payment: () => ({ per: 'payment' }),
  day: aDayHere,
  rolling: () => ({ per: 'rolling', hours: 24 }),
}

interface WindowInputsProps {
  readonly value: LimitWindow
  readonly onChange: (window: LimitWindow) => void
}

/** In which window a limit counts. */
export const WindowInputs = ({ value, onChange }: WindowInputsProps): ReactElement => (
  <>
    <Select
      label="In"
      allowDeselect={false}
      data={periods}
      value={value.per}
      onChange={(chosen) => onChange(windowOf[chosen ?? 'day']())}
    />
    {value.per === 'day' && (
      <TextInput
        label="Zone"
        required
        withAsterisk={false}
        value={value.zone ?? ''}
        onChange={({ currentTarget }) => onChange({ per: 'day', zone: currentTarget.value })}
      />
    )}
    {value.per === 'rolling' && (
      <WholeNumber
        label="Hours"
        required
        value={value.hours ? String(value.hours) : ''}
        onChange={(hours) => onChange({ per: 'rolling', hours: Number(hours) })}
      />
    )}
  </>
)

interface WholeNumberProps {
  readonly label: string
  readonly description?: string
  readonly required?: boolean
  /** Digits, or nothing. */
  readonly value: string
  readonly onChange: (value: string) => void
}

/** What is no whole number is left as it was written, and told: 1.5 must not become 15. */
export const WholeNumber = ({ onChange, value, ...props }: WholeNumberProps): ReactElement => {
  const [text, setText] = useState(value)
  return (
    <TextInput
      {...props}
      withAsterisk={false}
      inputMode="numeric"
      maxLength={9}
      pattern="[0-9]*"
      title="A whole number"
      error={isWhole(text) ? null : 'Not a whole number'}
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value)
        onChange(isWhole(currentTarget.value) ? currentTarget.value : '')
      }}
    />
  )
}

const isWhole = (text: string): boolean => /^\d*$/.test(text)
