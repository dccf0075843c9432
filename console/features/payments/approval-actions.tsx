import { Button, Text } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { ApprovalShown } from '../../../contexts/payments/transfers/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { formatMoney } from '../../ui/money.ts'
import { useMay } from '../access/use-session.ts'
import { ReasonInput } from './payment-dialogs.tsx'
import classes from './payment-parts.module.css'
import { usePaymentAction } from './use-payment-action.ts'

type Asked = Pick<ApprovalShown, 'paymentId' | 'kind' | 'number' | 'amount'>
type Action = 'approve' | 'deny' | 'withdraw'

const labels: Readonly<Record<Action, string>> = {
  approve: 'Approve…',
  deny: 'Deny…',
  withdraw: 'Withdraw…',
}

/** What may be done with something that waits for a second pair of eyes, for whoever may do it. */
export const ApprovalActions = ({ asked }: { asked: Asked }): ReactElement | null => {
  const mayApprove = useMay('approver')
  const mayWithdraw = useMay('operator', 'administrator') && asked.number !== undefined
  const [open, setOpen] = useState<Action>()
  const actions: readonly Action[] = [
    ...(mayApprove ? (['approve', 'deny'] as const) : []),
    ...(mayWithdraw ? (['withdraw'] as const) : []),
  ]
  if (actions.length === 0) return null
  const close = () => setOpen(undefined)
  return (
    <div className={classes['actions']}>
      {actions.map((action) => (
        <Button
          key={action}
          size="compact-xs"
          variant={action === 'approve' ? 'filled' : 'default'}
          aria-label={`${labels[action]} ${formatMoney(asked.amount)}`}
          onClick={() => setOpen(action)}
        >
          {labels[action]}
        </Button>
      ))}
      {open && <ApprovalDialog asked={asked} action={open} onClose={close} />}
    </div>
  )
}

interface ApprovalDialogProps {
  readonly asked: Asked
  readonly action: Action
  readonly onClose: () => void
}

const pathOf = ({ paymentId, number }: Asked, action: Action): string =>
  `/v1/approvals/${[paymentId, ...(number === undefined ? [] : [number]), action].join('/')}`

const verbs = { approve: 'Approve', deny: 'Deny', withdraw: 'Withdraw' } as const
const done = { approve: 'approved', deny: 'denied', withdraw: 'withdrawn' } as const

const ApprovalDialog = ({ asked, action, onClose }: ApprovalDialogProps): ReactElement => {
  const { paymentId, kind, amount } = asked
  const [reason, setReason] = useState('')
  const act = usePaymentAction(
    paymentId,
    pathOf(asked, action),
    `The ${kind} is ${done[action]}`,
    onClose,
  )
  return (
    <FormDialog
      title={`${verbs[action]} this ${kind}`}
      submitLabel={`${verbs[action]} ${formatMoney(amount)}`}
      problem={act.error}
      isPending={act.isPending}
      onSubmit={() => act.mutate(action === 'deny' ? { reason: reason.trim() } : undefined)}
      onClose={onClose}
    >
      <Text size="sm">{explained(asked, action)}</Text>
      {action === 'deny' && <ReasonInput value={reason} onChange={setReason} />}
    </FormDialog>
  )
}

const explained = ({ kind, amount }: Asked, action: Action): string => {
  switch (action) {
    case 'approve':
      return `${formatMoney(amount)} goes to the rail${
        kind === 'payment' ? ', unless its day is still to come' : ''
      }. What you proposed yourself is for somebody else to approve.`
    case 'deny':
      return 'It ends here. The reason is kept in the clear: name nobody in it.'
    case 'withdraw':
      return 'Nobody can approve it then. It may be asked for again.'
  }
}
