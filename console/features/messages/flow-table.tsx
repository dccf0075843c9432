import type { ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { EmptyState } from '../../ui/notice.tsx'
import { SendIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { Difference } from './difference.tsx'
import classes from './messages.module.css'
import type { Flow } from './traffic-queries.ts'
import { formatRate, kindWords } from './traffic-words.ts'

const columns: readonly ListColumn<Flow>[] = [
  { id: 'from', header: 'Sends', cell: ({ from }) => <strong>{from}</strong> },
  {
    id: 'message',
    header: 'Message',
    cell: ({ message, topic, kind }) => (
      <span title={topic}>
        {message} <span className={classes['quiet']}>{kindWords[kind].toLowerCase()}</span>
      </span>
    ),
  },
  {
    id: 'to',
    header: 'Takes',
    cell: ({ to }) => to ?? <span className={classes['quiet']}>whoever subscribes</span>,
  },
  {
    id: 'published',
    header: 'Published',
    align: 'right',
    cell: ({ seen }) => <Rate perSecond={seen?.publishedPerSecond} />,
  },
  {
    id: 'handled',
    header: 'Handled',
    align: 'right',
    cell: ({ seen }) => <Rate perSecond={seen?.handledPerSecond} />,
  },
  {
    id: 'hour',
    header: 'Last hour',
    align: 'right',
    cell: ({ seen }) => <span className="tabular">{(seen?.lastHour ?? 0).toLocaleString()}</span>,
  },
  {
    id: 'seen',
    header: 'Last seen',
    cell: ({ seen }) => (seen ? <Time at={seen.lastAt} /> : '–'),
  },
  { id: 'difference', header: 'Declared and seen', cell: (flow) => <Difference of={flow} /> },
]

const Rate = ({ perSecond = 0 }: { perSecond: number | undefined }): ReactElement => (
  <span className="tabular">{formatRate(perSecond)}</span>
)

/** What the picture of the map shows, in words and numbers. */
export const FlowTable = ({ flows }: { flows: readonly Flow[] }): ReactElement => (
  <ListTable
    label="Who sends what to whom"
    columns={columns}
    rows={flows}
    rowId={({ from, to, topic }) => `${from} ${to ?? ''} ${topic}`}
    empty={
      <EmptyState icon={<SendIcon size={20} />} title="No message like that">
        What contexts declare, and what was seen within a day, stands here.
      </EmptyState>
    }
  />
)
