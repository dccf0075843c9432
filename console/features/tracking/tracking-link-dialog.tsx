import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import { Copy } from '../../ui/copy.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { formatInstant } from '../../ui/instants.ts'
import { useMay } from '../access/use-session.ts'

type Tracker = 'payer' | 'payee'

interface Link {
  readonly path: string
  readonly expiresAt: string
}

/** Makes a link for somebody without an account. */
export const TrackingLinkButton = ({ paymentId }: { paymentId: string }): ReactElement | null => {
  const [isOpen, setIsOpen] = useState(false)
  const mayMake = useMay('operator', 'administrator')
  if (!mayMake) return null
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setIsOpen(true)}>
        Make a tracking link
      </Button>
      {isOpen && <TrackingLinkDialog paymentId={paymentId} onClose={() => setIsOpen(false)} />}
    </>
  )
}

const TrackingLinkDialog = (props: { paymentId: string; onClose: () => void }): ReactElement => {
  const { paymentId, onClose } = props
  const [tracker, setTracker] = useState<Tracker>('payer')
  const make = useAction<Tracker, Link>(async (whom) =>
    call(`/v1/payments/${encodeURIComponent(paymentId)}/tracking-links`, {
      method: 'POST',
      body: { for: whom },
    }),
  )
  const choose = (value: string): void => {
    setTracker(value === 'payee' ? 'payee' : 'payer')
    make.reset()
  }
  return (
    <FormDialog
      title="Let somebody follow this payment"
      submitLabel="Make the link"
      problem={make.error}
      isPending={make.isPending}
      onSubmit={() => make.mutate(tracker)}
      onClose={onClose}
    >
      <SegmentedControl
        fullWidth
        value={tracker}
        onChange={choose}
        aria-label="Whom it is for"
        data={[
          { value: 'payer', label: 'For the payer' },
          { value: 'payee', label: 'For the payee' },
        ]}
      />
      {make.data ? <LinkShown link={make.data} /> : <p style={{ margin: 0 }}>{promise}</p>}
    </FormDialog>
  )
}

const promise =
  'Whoever has the link sees how far this payment has come, without an account: no names, no amount, no account ' +
  'numbers. It cannot be taken back, and ends by itself after thirty days.'

const LinkShown = ({ link: { path, expiresAt } }: { link: Link }): ReactElement => {
  const url = `${location.origin}${path}`
  return (
    <TextInput
      label="The link"
      description={`Good until ${formatInstant(expiresAt)}`}
      value={url}
      readOnly
      onFocus={({ currentTarget }) => currentTarget.select()}
      rightSection={<Copy value={url} label="Copy the link" />}
    />
  )
}
