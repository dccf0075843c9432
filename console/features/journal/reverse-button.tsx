import { Button, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { TransactionShown } from '../../../contexts/payments/journal/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useChange } from '../access/use-change.ts'
import { changedAccounts } from './account-queries.ts'
import { useKeeper } from './use-keeper.ts'

/** Offered once, and of no transaction that takes back another one. */
export const ReverseButton = ({
  transaction,
}: {
  transaction: TransactionShown
}): ReactElement | null => {
  const mayKeep = useKeeper()
  const [isAsking, setAsking] = useState(false)
  const { reverses, reversedBy } = transaction
  if (!mayKeep || reverses !== undefined || reversedBy !== undefined) return null
  return (
    <div>
      <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
        Take it back…
      </Button>
      {isAsking && <ReverseDialog transaction={transaction} onClose={() => setAsking(false)} />}
    </div>
  )
}

interface ReverseDialogProps {
  readonly transaction: TransactionShown
  readonly onClose: () => void
}

const ReverseDialog = ({
  transaction: { transactionId },
  onClose,
}: ReverseDialogProps): ReactElement => {
  const client = useQueryClient()
  const [description, setDescription] = useState('')
  const reverse = useChange<{ position: string }>(changedAccounts, () => {
    onClose()
    notifications.show({ message: 'The transaction is taken back' })
    void client.invalidateQueries({ queryKey: ['journal-transactions', transactionId] })
  })
  const said = description.trim()
  return (
    <FormDialog
      title="Take a transaction back"
      submitLabel="Post the reversal"
      problem={reverse.error}
      isPending={reverse.isPending}
      onSubmit={() =>
        reverse.mutate({
          method: 'POST',
          path: `/v1/journal-transactions/${encodeURIComponent(transactionId)}/reversals`,
          body: said === '' ? {} : { description: said },
        })
      }
      onClose={onClose}
    >
      <Text size="sm">
        What was posted stays in the books. Another transaction with every amount turned round is
        posted beside it, once.
      </Text>
      <TextInput
        label="Description"
        description="Why; name nobody in it"
        data-autofocus
        maxLength={140}
        value={description}
        onChange={({ currentTarget }) => setDescription(currentTarget.value)}
      />
    </FormDialog>
  )
}
