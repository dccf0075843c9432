import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { AuditEntry } from '../../../contexts/access/contract.ts'
import { useLive } from '../../api/use-live.ts'
import { useReadAgain } from '../../api/use-read-again.ts'
import { ShieldIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords, spaced } from '../../ui/words.ts'
import { auditList } from './access-queries.ts'
import { AuditFilters } from './audit-filters.tsx'

const columns: readonly ListColumn<AuditEntry>[] = [
  { id: 'at', header: 'When', width: '150px', cell: ({ at }) => <Time at={at} /> },
  {
    id: 'kind',
    header: 'What',
    cell: ({ kind }) => (
      <strong style={{ fontWeight: 550, whiteSpace: 'nowrap' }}>{spaced(kind)}</strong>
    ),
  },
  {
    id: 'actor',
    header: 'Who',
    cell: ({ actor }) => (
      <span title={actor} style={{ whiteSpace: 'nowrap' }}>
        {actorWords(actor)}
      </span>
    ),
  },
  {
    id: 'thing',
    header: 'Of what',
    cell: ({ thing, address }) => (
      <span className="tabular" style={{ whiteSpace: 'nowrap' }}>
        {thing}
        {address && `, from ${address}`}
      </span>
    ),
  },
  {
    id: 'reason',
    header: 'Why',
    cell: ({ reason, ground, reference }) =>
      reason === null ? (
        <em>erased</em>
      ) : (
        [reason, ground, reference].filter(Boolean).join(', ') || '–'
      ),
  },
]

/** Who signed in and who was refused, who saw whose personal data, and who changed accounts and rights. */
export const AuditPage = (): ReactElement => {
  const search = useSearch({ from: '/signed-in/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const asked = auditList(search)
  const list = useInfiniteQuery(asked)
  const readAgain = useReadAgain(['access', 'audit'])
  const live = useLive<AuditEntry>({
    path: '/v1/audit/live',
    after: list.data?.pages[0]?.position,
    onRows: readAgain,
    onLost: readAgain,
  })
  return (
    <Page title="Audit" beside={<LiveMark state={live} />}>
      <AuditFilters
        search={search}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Audit"
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowId={({ id }) => id}
          empty={
            <EmptyState icon={<ShieldIcon size={20} />} title="Nothing here">
              Every sign-in and refusal, every view of unmasked personal data, every legal hold and
              erasure, and every change of an account is written down here.
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
    </Page>
  )
}
