import { Select, Switch, Text, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { formatMoney, type Money } from '../../ui/money.ts'
import { AmountInput, amountText, readAmount } from './amount-input.tsx'
import { usePaymentAction } from './use-payment-action.ts'

interface DialogProps {
  readonly payment: PaymentShown
  readonly onClose: () => void
}

const pathOf = ({ paymentId }: PaymentShown, verb: string): string =>
  `/v1/payments/${encodeURIComponent(paymentId)}/${verb}`
interface ReasonInputProps {
  readonly label?: string
  readonly value: string
  readonly onChange: (reason: string) => void
}

export const ReasonInput = ({
  label = 'Reason',
  value,
  onChange,
}: ReasonInputProps): ReactElement => (
  <TextInput
    label={label}
    data-autofocus
    required
    withAsterisk={false}
    minLength={3}
    maxLength={300}
    value={value}
    onChange={({ currentTarget }) => onChange(currentTarget.value)}
  />
)

const saidOf =
  (kind: string) =>
  ({ approvalId }: { readonly approvalId?: string }): string =>
    approvalId === undefined
      ? `The ${kind} goes to the rail`
      : `The ${kind} waits for somebody else to approve it`

export const CaptureDialog = ({
  payment,
  held,
  onClose,
}: DialogProps & { held: Money }): ReactElement => {
  const [text, setText] = useState(() => amountText(held))
  const [isFinal, setFinal] = useState(false)
  const capture = usePaymentAction(
    payment.paymentId,
    pathOf(payment, 'captures'),
    saidOf('capture'),
    onClose,
  )
  const amount = readAmount(text, held)
  return (
    <FormDialog
      title="Capture"
      submitLabel={amount ? `Capture ${formatMoney(amount)}` : 'Capture'}
      problem={capture.error}
      isPending={capture.isPending}
      onSubmit={() => amount && capture.mutate({ amount, final: isFinal })}
      onClose={onClose}
    >
      <AmountInput label="Amount" max={held} value={text} onChange={setText} />
      <Switch
        label="The last one: give the rest back"
        checked={isFinal}
        onChange={({ currentTarget }) => setFinal(currentTarget.checked)}
      />
    </FormDialog>
  )
}

export const VoidDialog = ({
  payment,
  held,
  onClose,
}: DialogProps & { held: Money }): ReactElement => {
  const giveBack = usePaymentAction(
    payment.paymentId,
    pathOf(payment, 'void'),
    'What was held is given back',
    onClose,
  )
  return (
    <FormDialog
      title="Give back what is held"
      submitLabel={`Void ${formatMoney(held)}`}
      problem={giveBack.error}
      isPending={giveBack.isPending}
      onSubmit={() => giveBack.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">Nothing more can be captured then. What was captured stays captured.</Text>
    </FormDialog>
  )
}

const reasons = [
  { value: 'requested-by-payer', label: 'The payer asked for it' },
  { value: 'duplicate', label: 'It was paid twice' },
  { value: 'fraudulent', label: 'It was fraud' },
  { value: 'mistaken', label: 'It was a mistake' },
]

export const RefundDialog = ({
  payment,
  refundable,
  onClose,
}: DialogProps & { refundable: Money }): ReactElement => {
  const [text, setText] = useState(() => amountText(refundable))
  const [reason, setReason] = useState('requested-by-payer')
  const refund = usePaymentAction(
    payment.paymentId,
    pathOf(payment, 'refunds'),
    saidOf('refund'),
    onClose,
  )
  const amount = readAmount(text, refundable)
  return (
    <FormDialog
      title="Refund"
      submitLabel={amount ? `Refund ${formatMoney(amount)}` : 'Refund'}
      problem={refund.error}
      isPending={refund.isPending}
      onSubmit={() => amount && refund.mutate({ amount, reason })}
      onClose={onClose}
    >
      <AmountInput label="Amount" max={refundable} value={text} onChange={setText} />
      <Select
        label="Reason"
        data={reasons}
        allowDeselect={false}
        value={reason}
        onChange={(chosen) => setReason(chosen ?? reason)}
      />
    </FormDialog>
  )
}

/** Nobody but the rail can stop it then. */
const isWithRail = ({ status }: PaymentShown): boolean =>
  status === 'submitted' || status === 'pending'

export const CancelDialog = ({ payment, onClose }: DialogProps): ReactElement => {
  const [reason, setReason] = useState('')
  const cancel = usePaymentAction(
    payment.paymentId,
    pathOf(payment, 'cancel'),
    isWithRail(payment) ? 'The rail is asked to take it back' : 'The payment is cancelled',
    onClose,
  )
  return (
    <FormDialog
      title="Cancel this payment"
      submitLabel="Cancel the payment"
      problem={cancel.error}
      isPending={cancel.isPending}
      onSubmit={() => cancel.mutate({ reason: reason.trim() })}
      onClose={onClose}
    >
      <Text size="sm">
        {isWithRail(payment)
          ? 'The rail has it, and is asked to take it back. Until it says so the payment goes on.'
          : 'No rail has it yet. It ends here, and is never handed over.'}
      </Text>
      <ReasonInput value={reason} onChange={setReason} />
    </FormDialog>
  )
}
