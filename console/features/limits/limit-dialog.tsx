import { Select, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { readAmount } from '../payments/amount-input.tsx'
import { useChange } from '../access/use-change.ts'
import { tellsWhatBecame, type LimitAnswer } from './limit-answer.ts'
import { changedLimits } from './limit-queries.ts'
import { scopeWords } from './limit-words.ts'
import { aDayHere, WholeNumber, WindowInputs } from './window-inputs.tsx'

type Scope = LimitShown['scope']

const subjectWords: Readonly<Record<Scope, { label: string; placeholder: string }>> = {
  payer: { label: 'IBAN or account number', placeholder: 'DE89 3704 0044 0532 0130 00' },
  account: { label: 'Account', placeholder: 'customer:8124:main' },
  rail: { label: 'Rail', placeholder: 'simulated' },
}

const scopes = (Object.keys(scopeWords) as Scope[]).map((value) => ({
  value,
  label: scopeWords[value],
}))

const mostDigits = '9'.repeat(18)

/** Sets a limit for a payer, an account or a rail. */
export const LimitDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [scope, setScope] = useState<Scope>('payer')
  const [subject, setSubject] = useState('')
  const [currency, setCurrency] = useState('EUR')
  const [text, setText] = useState('')
  const [count, setCount] = useState('')
  const [window, setWindow] = useState(aDayHere)
  const save = useChange<LimitAnswer>(changedLimits, (answer) => {
    tellsWhatBecame(answer, 'The limit is set')
    onClose()
  })
  const max = { minorUnits: mostDigits, currency }
  const amount = readAmount(text, max)
  const submit = () =>
    save.mutate({
      method: 'POST',
      path: changedLimits.path,
      body: {
        scope,
        subject: subject.trim(),
        currency,
        ...(amount ? { amount: amount.minorUnits } : {}),
        ...(count !== '' && window.per !== 'payment' ? { count: Number(count) } : {}),
        window,
      },
    })
  return (
    <FormDialog
      title="New limit"
      submitLabel="Set"
      problem={save.error}
      isPending={save.isPending}
      onSubmit={() => (text === '' || amount) && submit()}
      onClose={onClose}
    >
      <Select
        label="Whose"
        allowDeselect={false}
        data={scopes}
        value={scope}
        onChange={(chosen) => setScope(chosen ?? 'payer')}
      />
      <TextInput
        {...subjectWords[scope]}
        required
        withAsterisk={false}
        maxLength={128}
        value={subject}
        onChange={({ currentTarget }) => setSubject(currentTarget.value)}
      />
      <TextInput
        label="Currency"
        required
        withAsterisk={false}
        minLength={3}
        maxLength={3}
        value={currency}
        onChange={({ currentTarget }) => setCurrency(currentTarget.value.toUpperCase())}
      />
      <TextInput
        label="At most"
        description="Left out: any amount"
        inputMode="decimal"
        rightSection={<span style={{ fontSize: '0.75rem' }}>{currency}</span>}
        rightSectionWidth={48}
        error={text !== '' && !amount ? 'Not an amount' : null}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <WindowInputs value={window} onChange={setWindow} />
      {window.per !== 'payment' && (
        <WholeNumber
          label="Payments at most"
          description="Left out: any number"
          value={count}
          onChange={setCount}
        />
      )}
    </FormDialog>
  )
}
