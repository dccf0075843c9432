import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import type { RequestShown } from '../../../contexts/integrity/contract.ts'
import { SendIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './messages.module.css'
import { requestList, type RequestState } from './request-queries.ts'
import { RequestPill } from './request-state.tsx'
import { formatWaiting } from './waiting.ts'

const columns: readonly ListColumn<RequestShown>[] = [
  {
    id: 'question',
    header: 'Question',
    cell: ({ requestId, name, source }) => (
      <Link to="/requests/$requestId" params={{ requestId }} className={classes['link'] ?? ''}>
        {name} to {source}
      </Link>
    ),
  },
  {
    id: 'subject',
    header: 'About',
    cell: ({ subject }) => <span className="mono">{subject}</span>,
  },
  { id: 'state', header: 'State', cell: ({ state }) => <RequestPill state={state} /> },
  {
    id: 'waited',
    header: 'Waiting time',
    align: 'right',
    cell: ({ waitedMs }) => <span className="tabular">{formatWaiting(waitedMs)}</span>,
  },
  {
    id: 'attempts',
    header: 'Attempts',
    align: 'right',
    cell: ({ attempts }) => <span className="tabular">{attempts}</span>,
  },
  {
    id: 'ignored',
    header: 'Ignored answers',
    align: 'right',
    cell: ({ ignoredAnswers }) => (
      <span className="tabular">{ignoredAnswers === 0 ? '–' : ignoredAnswers}</span>
    ),
  },
  { id: 'asked', header: 'Asked', cell: ({ askedAt }) => <Time at={askedAt} /> },
  { id: 'deadline', header: 'Deadline', cell: ({ deadline }) => <Time at={deadline} /> },
]

const states = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Waiting' },
  { value: 'answered', label: 'Answered' },
  { value: 'expired', label: 'No answer' },
] as const satisfies readonly { readonly value: RequestState | 'all'; readonly label: string }[]

/** Questions to other systems: which of them wait for an answer, and for how long. */
export const RequestsPage = (): ReactElement => {
  const [state, setState] = useState<RequestState | 'all'>('all')
  const list = useQuery(requestList(state))
  return (
    <Page
      title="Requests"
      actions={
        <SegmentedControl
          aria-label="State"
          size="xs"
          data={[...states]}
          value={state}
          onChange={setState}
        />
      }
    >
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Requests"
          columns={columns}
          rows={list.data?.items}
          rowId={({ requestId }) => requestId}
          empty={
            <EmptyState icon={<SendIcon size={20} />} title="Nothing is asked">
              Questions to other systems stand here: who was asked, what came of it, and how long it
              took.
            </EmptyState>
          }
        />
      )}
      <Outlet />
    </Page>
  )
}
