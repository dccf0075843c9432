import { Button, Text } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { LimitProposalShown } from '../../../contexts/payments/limits/proposals/contract.ts'
import { call } from '../../api/client.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { useLive } from '../../api/use-live.ts'
import { useReadAgain } from '../../api/use-read-again.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Panel } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords } from '../../ui/words.ts'
import { useChange } from '../access/use-change.ts'
import { useMay } from '../access/use-session.ts'
import { ChildStatus } from '../payments/child-status.tsx'
import { ReasonInput } from '../payments/payment-dialogs.tsx'
import { LimitOwner } from './limit-owner.tsx'
import { boundsWords, windowWords } from './limit-words.ts'

interface Proposals {
  readonly items: readonly LimitProposalShown[]
  readonly position: string
  readonly next?: string
}

/** Changes of limits that wait, or all of them; the newest first. */
export const limitProposalList = (state: 'waiting' | 'all') =>
  queryOptions<Proposals, ApiProblem>({
    queryKey: ['limit-proposals', state],
    queryFn: async ({ signal }) =>
      call('/v1/limit-proposals', {
        signal,
        query: { limit: 100, ...(state === 'waiting' ? { state } : {}) },
      }),
    refetchInterval: 30_000,
  })

const changeWords = { set: 'New limit', change: 'Other bounds', remove: 'Removal' } as const

const columns: readonly ListColumn<LimitProposalShown>[] = [
  {
    id: 'whose',
    header: 'Limit of',
    cell: (limit) => <LimitOwner limit={limit} />,
  },
  { id: 'change', header: 'What', cell: ({ change }) => changeWords[change] },
  { id: 'state', header: 'State', cell: ({ state }) => <ChildStatus status={state} /> },
  {
    id: 'bounds',
    header: 'At most',
    align: 'right',
    cell: ({ change, before, ...limit }) => (
      <span className="tabular">
        {change === 'remove' ? 'No limit' : boundsWords(limit)}
        {before && (
          <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>
            now {boundsWords({ ...before, currency: limit.currency })}
          </div>
        )}
      </span>
    ),
  },
  { id: 'window', header: 'In', cell: ({ window }) => windowWords(window) },
  { id: 'proposedBy', header: 'Proposed by', cell: ({ proposedBy }) => actorWords(proposedBy) },
  { id: 'requestedAt', header: 'Since', cell: ({ requestedAt }) => <Time at={requestedAt} /> },
  {
    id: 'decided',
    header: 'Decided',
    cell: ({ decidedAt, decidedBy, reason }) => (
      <>
        {decidedAt && <Time at={decidedAt} />}
        {decidedBy && ` by ${actorWords(decidedBy)}`}
        {reason && <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>{reason}</div>}
      </>
    ),
  },
  {
    id: 'actions',
    header: '',
    cell: (proposal) =>
      proposal.state === 'waiting' ? <ProposalActions proposal={proposal} /> : null,
  },
]

/** Of what waits, nobody has to be told that it does, nor who decided: narrow windows have room for the rest. */
export const columnsFor = <Row,>(
  all: readonly ListColumn<Row>[],
  state: 'waiting' | 'all',
): readonly ListColumn<Row>[] =>
  state === 'all' ? all : all.filter(({ id }) => id !== 'state' && id !== 'decided')

/** Changes of limits that need, or needed, a second pair of eyes; nothing where there are none. */
export const LimitProposals = ({ state }: { state: 'waiting' | 'all' }): ReactElement | null => {
  const client = useQueryClient()
  const readAgain = useReadAgain(['limit-proposals'])
  const list = useQuery(limitProposalList(state))
  useLive<LimitProposalShown>({
    path: '/v1/limit-proposals/live',
    after: list.data?.position,
    onRows: readAgain,
    onLost: () => void client.resetQueries({ queryKey: ['limit-proposals'] }),
  })
  if (list.error && !list.data) return <ProblemNotice problem={list.error} onRetry={list.refetch} />
  if (!list.data || list.data.items.length === 0) return null
  return (
    <Panel title="Limits">
      <ListTable
        label="Changes of limits"
        columns={columnsFor(columns, state)}
        rows={list.data.items}
        rowId={({ proposalId }) => proposalId}
      />
    </Panel>
  )
}

type Verb = 'approve' | 'deny' | 'withdraw'

const labels = { approve: 'Approve', deny: 'Deny', withdraw: 'Withdraw' } as const

const explained = {
  approve: 'It holds from then on. What you proposed yourself is for somebody else to approve.',
  deny: 'It ends here. The reason is kept in the clear: name nobody in it.',
  withdraw: 'Nobody can approve it then. It may be proposed again.',
} as const

const changedProposals = { path: '/v1/limit-proposals', queryKey: ['limit-proposals'] } as const

const ProposalActions = ({ proposal }: { proposal: LimitProposalShown }): ReactElement | null => {
  const mayDecide = useMay('approver', 'administrator')
  const [verb, setVerb] = useState<Verb>()
  if (!mayDecide) return null
  return (
    <div style={{ display: 'flex', gap: 6 }}>
      {(['approve', 'deny', 'withdraw'] as const).map((one) => (
        <Button
          key={one}
          size="compact-xs"
          variant={one === 'approve' ? 'filled' : 'default'}
          onClick={() => setVerb(one)}
        >
          {labels[one]}…
        </Button>
      ))}
      {verb && (
        <ProposalDialog proposal={proposal} verb={verb} onClose={() => setVerb(undefined)} />
      )}
    </div>
  )
}

interface ProposalDialogProps {
  readonly proposal: LimitProposalShown
  readonly verb: Verb
  readonly onClose: () => void
}

const ProposalDialog = ({ proposal, verb, onClose }: ProposalDialogProps): ReactElement => {
  const [reason, setReason] = useState('')
  const act = useChange(changedProposals, onClose)
  const path = `/v1/limit-proposals/${encodeURIComponent(proposal.proposalId)}/${verb}`
  const body = verb === 'deny' ? { body: { reason: reason.trim() } } : {}
  return (
    <FormDialog
      title={`${labels[verb]} this change of a limit`}
      submitLabel={labels[verb]}
      problem={act.error}
      isPending={act.isPending}
      onSubmit={() => act.mutate({ method: 'POST', path, ...body })}
      onClose={onClose}
    >
      <Text size="sm">{explained[verb]}</Text>
      {verb === 'deny' && <ReasonInput value={reason} onChange={setReason} />}
    </FormDialog>
  )
}
