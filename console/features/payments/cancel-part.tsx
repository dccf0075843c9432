import { Button, Text } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useMay } from '../access/use-session.ts'
import { ReasonInput } from './payment-dialogs.tsx'
import { usePaymentAction } from './use-payment-action.ts'

interface CancelPartProps {
  readonly paymentId: string
  readonly kind: 'capture' | 'refund'
  readonly number: number
  readonly status: string
}

const cancellable: ReadonlySet<string> = new Set(['requested', 'submitted', 'pending'])

/** Takes back a capture or a refund that has not ended. */
export const CancelPart = (props: CancelPartProps): ReactElement | null => {
  const mayPay = useMay('operator', 'administrator')
  const [isOpen, setOpen] = useState(false)
  if (!mayPay || !cancellable.has(props.status)) return null
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
        Cancel {props.kind}…
      </Button>
      {isOpen && <CancelDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

const CancelDialog = ({
  paymentId,
  kind,
  number,
  onClose,
}: CancelPartProps & { readonly onClose: () => void }): ReactElement => {
  const [reason, setReason] = useState('')
  const path = `/v1/payments/${encodeURIComponent(paymentId)}/${kind}s/${number}/cancel`
  const cancel = usePaymentAction(paymentId, path, `The ${kind} is being taken back`, onClose)
  return (
    <FormDialog
      title={`Cancel this ${kind}`}
      submitLabel={`Cancel the ${kind}`}
      problem={cancel.error}
      isPending={cancel.isPending}
      onSubmit={() => cancel.mutate({ reason: reason.trim() })}
      onClose={onClose}
    >
      <Text size="sm">
        It ends here while no rail has it. A rail that has it is asked; until it says so the {kind}{' '}
        goes on.
      </Text>
      <ReasonInput value={reason} onChange={setReason} />
    </FormDialog>
  )
}

/** That its rail was asked to take it back, and what it said. */
export const cancellationWords = (
  cancellation: { readonly state: 'asked' | 'failed'; readonly because?: string } | undefined,
): string => {
  if (!cancellation) return ''
  return cancellation.state === 'asked'
    ? ' · the rail is asked to take it back'
    : ` · not taken back (${(cancellation.because ?? '').replaceAll('-', ' ')})`
}
