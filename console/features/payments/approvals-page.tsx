import { SegmentedControl } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import type { ApprovalShown } from '../../../contexts/payments/transfers/contract.ts'
import { useLive } from '../../api/use-live.ts'
import { useReadAgain } from '../../api/use-read-again.ts'
import { CheckIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { formatMoney } from '../../ui/money.ts'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords } from '../../ui/words.ts'
import { ApprovalActions } from './approval-actions.tsx'
import { columnsFor, LimitProposals } from '../limits/limit-proposals.tsx'
import { approvalList } from './approval-queries.ts'
import { ChildStatus } from './child-status.tsx'

const columns: readonly ListColumn<ApprovalShown>[] = [
  {
    id: 'payment',
    header: 'Payment',
    cell: ({ paymentId }) => (
      <Link to="/payments/$paymentId" params={{ paymentId }} className="mono">
        {paymentId.slice(-12)}
      </Link>
    ),
  },
  {
    id: 'kind',
    header: 'What',
    cell: ({ kind }) => kind.charAt(0).toUpperCase() + kind.slice(1),
  },
  { id: 'state', header: 'State', cell: ({ state }) => <ChildStatus status={state} /> },
  {
    id: 'amount',
    header: 'Amount',
    align: 'right',
    cell: ({ amount }) => <span className="tabular">{formatMoney(amount)}</span>,
  },
  {
    id: 'above',
    header: 'Needed above',
    align: 'right',
    cell: ({ above }) => <span className="tabular">{formatMoney(above)}</span>,
  },
  { id: 'proposedBy', header: 'Proposed by', cell: ({ proposedBy }) => actorWords(proposedBy) },
  {
    id: 'requestedAt',
    header: 'Since',
    cell: ({ requestedAt, expiresAt, state }) => (
      <>
        <Time at={requestedAt} />
        {state === 'waiting' && expiresAt && (
          <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>
            until <Time at={expiresAt} />
          </div>
        )}
      </>
    ),
  },
  {
    id: 'decided',
    header: 'Decided',
    cell: ({ decidedAt, decidedBy, reason }) =>
      decidedAt && (
        <span title={reason}>
          <Time at={decidedAt} />
          {decidedBy && ` by ${actorWords(decidedBy)}`}
          {reason && <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>{reason}</div>}
        </span>
      ),
  },
  {
    id: 'actions',
    header: '',
    cell: (approval) =>
      approval.state === 'waiting' ? <ApprovalActions asked={approval} /> : null,
  },
]

/** What waits for a second pair of eyes, and what was decided. */
export const ApprovalsPage = (): ReactElement => {
  const client = useQueryClient()
  const readAgain = useReadAgain(['approvals'])
  const [state, setState] = useState<'waiting' | 'all'>('waiting')
  const list = useQuery(approvalList(state))
  const live = useLive<ApprovalShown>({
    path: '/v1/approvals/live',
    after: list.data?.position,
    onRows: readAgain,
    onLost: () => void client.resetQueries({ queryKey: ['approvals'] }),
  })
  const choice = (
    <SegmentedControl
      aria-label="Which"
      size="xs"
      data={[
        { value: 'waiting', label: 'Waiting' },
        { value: 'all', label: 'All' },
      ]}
      value={state}
      onChange={(chosen) => setState(chosen)}
    />
  )
  return (
    <Page title="Approvals" beside={<LiveMark state={live} />} actions={choice}>
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Approvals"
          columns={columnsFor(columns, state)}
          rows={list.data?.items}
          rowId={({ approvalId }) => approvalId}
          empty={
            <EmptyState icon={<CheckIcon size={20} />} title="Nothing waits for approval">
              A payment, a capture or a refund above the amount that MILLRACE_APPROVAL_ABOVE names
              waits here until somebody other than who proposed it has looked.
            </EmptyState>
          }
        />
      )}
      <LimitProposals state={state} />
    </Page>
  )
}
