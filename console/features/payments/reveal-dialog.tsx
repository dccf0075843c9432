import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState, type SyntheticEvent, type ReactElement } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { useAction } from '../../api/action.ts'
import { call } from '../../api/client.ts'
import { ProblemNotice } from '../../ui/notice.tsx'

export interface RevealedParty {
  readonly name: string | null
  readonly account: string | null
  readonly agentBic?: string
  readonly country?: string
  readonly subject: string
  readonly erased?: true
}

export interface Revealed {
  readonly debtor: RevealedParty
  readonly creditor: RevealedParty
  readonly remittance: string | null
  readonly details?: RevealedDetails
}

/** What the payer said beyond the payment itself. */
export interface RevealedDetails {
  readonly ultimateDebtor?: string
  readonly ultimateCreditor?: string
  readonly creditorReference?: string
  readonly documents?: readonly string[]
  readonly regulatory?: readonly string[]
  readonly debtorLei?: string
  readonly creditorLei?: string
  readonly debtorAddress?: string
  readonly creditorAddress?: string
}

interface RevealDialogProps {
  readonly paymentId: string
  readonly onClose: () => void
  readonly onRevealed: (revealed: Revealed) => void
}

// The bounds of the API.
const reasonLengthMin = 5
const reasonLengthMax = 200

/** Asks why before personal data is shown. What is shown stays on this page alone. */
export const RevealDialog = ({
  paymentId,
  onClose,
  onRevealed,
}: RevealDialogProps): ReactElement => {
  const [reason, setReason] = useState('')
  const reveal = useAction<string, Revealed>(
    async (why, idempotencyKey) =>
      call(`/v1/payments/${encodeURIComponent(paymentId)}/reveal`, {
        method: 'POST',
        body: { reason: why },
        idempotencyKey,
      }),
    onRevealed,
  )
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    reveal.mutate(reason.trim())
  }
  return (
    <Dialog onClose={onClose} title="Show names and accounts" size={430} centered>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            Your name, the time and this reason are written down before anything is shown.
          </Text>
          {reveal.error && <ProblemNotice problem={reveal.error} />}
          <TextInput
            label="Reason"
            placeholder="The payer asks about it, ticket 4711"
            data-autofocus
            required
            withAsterisk={false}
            minLength={reasonLengthMin}
            maxLength={reasonLengthMax}
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              loading={reveal.isPending}
              disabled={reason.trim().length < reasonLengthMin}
            >
              Reveal
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
