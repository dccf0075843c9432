import { Button, Text, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { decimalText } from '../../ui/money.ts'
import { useChange } from '../access/use-change.ts'
import { readAmount } from '../payments/amount-input.tsx'
import { changedLimits, limitPath } from './limit-queries.ts'
import { tellsWhatBecame, type LimitAnswer } from './limit-answer.ts'
import { windowWords } from './limit-words.ts'
import { WholeNumber } from './window-inputs.tsx'

/** Gives a limit other bounds. */
export const ChangeLimit = ({ limit }: { limit: LimitShown }): ReactElement => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
        Change
      </Button>
      {isOpen && <ChangeDialog limit={limit} onClose={() => setOpen(false)} />}
    </>
  )
}

const mostDigits = '9'.repeat(18)

interface ChangeDialogProps {
  readonly limit: LimitShown
  readonly onClose: () => void
}

const ChangeDialog = ({ limit, onClose }: ChangeDialogProps): ReactElement => {
  const { currency, window } = limit
  const [text, setText] = useState(() =>
    limit.amount === undefined ? '' : decimalText({ minorUnits: limit.amount, currency }),
  )
  const [count, setCount] = useState(limit.count === undefined ? '' : String(limit.count))
  const [label, setLabel] = useState(limit.label ?? '')
  const save = useChange<LimitAnswer>(changedLimits, (answer) => {
    tellsWhatBecame(answer, 'The limit is changed')
    onClose()
  })
  const amount = readAmount(text, { minorUnits: mostDigits, currency })
  const submit = () =>
    save.mutate({
      method: 'PUT',
      path: limitPath(limit),
      body: {
        ...(amount ? { amount: amount.minorUnits } : {}),
        ...(count !== '' ? { count: Number(count) } : {}),
        ...(label.trim() === '' ? {} : { label: label.trim() }),
      },
    })
  return (
    <FormDialog
      title="Change this limit"
      submitLabel="Change"
      problem={save.error}
      isPending={save.isPending}
      onSubmit={() => (text === '' || amount) && submit()}
      onClose={onClose}
    >
      <Text size="sm">
        In {windowWords(window)}. Lower bounds hold at once; what lets more through waits for
        somebody else, unless the installation leaves that to one.
      </Text>
      <TextInput
        label="At most"
        description="Left out: any amount"
        inputMode="decimal"
        data-autofocus
        rightSection={<span style={{ fontSize: '0.75rem' }}>{currency}</span>}
        rightSectionWidth={48}
        error={text !== '' && !amount ? 'Not an amount' : null}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {window.per !== 'payment' && (
        <WholeNumber
          label="Payments at most"
          description="Left out: any number"
          value={count}
          onChange={setCount}
        />
      )}
      <TextInput
        label="Name"
        description="Left out: the account's or rail's own"
        maxLength={80}
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
    </FormDialog>
  )
}
