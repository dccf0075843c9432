import { Button, Select, Textarea } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { DisputeShown } from '../../../contexts/payments/transfers/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useMay } from '../access/use-session.ts'
import { usePaymentAction } from './use-payment-action.ts'

/** Evidence and outcome of a dispute that is open, for operators. */
export const DisputeActions = ({ dispute }: { dispute: DisputeShown }): ReactElement | null => {
  const mayAct = useMay('operator')
  const [open, setOpen] = useState<'evidence' | 'outcome'>()
  if (!mayAct) return null
  const close = () => setOpen(undefined)
  return (
    <>
      <Button size="compact-xs" variant="subtle" onClick={() => setOpen('evidence')}>
        Send evidence…
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => setOpen('outcome')}>
        Record the outcome…
      </Button>
      {open === 'evidence' && <EvidenceDialog dispute={dispute} onClose={close} />}
      {open === 'outcome' && <OutcomeDialog dispute={dispute} onClose={close} />}
    </>
  )
}

interface DisputeDialogProps {
  readonly dispute: DisputeShown
  readonly onClose: () => void
}

const pathOf = ({ paymentId, number }: DisputeShown, verb: string): string =>
  `/v1/payments/${encodeURIComponent(paymentId)}/disputes/${number}/${verb}`

const EvidenceDialog = ({ dispute, onClose }: DisputeDialogProps): ReactElement => {
  const [text, setText] = useState('')
  const path = pathOf(dispute, 'evidence')
  const send = usePaymentAction(dispute.paymentId, path, 'The evidence is kept, sealed', onClose)
  return (
    <FormDialog
      title="Send evidence"
      submitLabel="Send"
      problem={send.error}
      isPending={send.isPending}
      onSubmit={() => send.mutate({ text: text.trim() })}
      onClose={onClose}
    >
      <Textarea
        label="What speaks for the payment"
        description="Sealed with the payer's key"
        data-autofocus
        required
        withAsterisk={false}
        autosize
        minRows={4}
        maxRows={12}
        maxLength={4_000}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
    </FormDialog>
  )
}

const OutcomeDialog = ({ dispute, onClose }: DisputeDialogProps): ReactElement => {
  const [outcome, setOutcome] = useState<string | null>('won')
  const path = pathOf(dispute, 'outcome')
  const decide = usePaymentAction(dispute.paymentId, path, 'The outcome is recorded', onClose)
  return (
    <FormDialog
      title="Record how it was decided"
      submitLabel="Record"
      problem={decide.error}
      isPending={decide.isPending}
      onSubmit={() => decide.mutate({ outcome })}
      onClose={onClose}
    >
      <Select
        label="Outcome"
        allowDeselect={false}
        data={[
          { value: 'won', label: 'Won: the money stays' },
          { value: 'lost', label: 'Lost: the money goes back' },
        ]}
        value={outcome}
        onChange={setOutcome}
      />
    </FormDialog>
  )
}
