import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useCallback, type ReactElement } from 'react'
import type { RequestDetail, RequestEventShown } from '../../../contexts/integrity/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Fact, Facts, Panel } from '../../ui/page.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './messages.module.css'
import { requestQuery } from './request-queries.ts'
import { RequestPill } from './request-state.tsx'
import { formatWaiting } from './waiting.ts'

/** One question: what was asked and answered, and each attempt. */
export const RequestDrawer = (): ReactElement => {
  const { requestId } = useParams({ from: '/signed-in/requests/$requestId' })
  const navigate = useNavigate()
  const close = useCallback(() => {
    void navigate({ to: '/requests' })
  }, [navigate])
  const request = useQuery(requestQuery(requestId))
  return (
    <SidePanel key={requestId} title="Request" onClose={close}>
      {request.error && !request.data ? (
        <ProblemNotice problem={request.error} onRetry={request.refetch} />
      ) : request.data ? (
        <RequestBody request={request.data} />
      ) : (
        <Skeleton height={220} radius={10} />
      )}
    </SidePanel>
  )
}

const RequestBody = ({ request }: { request: RequestDetail }): ReactElement => (
  <div className={classes['stack']}>
    <div className={classes['head']}>
      {request.name} to {request.source} <RequestPill state={request.state} />
    </div>
    <Facts>
      <Fact name="About">
        <span className="mono">{request.subject}</span>
      </Fact>
      <Fact name="Waiting time">{formatWaiting(request.waitedMs)}</Fact>
      <Fact name="Deadline">
        <Time at={request.deadline} precise />
      </Fact>
      {request.nextAttemptAt !== undefined && (
        <Fact name="Next attempt">
          <Time at={request.nextAttemptAt} precise />
        </Fact>
      )}
      <Fact name="Id">
        <span className="mono">{request.requestId}</span>{' '}
        <Copy value={request.requestId} label="Copy the id" />
      </Fact>
      <Fact name="Trace">
        <span className="mono">{request.traceId}</span>{' '}
        <Copy value={request.traceId} label="Copy the trace id" />
      </Fact>
    </Facts>
    <Panel title="Asked">
      <pre className={classes['payload']}>{JSON.stringify(request.request, undefined, 2)}</pre>
    </Panel>
    {request.reply !== undefined && (
      <Panel title="Answered">
        <pre className={classes['payload']}>{JSON.stringify(request.reply, undefined, 2)}</pre>
      </Panel>
    )}
    <Panel title="History">
      <ListTable
        label="History"
        columns={columns}
        rows={request.history}
        rowId={({ type, at, answerId }) => `${type}${at}${answerId ?? ''}`}
      />
    </Panel>
  </div>
)

const words: Readonly<Record<string, string>> = {
  QuestionAsked: 'Asked',
  QuestionRepeated: 'Asked again',
  QuestionAnswered: 'Answered',
  QuestionExpired: 'Given up: nobody answered',
  DuplicateAnswerIgnored: 'A further answer, ignored',
  LateAnswerIgnored: 'An answer that came too late, ignored',
  UnknownAnswerIgnored: 'An answer before the question, ignored',
}

const columns: readonly ListColumn<RequestEventShown>[] = [
  {
    id: 'what',
    header: 'What',
    cell: (event) => `${words[event.type] ?? event.type}${more(event)}`,
  },
  { id: 'by', header: 'By', cell: ({ actor }) => <span className="mono">{actor}</span> },
  { id: 'at', header: 'At', cell: ({ at }) => <Time at={at} precise /> },
]

const more = ({ attempt, agrees, lateByMs }: RequestEventShown): string => {
  if (attempt !== undefined && attempt > 1) return ` (${attempt}.)`
  if (agrees !== undefined) return agrees ? '; it says the same' : '; it says something else'
  return lateByMs === undefined ? '' : `, by ${formatWaiting(lateByMs)}`
}
