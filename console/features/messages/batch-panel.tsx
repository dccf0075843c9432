import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactElement } from 'react'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Panel } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords } from '../../ui/words.ts'
import { useMay } from '../access/use-session.ts'
import { batchList, batchQuery, type Letter, type LetterBatch } from './letter-queries.ts'
import { LetterPill, reasonWords, shortTopic } from './letter-state.tsx'
import { useLetterAction } from './use-letter-action.ts'

/** What was proposed to be done with many, and waits for a second person. */
export const BatchPanel = (): ReactElement | null => {
  const batches = useQuery(batchList)
  const waiting = batches.data?.filter(({ state }) => state === 'proposed') ?? []
  if (waiting.length === 0) return null
  return (
    <Panel title="Proposed">
      <ListTable
        label="Proposed"
        columns={columns}
        rows={waiting}
        rowId={({ batchId }) => batchId}
      />
    </Panel>
  )
}

const Decide = ({ batch }: { batch: LetterBatch }): ReactElement => {
  const decide = useLetterAction()
  const mayDecide = useMay('approver')
  const [isShown, setShown] = useState(false)
  const send = (verb: 'approve' | 'deny'): void =>
    decide.mutate({
      method: 'POST',
      path: `/v1/dead-letter-batches/${batch.batchId}/${verb}`,
      body: {},
    })
  return (
    <>
      {decide.error && <ProblemNotice problem={decide.error} />}
      <Group gap="xs" wrap="nowrap">
        <Button size="xs" variant="default" onClick={() => setShown(!isShown)}>
          {isShown ? 'Hide' : 'Show'} which
        </Button>
        {mayDecide && (
          <>
            <Button size="xs" loading={decide.isPending} onClick={() => send('approve')}>
              Approve
            </Button>
            <Button size="xs" variant="default" onClick={() => send('deny')}>
              Deny
            </Button>
          </>
        )}
      </Group>
      {isShown && <Which batchId={batch.batchId} />}
    </>
  )
}

const Which = ({ batchId }: { batchId: string }): ReactElement => {
  const batch = useQuery(batchQuery(batchId))
  return batch.error && !batch.data ? (
    <ProblemNotice problem={batch.error} onRetry={batch.refetch} />
  ) : (
    <ListTable
      label="Which letters"
      columns={whichColumns}
      rows={batch.data?.items}
      rowId={({ letterId }) => letterId}
    />
  )
}

const columns: readonly ListColumn<LetterBatch>[] = [
  {
    id: 'what',
    header: 'What',
    cell: ({ does, letters, filter }) => (
      <>
        {does === 'redrive' ? 'Redrive' : 'Discard'} {letters.toLocaleString()}
        {filter.reason && `: ${reasonWords(filter.reason)}`}
        {filter.topic && ` of ${shortTopic(filter.topic)}`}
      </>
    ),
  },
  { id: 'rate', header: 'At most', cell: ({ ratePerSecond }) => `${ratePerSecond}/s` },
  { id: 'by', header: 'By', cell: ({ proposed }) => actorWords(proposed.actor) },
  { id: 'why', header: 'Why', cell: ({ proposed }) => proposed.why ?? '' },
  { id: 'since', header: 'Since', cell: ({ proposed }) => <Time at={proposed.at} /> },
  { id: 'decide', header: 'Decision', cell: (batch) => <Decide batch={batch} /> },
]

const whichColumns: readonly ListColumn<Letter>[] = [
  { id: 'subject', header: 'Message', cell: ({ subject, messageId }) => subject || messageId },
  { id: 'key', header: 'Key', cell: ({ key }) => <span className="mono">{key}</span> },
  { id: 'state', header: 'State', cell: ({ state }) => <LetterPill state={state} /> },
]
