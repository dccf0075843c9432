import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { AuditEntry } from '../../../contexts/access/contract.ts'
import { ShieldIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords, spaced } from '../../ui/words.ts'
import { auditList } from './access-queries.ts'

const columns: readonly ListColumn<AuditEntry>[] = [
  { id: 'at', header: 'When', width: '150px', cell: ({ at }) => <Time at={at} /> },
  {
    id: 'kind',
    header: 'What',
    cell: ({ kind }) => <strong style={{ fontWeight: 550 }}>{spaced(kind)}</strong>,
  },
  {
    id: 'actor',
    header: 'Who',
    cell: ({ actor }) => <span title={actor}>{actorWords(actor)}</span>,
  },
  { id: 'thing', header: 'Of what', cell: ({ thing }) => <span className="tabular">{thing}</span> },
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

/** Who saw whose personal data, who was held or erased, and who changed accounts. */
export const AuditPage = (): ReactElement => {
  const list = useInfiniteQuery({ ...auditList, refetchInterval: 10_000 })
  return (
    <Page title="Audit">
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Audit"
          columns={columns}
          rows={list.data?.pages.flatMap(({ items }) => items)}
          rowId={({ id }) => id}
          empty={
            <EmptyState icon={<ShieldIcon size={20} />} title="Nothing to account for yet">
              Every view of unmasked personal data, every legal hold and erasure, and every change
              of an account is written down here before it takes effect.
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
