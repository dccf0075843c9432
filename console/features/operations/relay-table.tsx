import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { relayList, type Relay } from './platform-queries.ts'
import { State } from './state.tsx'

const columns: readonly ListColumn<Relay>[] = [
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

/** How far each context was published. */
export const RelayTable = (): ReactElement => {
  const relays = useQuery(relayList)
  if (relays.error && !relays.data)
    return <ProblemNotice problem={relays.error} onRetry={relays.refetch} />
  return (
    <ListTable
      label="Relays to the message bus"
      columns={columns}
      rows={relays.data}
      rowId={({ context }) => context}
    />
  )
}
