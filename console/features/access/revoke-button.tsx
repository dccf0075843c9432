import { Button, Text } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import type { ApiKey } from '../../../contexts/access/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { apiKeyList } from './access-queries.ts'
import { useChange } from './use-change.ts'

export const RevokeButton = ({ apiKey }: { apiKey: ApiKey }): ReactElement => {
  const [isAsking, setAsking] = useState(false)
  const revoke = useChange({ path: '/v1/api-keys', queryKey: apiKeyList.queryKey }, () =>
    setAsking(false),
  )
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        Revoke
      </Button>
      {isAsking && (
        <FormDialog
          title={`Revoke the key of ${apiKey.label}`}
          submitLabel="Revoke"
          problem={revoke.error}
          isPending={revoke.isPending}
          onClose={() => setAsking(false)}
          onSubmit={() => revoke.mutate({ method: 'DELETE', path: `/v1/api-keys/${apiKey.keyId}` })}
        >
          <Text size="sm">
            The program is shut out within seconds, everywhere. This cannot be undone; it can be
            given a new key.
          </Text>
        </FormDialog>
      )}
    </>
  )
}
