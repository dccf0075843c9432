import { Button } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import type { LimitChangeShown } from '../../../contexts/payments/limits/proposals/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords } from '../../ui/words.ts'
import { limitPath } from './limit-queries.ts'
import { boundsWords } from './limit-words.ts'

interface History {
  readonly items: readonly LimitChangeShown[]
}

const historyOf = (limit: LimitShown) =>
  queryOptions<History, ApiProblem>({
    queryKey: ['limits', 'history', limit.limitId],
    queryFn: async ({ signal }) =>
      call(`${limitPath(limit)}/history`, { signal, query: { limit: 100 } }),
  })

/** How a limit came to be as it is. */
export const LimitHistory = ({ limit }: { limit: LimitShown }): ReactElement => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpen(true)}>
        History
      </Button>
      {isOpen && <HistoryDialog limit={limit} onClose={() => setOpen(false)} />}
    </>
  )
}

interface HistoryDialogProps {
  readonly limit: LimitShown
  readonly onClose: () => void
}

const HistoryDialog = ({ limit, onClose }: HistoryDialogProps): ReactElement => {
  const list = useQuery(historyOf(limit))
  const columns: readonly ListColumn<LimitChangeShown>[] = [
    { id: 'at', header: 'When', cell: ({ at }) => <Time at={at} /> },
    {
      id: 'bounds',
      header: 'At most',
      align: 'right',
      cell: ({ what, ...bounds }) =>
        what === 'removed' ? 'Removed' : boundsWords({ ...bounds, currency: limit.currency }),
    },
    {
      id: 'by',
      header: 'By',
      cell: ({ by, approvedBy }) => (
        <>
          {limit.byDefault ? 'The settings' : actorWords(by)}
          {approvedBy && `, approved by ${actorWords(approvedBy)}`}
        </>
      ),
    },
  ]
  return (
    <Dialog onClose={onClose} title="History of this limit" size={620} centered>
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="History of this limit"
          columns={columns}
          rows={list.data?.items}
          rowId={({ changeId }) => changeId}
        />
      )}
    </Dialog>
  )
}
