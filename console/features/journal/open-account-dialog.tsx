import { Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type ReactElement } from 'react'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { readAmount } from '../payments/amount-input.tsx'
import { useChange } from '../access/use-change.ts'
import { changedAccounts } from './account-queries.ts'

type Kind = 'guarded' | 'open'

const kinds: readonly { value: Kind; label: string }[] = [
  { value: 'guarded', label: 'Guarded: never below its overdraft limit' },
  { value: 'open', label: 'Open: takes whatever is booked' },
]

const mostDigits = '9'.repeat(18)
const required = { required: true, withAsterisk: false } as const

/** Opens an account; its kind never changes. */
export const OpenAccountDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [accountId, setAccountId] = useState('')
  const [label, setLabel] = useState('')
  const [kind, setKind] = useState<Kind>('guarded')
  const [currency, setCurrency] = useState('EUR')
  const [overdraft, setOverdraft] = useState('')
  const open = useChange<{ position: string }>(changedAccounts, () => {
    onClose()
    notifications.show({ message: 'The account is open' })
  })
  const limit = readAmount(overdraft, { minorUnits: mostDigits, currency })
  const asksLimit = kind === 'guarded' && overdraft !== ''
  const submit = () =>
    open.mutate({
      method: 'POST',
      path: changedAccounts.path,
      body: {
        accountId: accountId.trim(),
        kind,
        currencies: [currency],
        ...(asksLimit && limit ? { overdraftLimits: [limit] } : {}),
        ...(label.trim() === '' ? {} : { label: label.trim() }),
      },
    })
  return (
    <FormDialog
      title="Open an account"
      submitLabel="Open it"
      problem={open.error}
      isPending={open.isPending}
      onSubmit={() => (!asksLimit || limit) && submit()}
      onClose={onClose}
    >
      <TextInput
        label="Account id"
        placeholder="customer:8124:main"
        data-autofocus
        {...required}
        maxLength={128}
        value={accountId}
        onChange={({ currentTarget }) => setAccountId(currentTarget.value)}
      />
      <TextInput
        label="Label"
        description="Kept in the clear: name nobody in it"
        maxLength={80}
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
      <Select
        label="Kind"
        allowDeselect={false}
        data={kinds}
        value={kind}
        onChange={(chosen) => setKind(chosen === 'open' ? 'open' : 'guarded')}
      />
      <TextInput
        label="Currency"
        {...required}
        minLength={3}
        maxLength={3}
        value={currency}
        onChange={({ currentTarget }) => setCurrency(currentTarget.value.toUpperCase())}
      />
      {kind === 'guarded' && (
        <TextInput
          label="Overdraft limit"
          description="Left out: it never goes below zero"
          inputMode="decimal"
          rightSection={<span style={{ fontSize: '0.75rem' }}>{currency}</span>}
          rightSectionWidth={48}
          error={asksLimit && !limit ? 'Not an amount' : null}
          value={overdraft}
          onChange={({ currentTarget }) => setOverdraft(currentTarget.value)}
        />
      )}
    </FormDialog>
  )
}
