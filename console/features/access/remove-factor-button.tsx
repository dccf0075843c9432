import { Button, Text } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { useFactorChange } from './use-factor-change.ts'

interface RemoveFactorButtonProps {
  readonly factorId: string
  readonly name: string
}

export const RemoveFactorButton = ({ factorId, name }: RemoveFactorButtonProps): ReactElement => {
  const [isAsking, setAsking] = useState(false)
  const remove = useFactorChange(() => setAsking(false))
  return (
    <>
      <Button
        size="xs"
        variant="subtle"
        color="red"
        aria-label={`Remove ${name}`}
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      {isAsking && (
        <FormDialog
          title={`Remove ${name}?`}
          submitLabel="Remove"
          problem={remove.error}
          isPending={remove.isPending}
          onClose={() => setAsking(false)}
          onSubmit={() =>
            remove.mutate({ method: 'DELETE', path: `/v1/account/factors/${factorId}` })
          }
        >
          <Text size="sm">
            It opens your account no longer. If it is the last one, your recovery codes are void as
            well, and the password alone is left.
          </Text>
        </FormDialog>
      )}
    </>
  )
}
