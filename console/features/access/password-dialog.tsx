import { PasswordInput, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, type ReactElement } from 'react'
import { sessionEnded } from '../../api/client.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { userList } from './access-queries.ts'
import { passwordLength } from './new-user-dialog.tsx'
import { useChange } from './use-change.ts'

interface PasswordDialogProps {
  readonly userId: string
  readonly isOwn: boolean
  readonly onClose: () => void
}

/** Sets a password. Every session of that person ends, one's own too. */
export const PasswordDialog = ({ userId, isOwn, onClose }: PasswordDialogProps): ReactElement => {
  const [currentPassword, setCurrentPassword] = useState('')
  const [password, setPassword] = useState('')
  const change = useChange({ path: '/v1/users', queryKey: userList.queryKey }, () => {
    notifications.show({ message: 'The password was changed' })
    onClose()
    if (isOwn) sessionEnded()
  })
  return (
    <FormDialog
      title={isOwn ? 'Change your password' : 'Set a password'}
      submitLabel="Change"
      problem={change.error}
      isPending={change.isPending}
      onClose={onClose}
      onSubmit={() =>
        change.mutate({
          method: 'POST',
          path: `/v1/users/${userId}/password`,
          body: { password, ...(isOwn ? { currentPassword } : {}) },
        })
      }
    >
      <Text size="sm" c="dimmed">
        {isOwn ? 'You will sign in again with the new one.' : 'Their sessions end at once.'}
      </Text>
      {isOwn && (
        <PasswordInput
          label="Present password"
          required
          autoComplete="current-password"
          data-autofocus
          value={currentPassword}
          onChange={({ currentTarget }) => setCurrentPassword(currentTarget.value)}
        />
      )}
      <PasswordInput
        label="New password"
        description="At least twelve characters; long rather than intricate"
        required
        autoComplete="new-password"
        {...passwordLength}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
    </FormDialog>
  )
}
