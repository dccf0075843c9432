import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { RailShown, RuleShown } from '../../../contexts/payments/routing/contract.ts'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { RailErrors } from './rail-errors.tsx'
import { RailHealth, RailsAway } from './rail-health.tsx'
import { railList } from './rail-queries.ts'
import classes from './rails.module.css'

const count = (name: keyof RailShown['counts'], header: string): ListColumn<RailShown> => ({
  id: name,
  header,
  align: 'right',
  cell: ({ counts }) => <span className="tabular">{counts[name]}</span>,
})

const railColumns: readonly ListColumn<RailShown>[] = [
  {
    id: 'rail',
    header: 'Rail',
    cell: ({ rail, takes, cost }) => (
      <span>
        <span style={{ fontWeight: 550 }}>{rail}</span>
        <div className={classes['quiet']}>{[takes, ...cost].join(' · ')}</div>
      </span>
    ),
  },
  { id: 'health', header: 'Health', cell: (rail) => <RailHealth rail={rail} /> },
  count('attempts', 'Attempts'),
  count('notSent', 'Not sent'),
  count('settled', 'Settled'),
  count('rejected', 'Rejected'),
  count('returned', 'Returned'),
]

const ruleColumns: readonly ListColumn<RuleShown>[] = [
  { id: 'name', header: 'Rule', cell: ({ name }) => name.replaceAll('-', ' ') },
  { id: 'says', header: 'What it says', cell: ({ says }) => says },
]

/** The rails, how they are, by which rules they are chosen, and what their codes mean. */
export const RailsPage = (): ReactElement => {
  const list = useQuery(railList)
  if (list.error && !list.data)
    return (
      <Page title="Rails">
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      </Page>
    )
  return (
    <Page title="Rails" beside={<RailsAway rails={list.data?.items ?? []} />}>
      <ListTable
        label="Rails"
        columns={railColumns}
        rows={list.data?.items}
        rowId={({ rail }) => rail}
      />
      <Panel title="Rules: the first that fits, and of whose rails one takes the payment">
        <ListTable
          label="Rules"
          columns={ruleColumns}
          rows={list.data?.rules}
          rowId={({ name }) => name}
        />
      </Panel>
      <RailErrors />
    </Page>
  )
}
