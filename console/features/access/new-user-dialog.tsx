import { PasswordInput, TextInput } from '@mantine/core'
import { useState, type ReactElement } from 'react'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { userList } from './access-queries.ts'
import { RoleChoice } from './role-choice.tsx'
import { userRoleOptions, type Role } from './roles.ts'
import { useChange } from './use-change.ts'

// The bounds of the API.
export const passwordLength = { minLength: 12, maxLength: 200 }

export const NewUserDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const [username, setUsername] = useState('')
  const [displayName, setDisplayName] = useState('')
  const [password, setPassword] = useState('')
  const [roles, setRoles] = useState<readonly Role[]>(['viewer'])
  const create = useChange({ path: '/v1/users', queryKey: userList.queryKey }, onClose)
  return (
    <FormDialog
      title="New user"
      submitLabel="Create"
      problem={create.error}
      isPending={create.isPending}
      onClose={onClose}
      onSubmit={() =>
        create.mutate({
          method: 'POST',
          path: '/v1/users',
          body: { username: username.trim(), displayName: displayName.trim(), password, roles },
        })
      }
    >
      <TextInput
        label="User name"
        required
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        pattern="[A-Za-z0-9][A-Za-z0-9._@+\-]{1,63}"
        value={username}
        onChange={({ currentTarget }) => setUsername(currentTarget.value)}
      />
      <TextInput
        label="Display name"
        required
        maxLength={100}
        value={displayName}
        onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        description="At least twelve characters; long rather than intricate"
        required
        autoComplete="new-password"
        {...passwordLength}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
      />
      <RoleChoice options={userRoleOptions} value={roles} onChange={setRoles} />
    </FormDialog>
  )
}
