import { Button, Group, Text } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useMay } from '../access/use-session.ts'
import { ReasonInput } from './payment-dialogs.tsx'
import { ResumeButton } from './resume-button.tsx'
import { usePaymentAction } from './use-payment-action.ts'

interface OperatorActionsProps {
  readonly payment: PaymentShown
  /** It waits, or nobody knows what became of it: there may be a next step. */
  readonly isStuck: boolean
}

type Action = 'give-up' | 'mark-handled'

/** What an operator may do about a payment that is stuck or that needs somebody. */
export const OperatorActions = ({
  payment,
  isStuck,
}: OperatorActionsProps): ReactElement | null => {
  const mayAct = useMay('operator')
  const [open, setOpen] = useState<Action>()
  const { paymentId, operatorActions = [] } = payment
  const may = (action: Action) => operatorActions.includes(action)
  const mayResume = isStuck && (operatorActions.length === 0 || operatorActions.includes('resume'))
  if (!mayAct || !(mayResume || operatorActions.length > 0)) return null
  return (
    <Group gap="xs">
      {mayResume && <ResumeButton paymentId={paymentId} />}
      {may('give-up') && (
        <Button variant="default" onClick={() => setOpen('give-up')}>
          Give up…
        </Button>
      )}
      {may('mark-handled') && (
        <Button variant="default" onClick={() => setOpen('mark-handled')}>
          Mark as handled…
        </Button>
      )}
      {open && (
        <NoteDialog paymentId={paymentId} action={open} onClose={() => setOpen(undefined)} />
      )}
    </Group>
  )
}

const words = {
  'give-up': {
    title: 'Let no further transfer follow',
    submit: 'Give up',
    said: 'The payment is rejected, as the rail said',
    text: 'The payment ends as the rail has rejected it. Nothing has moved, and nothing will.',
  },
  'mark-handled': {
    title: 'Somebody has looked at it',
    submit: 'Mark as handled',
    said: 'It no longer needs attention',
    text: 'Nothing moves by this: the payment leaves the list of those that need attention.',
  },
} as const

interface NoteDialogProps {
  readonly paymentId: string
  readonly action: Action
  readonly onClose: () => void
}

const NoteDialog = ({ paymentId, action, onClose }: NoteDialogProps): ReactElement => {
  const [note, setNote] = useState('')
  const { title, submit, said, text } = words[action]
  const path = `/v1/payments/${encodeURIComponent(paymentId)}/${action}`
  const act = usePaymentAction(paymentId, path, said, onClose)
  return (
    <FormDialog
      title={title}
      submitLabel={submit}
      problem={act.error}
      isPending={act.isPending}
      onSubmit={() => act.mutate({ note: note.trim() })}
      onClose={onClose}
    >
      <Text size="sm">{text} The note is kept in the clear: name nobody in it.</Text>
      <ReasonInput label="What was done" value={note} onChange={setNote} />
    </FormDialog>
  )
}
