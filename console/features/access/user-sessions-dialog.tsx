import { Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import type { User } from '../../../contexts/access/contract.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { sessionsOf } from './account-queries.ts'
import { SessionLines } from './session-lines.tsx'
import { useChange } from './use-change.ts'

interface UserSessionsDialogProps {
  readonly user: User
  readonly onClose: () => void
}

/** Where somebody else is signed in, and the end of it. */
export const UserSessionsDialog = ({ user, onClose }: UserSessionsDialogProps): ReactElement => {
  const asked = sessionsOf(user.userId)
  const sessions = useQuery(asked)
  const path = `/v1/users/${user.userId}/sessions`
  const end = useChange({ path, queryKey: asked.queryKey })
  const items = sessions.data?.items
  return (
    <Dialog
      centered
      size={620}
      title={`Sessions of ${user.displayName ?? 'somebody who was erased'}`}
      onClose={onClose}
    >
      <Stack gap="md">
        {sessions.error && !items && (
          <ProblemNotice problem={sessions.error} onRetry={sessions.refetch} />
        )}
        {end.error && <ProblemNotice problem={end.error} />}
        {items?.length === 0 && (
          <Text size="sm" c="dimmed">
            Not signed in anywhere.
          </Text>
        )}
        {items && items.length > 0 && (
          <div>
            <SessionLines sessions={items} />
          </div>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            color="red"
            disabled={!items || items.length === 0}
            loading={end.isPending}
            onClick={() => end.mutate({ method: 'POST', path: `${path}/end` })}
          >
            Sign out everywhere
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
