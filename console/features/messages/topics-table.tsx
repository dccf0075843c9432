import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import { Difference } from './difference.tsx'
import classes from './messages.module.css'
import { topicList, type Topic, type TopicConsumer } from './traffic-queries.ts'
import { formatRate, kindWords } from './traffic-words.ts'

const columns: readonly ListColumn<Topic>[] = [
  {
    id: 'topic',
    header: 'Topic',
    cell: ({ topic, message, kind }) => (
      <span title={topic}>
        <span className={classes['strong']}>{message}</span>{' '}
        <span className={classes['quiet']}>{kindWords[kind].toLowerCase()}</span>
        <div className={`mono ${classes['topic']}`}>{topic}</div>
      </span>
    ),
  },
  {
    id: 'in',
    header: 'In',
    align: 'right',
    cell: (topic) => <Traffic perSecond={topic.inPerSecond} lastHour={topic.inLastHour} />,
  },
  {
    id: 'out',
    header: 'Out',
    align: 'right',
    cell: (topic) => <Traffic perSecond={topic.outPerSecond} lastHour={topic.outLastHour} />,
  },
  {
    id: 'groups',
    header: 'Taken by',
    cell: ({ consumers }) =>
      consumers.length === 0 ? (
        <span className={classes['quiet']}>nobody here</span>
      ) : (
        <ul className={classes['groups']}>
          {consumers.map((consumer) => (
            <li key={consumer.consumer}>
              <span title={consumer.consumer}>{consumer.system}</span> <Lag of={consumer} />
            </li>
          ))}
        </ul>
      ),
  },
  {
    id: 'seen',
    header: 'Last seen',
    cell: ({ lastAt }) => (lastAt === undefined ? '–' : <Time at={lastAt} />),
  },
  {
    id: 'difference',
    header: 'Declared and seen',
    cell: (topic) => <Difference of={topic} />,
  },
]

interface TrafficProps {
  readonly perSecond: number
  readonly lastHour: number
}

const Traffic = ({ perSecond, lastHour }: TrafficProps): ReactElement => (
  <span className="tabular">
    {formatRate(perSecond)}
    <div className={classes['tileText']}>{lastHour.toLocaleString()} in an hour</div>
  </span>
)

const Lag = ({ of: { lag } }: { of: TopicConsumer }): ReactElement | null =>
  lag === undefined ? null : (
    <span className={classes['lag']} data-behind={lag > 0}>
      {lag === 0 ? 'up to date' : `${lag.toLocaleString()} behind`}
    </span>
  )

/** Each topic with what goes in and out, and how far behind everybody is. */
export const TopicsTable = (): ReactElement => {
  const topics = useQuery(topicList)
  const [showsQuiet, setShowsQuiet] = useState(false)
  if (topics.error && !topics.data)
    return <ProblemNotice problem={topics.error} onRetry={topics.refetch} />
  const all = topics.data?.items
  const busy = all?.filter(({ lastAt, consumers }) => lastAt !== undefined || consumers.length > 0)
  const quiet = (all?.length ?? 0) - (busy?.length ?? 0)
  return (
    <>
      <ListTable
        label="Topics"
        columns={columns}
        rows={showsQuiet ? all : busy}
        rowId={({ topic }) => topic}
      />
      {quiet > 0 && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => setShowsQuiet(!showsQuiet)}
        >
          {showsQuiet ? 'Hide' : 'Show'} {quiet} topics that nothing was seen on
        </Button>
      )}
    </>
  )
}
