import { Button } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { PaymentShown, PaymentStatus } from '../../../contexts/payments/contract.ts'
import type { Money } from '../../ui/money.ts'
import { useMay } from '../access/use-session.ts'
import { ApprovalActions } from './approval-actions.tsx'
import { CancelDialog, CaptureDialog, RefundDialog, VoidDialog } from './payment-dialogs.tsx'
import classes from './payment-parts.module.css'

type Action = 'capture' | 'void' | 'refund' | 'cancel'

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
  const [open, setOpen] = useState<Action>()
  const { status } = payment
  const held = capturableOf(payment)
  const refundable = refundableOf(payment)
  const waits = status === 'awaiting-approval'
  const isHeld = payment.held !== undefined && payment.held.minorUnits !== '0'
  const actions: readonly Action[] = [
    ...(held && mayPay ? (['capture'] as const) : []),
    ...(isHeld && mayPay ? (['void'] as const) : []),
    ...(refundable && mayPay ? (['refund'] as const) : []),
    ...(mayPay && cancellable.has(status) ? (['cancel'] as const) : []),
  ]
  if (actions.length === 0 && !waits) return null
  const close = () => setOpen(undefined)
  const common = { payment, onClose: close }
  return (
    <div className={classes['actions']}>
      {waits && <ApprovalActions asked={{ ...payment, kind: 'payment' }} />}
      {actions.map((action) => (
        <Button
          key={action}
          size="xs"
          variant={action === 'capture' ? 'filled' : 'default'}
          onClick={() => setOpen(action)}
        >
          {labels[action]}
        </Button>
      ))}
      {open === 'capture' && held && <CaptureDialog {...common} held={held} />}
      {open === 'void' && payment.held && <VoidDialog {...common} held={payment.held} />}
      {open === 'refund' && refundable && <RefundDialog {...common} refundable={refundable} />}
      {open === 'cancel' && <CancelDialog {...common} />}
    </div>
  )
}

const labels: Readonly<Record<Action, string>> = {
  capture: 'Capture…',
  void: 'Void…',
  refund: 'Refund…',
  cancel: 'Cancel payment…',
}

/** What has settled and is neither given back, nor on its way, nor disputed. */
export const refundableOf = (payment: PaymentShown): Money | undefined => {
  const { settled, refunding, refunded, disputed, refundsAwaitingApproval } = payment
  return leftOf(settled, [refunding, refunded, disputed, refundsAwaitingApproval])
}

/** What is held and nobody has asked for yet. */
const capturableOf = ({ held, capturesAwaitingApproval }: PaymentShown): Money | undefined =>
  leftOf(held, [capturesAwaitingApproval])

const leftOf = (all: Money | undefined, gone: readonly (Money | undefined)[]) => {
  const left = gone.reduce(
    (sum, money) => sum - BigInt(money?.minorUnits ?? 0),
    BigInt(all?.minorUnits ?? 0),
  )
  return all && left > 0n ? { minorUnits: left.toString(), currency: all.currency } : undefined
}
