import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ReactElement } from 'react'
import type { User } from '../../../contexts/access/contract.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { userList } from './access-queries.ts'
import { useChange } from './use-change.ts'

interface ResetFactorsDialogProps {
  readonly user: User
  readonly onClose: () => void
}

/** For somebody who lost their telephone and their recovery codes. */
export const ResetFactorsDialog = ({ user, onClose }: ResetFactorsDialogProps): ReactElement => {
  const reset = useChange({ path: '/v1/users', queryKey: userList.queryKey }, () => {
    notifications.show({ message: 'The second factors were taken off the account' })
    onClose()
  })
  return (
    <FormDialog
      title="Take the second factors off?"
      submitLabel="Take them off"
      problem={reset.error}
      isPending={reset.isPending}
      onClose={onClose}
      onSubmit={() =>
        reset.mutate({ method: 'POST', path: `/v1/users/${user.userId}/factors/reset` })
      }
    >
      <Text size="sm">
        The account of {user.displayName ?? 'this person'} then opens with its password alone, and
        all its sessions end. Make sure that it is really they who ask: this is how accounts are
        stolen.
      </Text>
    </FormDialog>
  )
}
