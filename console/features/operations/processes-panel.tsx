import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { formatInstant, formatSeconds } from '../../ui/instants.ts'
import { Notice } from '../../ui/notice.tsx'
import { Heading } from '../../ui/page.tsx'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'
import { processList, type ProcessStatus } from './platform-queries.ts'

const states: Readonly<Record<ProcessStatus['state'], readonly [string, Tone]>> = {
  running: ['Running', 'green'],
  stopping: ['Stopping', 'amber'],
  silent: ['Gone', 'red'],
}

/** A number that changes with each second says something of one that is gone alone. */
const LastHeardOf = ({
  process: { state, seenAt },
  now,
}: {
  readonly process: ProcessStatus
  readonly now: number
}): ReactElement => (
  <time className="tabular" dateTime={seenAt}>
    {formatInstant(seenAt)}
    {state === 'silent' && (
      <span style={{ color: 'var(--mr-ink-3)' }}>
        {' '}
        ({formatSeconds((now - Date.parse(seenAt)) / 1_000)} ago)
      </span>
    )}
  </time>
)

/** `now` by the clock of the database. */
const columnsAt = (now: number): readonly ListColumn<ProcessStatus>[] => [
  {
    id: 'role',
    header: 'Role',
    cell: ({ role }) => (
      <span style={{ fontWeight: 550 }}>{role.charAt(0).toUpperCase() + role.slice(1)}</span>
    ),
  },
  {
    id: 'contexts',
    header: 'Contexts',
    cell: ({ contexts }) => (contexts.length > 0 ? contexts.join(', ') : '–'),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state }) => <Pill tone={states[state][1]}>{states[state][0]}</Pill>,
  },
  { id: 'version', header: 'Version', cell: ({ version }) => version },
  {
    id: 'started',
    header: 'Started',
    align: 'right',
    cell: ({ startedAt }) => (
      <time className="tabular" dateTime={startedAt}>
        {formatInstant(startedAt)}
      </time>
    ),
  },
  {
    id: 'seen',
    header: 'Last heard of',
    align: 'right',
    cell: (process) => <LastHeardOf process={process} now={now} />,
  },
]

/** The processes that share the work, and what none of them does. */
export const ProcessesPanel = (): ReactElement | null => {
  const { data } = useQuery(processList)
  if (!data) return null
  // Whoever was asked has told of itself within the second.
  const now = Math.max(...data.items.map(({ seenAt }) => Date.parse(seenAt)))
  return (
    <>
      {data.warnings.map((warning) => (
        <Notice key={warning} tone="amber" title={warning} />
      ))}
      <Heading>Processes</Heading>
      <ListTable
        label="Processes"
        columns={columnsAt(now)}
        rows={data.items}
        rowId={({ processId }) => processId}
      />
    </>
  )
}
