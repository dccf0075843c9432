import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Heading, Page } from '../../ui/page.tsx'
import { LogCard } from './log-card.tsx'
import {
  consumerList,
  logList,
  viewList,
  type Consumer,
  type ViewStatus,
} from './platform-queries.ts'
import classes from './platform.module.css'
import { ProcessesPanel } from './processes-panel.tsx'
import { RebuildActions } from './rebuild-actions.tsx'
import { RelayTable } from './relay-table.tsx'
import { State } from './state.tsx'
import { ViewProgress } from './view-progress.tsx'

const viewColumns: readonly ListColumn<ViewStatus>[] = [
  {
    id: 'name',
    header: 'View',
    cell: ({ context, name, version }) => (
      <span>
        <span style={{ color: 'var(--mr-ink-3)' }}>{context} / </span>
        <span style={{ fontWeight: 550 }}>{name}</span>
        <span style={{ color: 'var(--mr-ink-3)' }}> v{version}</span>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, reason }) => <State state={state} reason={reason} />,
  },
  { id: 'progress', header: 'Position in its log', cell: (view) => <ViewProgress view={view} /> },
  {
    id: 'actions',
    header: <span className="visually-hidden">Actions</span>,
    align: 'right',
    cell: (view) => <RebuildActions view={view} />,
  },
]

const consumerColumns: readonly ListColumn<Consumer>[] = [
  { id: 'name', header: 'Consumer', cell: ({ name }) => <span className="tabular">{name}</span> },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, reason }) => <State state={state} reason={reason} />,
  },
]

/** Logs, views and background work: what there is, how far it has come, and what can be done about it. */
export const PlatformPage = (): ReactElement => {
  const logs = useQuery(logList)
  const views = useQuery(viewList)
  const consumers = useQuery(consumerList)
  const all = [logs, views, consumers]
  const problem = all.find(({ error }) => error)?.error
  const again = async () => Promise.all(all.map(async (one) => (one.error ? one.refetch() : one)))
  return (
    <Page title="Platform">
      {problem && <ProblemNotice problem={problem} onRetry={again} />}
      <ProcessesPanel />
      <Heading>Logs</Heading>
      <div className={classes['logs']}>
        {logs.data?.map((log) => (
          <LogCard key={log.name} log={log} />
        ))}
      </div>
      {!(views.error && !views.data) && (
        <>
          <Heading>Views</Heading>
          <ListTable
            label="Views"
            columns={viewColumns}
            rows={views.data}
            rowId={({ context, name }) => `${context}/${name}`}
          />
        </>
      )}
      <Heading>Relays to the message bus</Heading>
      <RelayTable />
      {consumers.data && (
        <>
          <Heading>Background work</Heading>
          <ListTable
            label="Background work"
            columns={consumerColumns}
            rows={consumers.data}
            rowId={({ name }) => name}
          />
        </>
      )}
    </Page>
  )
}
