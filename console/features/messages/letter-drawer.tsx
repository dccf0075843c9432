import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useCallback, type ReactElement } from 'react'
import { Copy } from '../../ui/copy.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Fact, Facts, Panel } from '../../ui/page.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { Time } from '../../ui/time.tsx'
import { actorWords } from '../../ui/words.ts'
import { LetterActions } from './letter-actions.tsx'
import { letterQuery, type LetterDetail } from './letter-queries.ts'
import { LetterPill, reasonWords } from './letter-state.tsx'
import classes from './messages.module.css'

/** One message that nobody could handle: what it says, what is wrong with it, and what was done with it. */
export const LetterDrawer = (): ReactElement => {
  const { letterId } = useParams({ from: '/signed-in/dead-letters/$letterId' })
  const navigate = useNavigate()
  const close = useCallback(() => {
    void navigate({ to: '/dead-letters' })
  }, [navigate])
  const letter = useQuery(letterQuery(letterId))
  return (
    <SidePanel key={letterId} title="Dead letter" onClose={close}>
      {letter.error && !letter.data ? (
        <ProblemNotice problem={letter.error} onRetry={letter.refetch} />
      ) : letter.data ? (
        <LetterBody letter={letter.data} />
      ) : (
        <Skeleton height={220} radius={10} />
      )}
    </SidePanel>
  )
}

const LetterBody = ({ letter }: { letter: LetterDetail }): ReactElement => (
  <div className={classes['stack']}>
    <div className={classes['head']}>
      {letter.type} <LetterPill state={letter.state} />
    </div>
    <LetterActions letter={letter} />
    {letter.misfit && <Misfit misfit={letter.misfit} schema={letter.schema} />}
    <Facts>
      <Fact name="Why it lies here">
        {reasonWords(letter.reason)}, after {letter.attempts}{' '}
        {letter.attempts === 1 ? 'attempt' : 'attempts'}
      </Fact>
      <Fact name="Error">{letter.error}</Fact>
      <Fact name="Group">
        <span className="mono">{letter.group}</span>
      </Fact>
      <Fact name="Topic">
        <span className="mono">{letter.topic}</span>
      </Fact>
      <Fact name="Key">
        <span className="mono">{letter.key}</span>
      </Fact>
    </Facts>
    <Panel
      title={letter.isEdited ? 'Payload, edited' : 'Payload'}
      actions={<Copy value={letter.payload} label="Copy the payload" />}
    >
      <pre className={classes['payload']}>{letter.payload}</pre>
    </Panel>
    <Panel title="Headers">
      <ListTable
        label="Headers"
        columns={headerColumns}
        rows={Object.entries(letter.headers)}
        rowId={([name]) => name}
      />
    </Panel>
    <Panel title="History">
      <ListTable
        label="History"
        columns={historyColumns}
        rows={letter.history}
        rowId={({ action, at, actor }) => `${action}${at}${actor}`}
      />
    </Panel>
  </div>
)

const Misfit = ({
  misfit: { reason, detail },
  schema,
}: {
  misfit: NonNullable<LetterDetail['misfit']>
  schema: string | undefined
}): ReactElement => (
  <Notice tone="red" title={`It does not keep to its contract: ${reasonWords(reason)}`}>
    {detail.fields && (
      <ul>
        {detail.fields.map(({ field, keyword }) => (
          <li key={`${field}${keyword}`}>
            <span className="mono">{field}</span>: {keyword}
          </li>
        ))}
      </ul>
    )}
    {schema && <a href={schema}>How it should look</a>}
  </Notice>
)

const headerColumns: readonly ListColumn<readonly [string, string]>[] = [
  { id: 'name', header: 'Attribute', cell: ([name]) => <span className="mono">{name}</span> },
  { id: 'value', header: 'Value', cell: ([, value]) => <span className="mono">{value}</span> },
]

const historyColumns: readonly ListColumn<LetterDetail['history'][number]>[] = [
  { id: 'action', header: 'What', cell: ({ action }) => reasonWords(action) },
  { id: 'by', header: 'By', cell: ({ actor }) => actorWords(actor) },
  { id: 'why', header: 'Why', cell: ({ why }) => why ?? '' },
  { id: 'at', header: 'At', cell: ({ at }) => <Time at={at} precise /> },
]
