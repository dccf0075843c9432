import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'
import { LogCard } from './log-card.tsx'
import {
  consumerList,
  logList,
  relayList,
  viewList,
  type Consumer,
  type Relay,
  type ViewStatus,
} from './platform-queries.ts'
import classes from './platform.module.css'
import { ProcessesPanel } from './processes-panel.tsx'
import { RebuildActions } from './rebuild-actions.tsx'
import { ViewProgress } from './view-progress.tsx'

const stateTones: Readonly<Record<string, Tone>> = {
  live: 'green',
  running: 'green',
  standby: 'slate',
  building: 'teal',
  starting: 'teal',
  retrying: 'amber',
  stopped: 'red',
  missing: 'red',
}

const State = ({ state, reason }: { state: string; reason?: string | undefined }): ReactElement => (
  <span title={reason}>
    <Pill tone={stateTones[state] ?? 'grey'}>{state.charAt(0).toUpperCase() + state.slice(1)}</Pill>
    {reason && <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>{reason}</div>}
  </span>
)

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

const relayColumns: readonly ListColumn<Relay>[] = [
  {
    id: 'context',
    header: 'Context',
    cell: ({ context }) => <span style={{ fontWeight: 550 }}>{context}</span>,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, reason }) => <State state={state} reason={reason} />,
  },
  {
    id: 'lag',
    header: 'Still to be published',
    align: 'right',
    cell: ({ position, head }) => (
      <span className="tabular">{Math.max(0, head - position).toLocaleString()} events</span>
    ),
  },
]

/** Logs, views and background work: what there is, how far it has come, and what can be done about it. */
export const PlatformPage = (): ReactElement => {
  const logs = useQuery(logList)
  const views = useQuery(viewList)
  const consumers = useQuery(consumerList)
  const relays = useQuery(relayList)
  const problem = logs.error ?? views.error
  return (
    <Page title="Platform">
      {problem && <ProblemNotice problem={problem} />}
      <ProcessesPanel />
      <h2 className="visually-hidden">Logs</h2>
      <div className={classes['logs']}>
        {logs.data?.map((log) => (
          <LogCard key={log.name} log={log} />
        ))}
      </div>
      <h2 className={classes['heading']}>Views</h2>
      <ListTable
        label="Views"
        columns={viewColumns}
        rows={views.data}
        rowId={({ context, name }) => `${context}/${name}`}
      />
      {relays.data && (
        <>
          <h2 className={classes['heading']}>Relays to the message bus</h2>
          <ListTable
            label="Relays to the message bus"
            columns={relayColumns}
            rows={relays.data}
            rowId={({ context }) => context}
          />
        </>
      )}
      {consumers.data && (
        <>
          <h2 className={classes['heading']}>Background work</h2>
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
