import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { ApiKey } from '../../../contexts/access/contract.ts'
import { KeyIcon, PlusIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import type { Tone } from '../../ui/tone.ts'
import { apiKeyList } from './access-queries.ts'
import { NewApiKeyDialog } from './new-api-key-dialog.tsx'
import { RevokeButton } from './revoke-button.tsx'
import { roleLabel } from './roles.ts'

const tones: Readonly<Record<ApiKey['status'], Tone>> = {
  valid: 'green',
  expired: 'grey',
  revoked: 'red',
}

const columns: readonly ListColumn<ApiKey>[] = [
  {
    id: 'label',
    header: 'Program',
    cell: ({ label, keyId }) => (
      <>
        <div style={{ fontWeight: 550 }}>{label}</div>
        <div className="mono" style={{ color: 'var(--mr-ink-3)', fontSize: '0.6875rem' }}>
          mr_{keyId.replaceAll('-', '').slice(0, 12)}…
        </div>
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => (
      <Pill tone={tones[status]}>{status.charAt(0).toUpperCase() + status.slice(1)}</Pill>
    ),
  },
  { id: 'roles', header: 'Roles', cell: ({ roles }) => roles.map(roleLabel).join(', ') },
  { id: 'issuedAt', header: 'Issued', cell: ({ issuedAt }) => <Time at={issuedAt} /> },
  { id: 'expiresAt', header: 'Expires', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
  {
    id: 'actions',
    header: <span className="visually-hidden">Actions</span>,
    align: 'right',
    width: '110px',
    cell: (key) => (key.status === 'valid' ? <RevokeButton apiKey={key} /> : null),
  },
]

/** Keys with which programs call the API. */
export const ApiKeysPage = (): ReactElement => {
  const list = useInfiniteQuery(apiKeyList)
  const [isIssuing, setIssuing] = useState(false)
  const issue = (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setIssuing(true)}>
      New API key
    </Button>
  )
  return (
    <Page title="API keys" actions={list.data && issue}>
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="API keys"
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowId={({ keyId }) => keyId}
          empty={
            <EmptyState icon={<KeyIcon size={20} />} title="No API keys yet" actions={issue}>
              A program sends its key as a bearer token. Give it only the roles that it needs; it is
              shown once, when it is made.
            </EmptyState>
          }
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
      {isIssuing && <NewApiKeyDialog onClose={() => setIssuing(false)} />}
    </Page>
  )
}
