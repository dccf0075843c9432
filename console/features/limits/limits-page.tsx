import { Button, SegmentedControl } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { useLive } from '../../api/use-live.ts'
import { useReadAgain } from '../../api/use-read-again.ts'
import { LimitIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { actorWords } from '../../ui/words.ts'
import { useMay } from '../access/use-session.ts'
import { ChangeLimit } from './change-limit.tsx'
import { LimitDialog } from './limit-dialog.tsx'
import { LimitHistory } from './limit-history.tsx'
import { limitList, type ScopeChoice } from './limit-queries.ts'
import { LimitUsage } from './limit-usage.tsx'
import { RemoveLimit } from './remove-limit.tsx'
import { LimitOwner } from './limit-owner.tsx'
import { boundsWords, windowWords } from './limit-words.ts'

const columns: readonly ListColumn<LimitShown>[] = [
  {
    id: 'whose',
    header: 'Whose',
    cell: (limit) => <LimitOwner limit={limit} />,
  },
  {
    id: 'bounds',
    header: 'At most',
    align: 'right',
    cell: (limit) => <span className="tabular">{boundsWords(limit)}</span>,
  },
  { id: 'window', header: 'In', cell: ({ window }) => windowWords(window) },
  { id: 'used', header: 'Used', cell: (limit) => <LimitUsage limit={limit} /> },
  {
    id: 'setBy',
    header: 'Set by',
    cell: ({ byDefault, setBy }) => (byDefault ? 'The settings' : actorWords(setBy)),
  },
]

const actions = (maySet: boolean): ListColumn<LimitShown> => ({
  id: 'actions',
  header: '',
  cell: (limit) => (
    <div style={{ display: 'flex', gap: 6 }}>
      {maySet && !limit.byDefault && <ChangeLimit limit={limit} />}
      <LimitHistory limit={limit} />
      {maySet && !limit.byDefault && <RemoveLimit limit={limit} />}
    </div>
  ),
})

const choices: readonly { value: ScopeChoice; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'payer', label: 'Payers' },
  { value: 'account', label: 'Accounts' },
  { value: 'rail', label: 'Rails' },
]

/** Limits and how full they are, live. */
export const LimitsPage = (): ReactElement => {
  const client = useQueryClient()
  const readAgain = useReadAgain(['limits'])
  const maySet = useMay('approver', 'administrator')
  const [scope, setScope] = useState<ScopeChoice>('all')
  const list = useQuery(limitList(scope))
  const live = useLive<LimitShown>({
    path: '/v1/limits/live',
    after: list.data?.position,
    onRows: readAgain,
    onLost: () => void client.resetQueries({ queryKey: ['limits'] }),
  })
  const choice = (
    <SegmentedControl
      key="whose"
      aria-label="Whose"
      size="xs"
      data={[...choices]}
      value={scope}
      onChange={(chosen) => setScope(chosen)}
    />
  )
  return (
    <Page
      title="Limits"
      beside={<LiveMark state={live} />}
      actions={maySet ? [choice, <NewLimit key="new" />] : choice}
    >
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Limits"
          columns={[...columns, actions(maySet)]}
          rows={list.data?.items}
          rowId={({ limitId }) => limitId}
          empty={
            <EmptyState icon={<LimitIcon size={20} />} title="Nobody is limited">
              A payer, a funding account or a rail can be limited by amount and count, for each
              payment, a day or the last hours. Defaults for everybody come from MILLRACE_LIMITS.
            </EmptyState>
          }
        />
      )}
    </Page>
  )
}

const NewLimit = (): ReactElement => {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button size="xs" onClick={() => setOpen(true)}>
        New limit
      </Button>
      {isOpen && <LimitDialog onClose={() => setOpen(false)} />}
    </>
  )
}
