import { Button, Text, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { StatementLineShown } from '../../../contexts/payments/statements/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { useChange } from '../access/use-change.ts'
import { useMay } from '../access/use-session.ts'
import { ReasonInput } from './payment-dialogs.tsx'

const changedStatements = { path: '/v1/statement-lines', queryKey: ['bank-statements'] } as const

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Matches a line by hand, or takes it out of its match, for operators. */
export const LineActions = ({ line }: { line: StatementLineShown }): ReactElement | null => {
  const mayMatch = useMay('operator')
  const [isOpen, setOpen] = useState(false)
  if (!mayMatch || line.match === 'open') return null
  const Dialog = line.match === 'matched' ? UnmatchDialog : MatchDialog
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
        {line.match === 'matched' ? 'Unmatch…' : 'Match…'}
      </Button>
      {isOpen && <Dialog line={line} onClose={() => setOpen(false)} />}
    </>
  )
}

interface DialogProps {
  readonly line: StatementLineShown
  readonly onClose: () => void
}

const pathOf = ({ statementId, line }: StatementLineShown, verb: string): string =>
  `/v1/bank-statements/${encodeURIComponent(statementId)}/lines/${line}/${verb}`

const MatchDialog = ({ line, onClose }: DialogProps): ReactElement => {
  const [paymentId, setPaymentId] = useState('')
  const [reason, setReason] = useState('')
  const match = useChange(changedStatements, onClose)
  // The address of a payment in the console ends with its id.
  const id = paymentId.trim().split('/').at(-1) ?? ''
  const isId = uuid.test(id)
  return (
    <FormDialog
      title={`Match line ${line.line} by hand`}
      submitLabel="Match"
      problem={match.error}
      isPending={match.isPending}
      onSubmit={() =>
        isId &&
        match.mutate({
          method: 'POST',
          path: pathOf(line, 'match'),
          body: { paymentId: id, reason: reason.trim() },
        })
      }
      onClose={onClose}
    >
      <Text size="sm">
        Which payment is it about? The amount may differ; the reason says why, in the clear: name
        nobody in it.
      </Text>
      <TextInput
        label="Payment"
        placeholder="Its id, or its address"
        data-autofocus
        required
        withAsterisk={false}
        error={paymentId !== '' && !isId ? 'Not the id of a payment' : null}
        value={paymentId}
        onChange={({ currentTarget }) => setPaymentId(currentTarget.value)}
      />
      <ReasonInput value={reason} onChange={setReason} />
    </FormDialog>
  )
}

const UnmatchDialog = ({ line, onClose }: DialogProps): ReactElement => {
  const [reason, setReason] = useState('')
  const unmatch = useChange(changedStatements, onClose)
  return (
    <FormDialog
      title={`Take line ${line.line} out of its match`}
      submitLabel="Unmatch"
      problem={unmatch.error}
      isPending={unmatch.isPending}
      onSubmit={() =>
        unmatch.mutate({
          method: 'POST',
          path: pathOf(line, 'unmatch'),
          body: { reason: reason.trim() },
        })
      }
      onClose={onClose}
    >
      <Text size="sm">
        It stays unmatched until somebody matches it. The payment is free for another line.
      </Text>
      <ReasonInput value={reason} onChange={setReason} />
    </FormDialog>
  )
}

/** Looks again at the lines of a statement that no payment was known for. */
export const MatchAgain = ({ statementId }: { statementId: string }): ReactElement | null => {
  const mayMatch = useMay('operator')
  const again = useChange(changedStatements)
  if (!mayMatch) return null
  if (again.error) return <ProblemNotice problem={again.error} onRetry={again.reset} />
  return (
    <Button
      size="xs"
      variant="default"
      loading={again.isPending}
      onClick={() =>
        again.mutate({
          method: 'POST',
          path: `/v1/bank-statements/${encodeURIComponent(statementId)}/match-again`,
        })
      }
    >
      Look again
    </Button>
  )
}
