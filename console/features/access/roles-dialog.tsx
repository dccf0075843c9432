import { useState, type ReactElement } from 'react'
import type { User } from '../../../contexts/access/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { userList } from './access-queries.ts'
import { RoleChoice } from './role-choice.tsx'
import { userRoleOptions, type Role } from './roles.ts'
import { useChange } from './use-change.ts'

export const RolesDialog = ({
  user,
  onClose,
}: {
  user: User
  onClose: () => void
}): ReactElement => {
  const [roles, setRoles] = useState<readonly Role[]>(user.roles)
  const change = useChange({ path: '/v1/users', queryKey: userList.queryKey }, onClose)
  return (
    <FormDialog
      title={`Roles of ${user.displayName ?? 'somebody who was erased'}`}
      submitLabel="Change"
      problem={change.error}
      isPending={change.isPending}
      onClose={onClose}
      onSubmit={() =>
        change.mutate({ method: 'POST', path: `/v1/users/${user.userId}/roles`, body: { roles } })
      }
    >
      <RoleChoice options={userRoleOptions} value={roles} onChange={setRoles} />
    </FormDialog>
  )
}
