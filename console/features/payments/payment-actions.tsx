import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { PaymentShown, PaymentStatus } from '../../../contexts/payments/contract.ts'
import { CheckIcon, CloseIcon } from '../../ui/icons.tsx'
import type { Money } from '../../ui/money.ts'
import { useMay } from '../access/use-session.ts'
import {
  ApproveDialog,
  CancelDialog,
  CaptureDialog,
  DenyDialog,
  RefundDialog,
  VoidDialog,
} from './payment-dialogs.tsx'
import classes from './payment-parts.module.css'

type Action = 'approve' | 'deny' | 'capture' | 'void' | 'refund' | 'cancel'

const cancellable: ReadonlySet<PaymentStatus> = new Set([
  'awaiting-approval',
  'scheduled',
  'validated',
  'awaiting-retry',
  'submitted',
  'pending',
])

/** What may be done with a payment as it stands, for whoever may do it. */
export const PaymentActions = ({ payment }: { payment: PaymentShown }): ReactElement | null => {
  const mayPay = useMay('operator', 'administrator')
  const mayApprove = useMay('approver')
  const [open, setOpen] = useState<Action>()
  const { status, held } = payment
  const refundable = refundableOf(payment)
  const waits = status === 'awaiting-approval'
  const isHeld = held !== undefined && held.minorUnits !== '0'
  const actions: readonly Action[] = [
    ...(waits && mayApprove ? (['approve', 'deny'] as const) : []),
    ...(isHeld && mayPay ? (['capture', 'void'] as const) : []),
    ...(refundable && mayPay ? (['refund'] as const) : []),
    ...(mayPay && cancellable.has(status) ? (['cancel'] as const) : []),
  ]
  if (actions.length === 0) return null
  const close = () => setOpen(undefined)
  const common = { payment, onClose: close }
  return (
    <div className={classes['actions']}>
      {actions.map((action) => (
        <Button
          key={action}
          size="xs"
          variant={action === 'approve' || action === 'capture' ? 'filled' : 'default'}
          leftSection={
            action === 'approve' ? (
              <CheckIcon size={13} />
            ) : action === 'deny' ? (
              <CloseIcon size={13} />
            ) : null
          }
          onClick={() => setOpen(action)}
        >
          {labels[action]}
        </Button>
      ))}
      {open === 'approve' && <ApproveDialog {...common} />}
      {open === 'deny' && <DenyDialog {...common} />}
      {open === 'capture' && held && <CaptureDialog {...common} held={held} />}
      {open === 'void' && held && <VoidDialog {...common} held={held} />}
      {open === 'refund' && refundable && <RefundDialog {...common} refundable={refundable} />}
      {open === 'cancel' && <CancelDialog {...common} />}
    </div>
  )
}

const labels: Readonly<Record<Action, string>> = {
  approve: 'Approve…',
  deny: 'Deny…',
  capture: 'Capture…',
  void: 'Void…',
  refund: 'Refund…',
  cancel: 'Cancel payment…',
}

/** What has settled and is neither given back, nor on its way, nor disputed. */
export const refundableOf = (payment: PaymentShown): Money | undefined => {
  const { settled, refunding, refunded, disputed } = payment
  if (!settled) return undefined
  const gone = [refunding, refunded, disputed].reduce(
    (sum, money) => sum + BigInt(money?.minorUnits ?? 0),
    0n,
  )
  const left = BigInt(settled.minorUnits) - gone
  return left > 0n ? { minorUnits: left.toString(), currency: settled.currency } : undefined
}
