import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { Copy } from '../../ui/copy.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { apiKeyList } from './access-queries.ts'
import classes from './secret.module.css'
import { RoleChoice } from './role-choice.tsx'
import { keyRoleOptions, type Role } from './roles.ts'
import { useChange } from './use-change.ts'

interface Issued {
  readonly keyId: string
  readonly key: string
  readonly position: string
}

// The bounds of the API.
const lifetimeDays = { usual: 90, max: 366 }

export const NewApiKeyDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [label, setLabel] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>(['service'])
  const [expiresInDays, setExpiresInDays] = useState(String(lifetimeDays.usual))
  const [issued, setIssued] = useState<Issued>()
  const issue = useChange<Issued>(
    { path: '/v1/api-keys', queryKey: apiKeyList.queryKey },
    setIssued,
  )
  if (issued) return <IssuedKey secret={issued.key} onClose={onClose} />
  return (
    <FormDialog
      title="New API key"
      submitLabel="Issue"
      problem={issue.error}
      isPending={issue.isPending}
      onClose={onClose}
      onSubmit={() =>
        issue.mutate({
          method: 'POST',
          path: '/v1/api-keys',
          body: { label: label.trim(), roles, expiresInDays: Number(expiresInDays) },
        })
      }
    >
      <TextInput
        label="Program"
        description="What it is for; name no person"
        placeholder="Treasury export"
        required
        data-autofocus
        maxLength={80}
        value={label}
        onChange={({ currentTarget }) => setLabel(currentTarget.value)}
      />
      <TextInput
        type="number"
        label="Expires in days"
        required
        withAsterisk={false}
        min={1}
        max={lifetimeDays.max}
        step={1}
        value={expiresInDays}
        onChange={({ currentTarget }) => setExpiresInDays(currentTarget.value)}
      />
      <RoleChoice options={keyRoleOptions} value={roles} onChange={setRoles} />
    </FormDialog>
  )
}

const IssuedKey = ({ secret, onClose }: { secret: string; onClose: () => void }): ReactElement => (
  // Closed by its button alone: a click beside it must not lose the key.
  <Dialog
    onClose={onClose}
    title="The new API key"
    size={520}
    centered
    closeOnClickOutside={false}
    closeOnEscape={false}
    withCloseButton={false}
  >
    <Stack gap="md">
      <Notice tone="amber" title="Copy it now">
        It is shown here and never again. Whoever has it can act as this program.
      </Notice>
      <div className={classes['secret']}>
        <code className="mono">{secret}</code>
        <Copy value={secret} label="Copy the key" />
      </div>
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  </Dialog>
)
