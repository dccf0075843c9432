import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import { CheckIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { useMay } from '../access/use-session.ts'
import { BatchPanel } from './batch-panel.tsx'
import {
  letterList,
  letterSummary,
  type Letter,
  type LetterState,
  type LetterSummary,
} from './letter-queries.ts'
import { LetterPill, reasonWords, shortTopic } from './letter-state.tsx'
import classes from './messages.module.css'
import { ProposeDialog } from './propose-dialog.tsx'

type Chosen = Pick<LetterSummary, 'group' | 'topic' | 'reason' | 'state'>

/** Messages that nobody could handle, by their reasons. */
export const LettersPage = (): ReactElement => {
  const [chosen, setChosen] = useState<Chosen>()
  const summary = useQuery(letterSummary)
  return (
    <Page title="Dead letters">
      {summary.error && !summary.data ? (
        <ProblemNotice problem={summary.error} onRetry={summary.refetch} />
      ) : (
        <ListTable
          label="Reasons"
          columns={summaryColumns(setChosen)}
          rows={summary.data}
          rowId={nameOf}
          empty={
            <EmptyState icon={<CheckIcon size={20} />} title="Every message was handled">
              A message that breaks its contract, or that its handler cannot take, lies here with
              its reason until somebody has dealt with it.
            </EmptyState>
          }
        />
      )}
      <BatchPanel />
      {chosen && <Letters chosen={chosen} />}
      <Outlet />
    </Page>
  )
}

const nameOf = ({ group, topic, reason, state }: Chosen): string =>
  `${group} ${topic} ${reason} ${state}`

const summaryColumns = (choose: (chosen: Chosen) => void): readonly ListColumn<LetterSummary>[] => [
  {
    id: 'reason',
    header: 'Reason',
    cell: (row) => (
      <Button variant="default" size="compact-sm" onClick={() => choose(row)}>
        {reasonWords(row.reason)}
      </Button>
    ),
  },
  {
    id: 'message',
    header: 'Message',
    cell: ({ topic }) => <span title={topic}>{shortTopic(topic)}</span>,
  },
  { id: 'group', header: 'Group', cell: ({ group }) => <span className="mono">{group}</span> },
  { id: 'state', header: 'State', cell: ({ state }) => <LetterPill state={state} /> },
  {
    id: 'letters',
    header: 'Letters',
    align: 'right',
    cell: ({ letters }) => <span className="tabular">{letters.toLocaleString()}</span>,
  },
  { id: 'oldest', header: 'Oldest', cell: ({ oldestAt }) => <Time at={oldestAt} /> },
  { id: 'newest', header: 'Newest', cell: ({ newestAt }) => <Time at={newestAt} /> },
]

const Letters = ({ chosen }: { chosen: Chosen }): ReactElement => {
  const { group, topic, reason, state } = chosen
  const list = useQuery(letterList({ group, topic, reason, state }))
  const [does, setDoes] = useState<'redrive' | 'discard'>()
  const mayPropose = useMay('operator') && isDead(state)
  return (
    <Panel
      title={`${shortTopic(topic)}: ${reasonWords(reason)}`}
      actions={
        mayPropose && (
          <>
            <Button size="xs" variant="default" onClick={() => setDoes('redrive')}>
              Redrive all
            </Button>
            <Button size="xs" variant="default" onClick={() => setDoes('discard')}>
              Discard all
            </Button>
          </>
        )
      }
    >
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Letters"
          columns={letterColumns}
          rows={list.data?.items}
          rowId={({ letterId }) => letterId}
        />
      )}
      {does && (
        <ProposeDialog
          does={does}
          filter={{ group, topic, reason }}
          onClose={() => setDoes(undefined)}
        />
      )}
    </Panel>
  )
}

const isDead = (state: LetterState): boolean => state === 'dead'

const letterColumns: readonly ListColumn<Letter>[] = [
  {
    id: 'message',
    header: 'Message',
    cell: ({ letterId, subject, messageId }) => (
      <Link to="/dead-letters/$letterId" params={{ letterId }} className={classes['link'] ?? ''}>
        {subject || messageId}
      </Link>
    ),
  },
  { id: 'key', header: 'Key', cell: ({ key }) => <span className="mono">{key}</span> },
  { id: 'state', header: 'State', cell: ({ state }) => <LetterPill state={state} /> },
  {
    id: 'attempts',
    header: 'Attempts',
    align: 'right',
    cell: ({ attempts }) => <span className="tabular">{attempts}</span>,
  },
  { id: 'since', header: 'Since', cell: ({ setAsideAt }) => <Time at={setAsideAt} /> },
]
