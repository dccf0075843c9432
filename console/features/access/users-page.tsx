import { ActionIcon, Button, Menu } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { User } from '../../../contexts/access/contract.ts'
import { MoreIcon, PlusIcon, ShieldIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import type { Tone } from '../../ui/tone.ts'
import { userList } from './access-queries.ts'
import { NewUserDialog } from './new-user-dialog.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { PolicyDialog } from './policy-dialog.tsx'
import { ResetFactorsDialog } from './reset-factors-dialog.tsx'
import { RolesDialog } from './roles-dialog.tsx'
import { roleLabel } from './roles.ts'
import { UserSessionsDialog } from './user-sessions-dialog.tsx'
import { useChange } from './use-change.ts'
import { useSession } from './use-session.ts'

const tones: Readonly<Record<User['status'], Tone>> = {
  active: 'green',
  locked: 'amber',
  disabled: 'grey',
}

const columns: readonly ListColumn<User>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ displayName, username, identityProvider }) => (
      <>
        <div style={{ fontWeight: 550 }}>{displayName ?? 'Erased'}</div>
        <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>
          {username}
          {identityProvider && ` · ${new URL(identityProvider).host}`}
        </div>
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status, lockedUntil }) => (
      <span>
        <Pill tone={tones[status]}>{status.charAt(0).toUpperCase() + status.slice(1)}</Pill>{' '}
        {lockedUntil && (
          <>
            until <Time at={lockedUntil} />
          </>
        )}
      </span>
    ),
  },
  { id: 'roles', header: 'Roles', cell: ({ roles }) => roles.map(roleLabel).join(', ') },
  {
    id: 'lastSignInAt',
    header: 'Last sign-in',
    cell: ({ lastSignInAt }) => (lastSignInAt ? <Time at={lastSignInAt} /> : 'Never'),
  },
  { id: 'createdAt', header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    id: 'actions',
    header: <span className="visually-hidden">Actions</span>,
    align: 'right',
    width: '56px',
    cell: (user) => <UserMenu user={user} />,
  },
]

/** People with accounts. */
export const UsersPage = (): ReactElement => {
  const list = useInfiniteQuery(userList)
  const [isCreating, setCreating] = useState(false)
  const [isPolicing, setPolicing] = useState(false)
  return (
    <Page
      title="Users"
      actions={
        list.data && (
          <>
            <Button
              variant="default"
              leftSection={<ShieldIcon size={14} />}
              onClick={() => setPolicing(true)}
            >
              Sign-in policy
            </Button>
            <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
              New user
            </Button>
          </>
        )
      }
    >
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Users"
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowId={({ userId }) => userId}
        />
      )}
      {list.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Load more
          </Button>
        </div>
      )}
      {isCreating && <NewUserDialog onClose={() => setCreating(false)} />}
      {isPolicing && <PolicyDialog onClose={() => setPolicing(false)} />}
    </Page>
  )
}

const UserMenu = ({ user }: { user: User }): ReactElement => {
  const [dialog, setDialog] = useState<'roles' | 'password' | 'sessions' | 'factors'>()
  const { actor } = useSession()
  const change = useChange({ path: '/v1/users', queryKey: userList.queryKey })
  const isOwn = actor === `user:${user.userId}`
  const act = user.status === 'disabled' ? 'enable' : 'disable'
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon
            aria-label={`Actions for ${user.displayName ?? user.userId}`}
            loading={change.isPending}
          >
            <MoreIcon />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {!user.identityProvider && (
            <>
              <Menu.Item onClick={() => setDialog('roles')}>Change roles</Menu.Item>
              <Menu.Item onClick={() => setDialog('password')}>Set password</Menu.Item>
              <Menu.Item onClick={() => setDialog('sessions')}>Sessions</Menu.Item>
              <Menu.Item onClick={() => setDialog('factors')}>Take second factors off</Menu.Item>
            </>
          )}
          <Menu.Item
            disabled={isOwn}
            {...(act === 'disable' ? { color: 'red' } : {})}
            onClick={() =>
              change.mutate({ method: 'POST', path: `/v1/users/${user.userId}/${act}` })
            }
          >
            {act === 'disable' ? 'Close the account' : 'Open the account again'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {change.error && <ProblemNotice problem={change.error} />}
      {dialog === 'roles' && <RolesDialog user={user} onClose={() => setDialog(undefined)} />}
      {dialog === 'sessions' && (
        <UserSessionsDialog user={user} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'factors' && (
        <ResetFactorsDialog user={user} onClose={() => setDialog(undefined)} />
      )}
      {dialog === 'password' && (
        <PasswordDialog userId={user.userId} isOwn={isOwn} onClose={() => setDialog(undefined)} />
      )}
    </>
  )
}
