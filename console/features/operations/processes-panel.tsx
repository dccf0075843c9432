import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { formatInstant } from '../../ui/instants.ts'
import { Notice } from '../../ui/notice.tsx'
import { Heading } from '../../ui/page.tsx'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'
import { processList, type ProcessStatus } from './platform-queries.ts'

const tones: Readonly<Record<ProcessStatus['state'], Tone>> = {
  running: 'green',
  stopping: 'amber',
  silent: 'red',
}

const columns: readonly ListColumn<ProcessStatus>[] = [
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
    cell: ({ state }) => (
      <Pill tone={tones[state]}>{state.charAt(0).toUpperCase() + state.slice(1)}</Pill>
    ),
  },
  { id: 'version', header: 'Version', cell: ({ version }) => version },
  {
    id: 'seen',
    header: 'Last heard of',
    align: 'right',
    cell: ({ seenAt, startedAt }) => (
      <time className="tabular" dateTime={seenAt} title={`Started ${formatInstant(startedAt)}`}>
        {formatInstant(seenAt)}
      </time>
    ),
  },
]

/** The processes that share the work, and what none of them does. */
export const ProcessesPanel = (): ReactElement | null => {
  const { data } = useQuery(processList)
  if (!data) return null
  return (
    <>
      {data.warnings.map((warning) => (
        <Notice key={warning} tone="amber" title={warning} />
      ))}
      <Heading>Processes</Heading>
      <ListTable
        label="Processes"
        columns={columns}
        rows={data.items}
        rowId={({ processId }) => processId}
      />
    </>
  )
}
