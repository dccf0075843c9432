import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import type { ErrorShown } from '../../../contexts/payments/rail-errors/contract.ts'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Panel } from '../../ui/page.tsx'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'
import { sentenceOf } from './payment-status.ts'
import { railErrorList } from './rail-queries.ts'

const tones: Readonly<Record<ErrorShown['recommendedAction'], Tone>> = {
  'retry-after': 'teal',
  'do-not-retry': 'grey',
  'ask-the-customer': 'amber',
  'ask-an-operator': 'violet',
}

const columns: readonly ListColumn<ErrorShown>[] = [
  {
    id: 'code',
    header: 'Code',
    cell: ({ rail, railCode }) => (
      <span className="mono">
        {railCode}
        {rail && ` (${rail})`}
      </span>
    ),
  },
  { id: 'says', header: 'Meaning', cell: ({ says }) => says },
  {
    id: 'standard',
    header: 'Standard code',
    cell: ({ standardCode }) => <span className="mono">{standardCode}</span>,
  },
  {
    id: 'action',
    header: 'What to do',
    cell: ({ recommendedAction, retryAfterMs }) => (
      <span title={sentenceOf(recommendedAction)}>
        <Pill tone={tones[recommendedAction]}>{recommendedAction.replaceAll('-', ' ')}</Pill>
        {retryAfterMs && ` ${retryAfterMs.map(inWords).join(', ')}`}
      </span>
    ),
  },
]

/** On one line, whatever room there is. */
const inWords = (ms: number): string => {
  const minutes = ms / 60_000
  if (minutes % 1_440 === 0) return `${minutes / 1_440}\u00a0d`
  return minutes % 60 === 0 ? `${minutes / 60}\u00a0h` : `${minutes}\u00a0min`
}

/** What the codes of rails mean, and what another try goes by. */
export const RailErrors = (): ReactElement => {
  const list = useQuery(railErrorList)
  return (
    <Panel title="Errors: what the codes of rails mean">
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Errors of rails"
          columns={columns}
          rows={list.data?.items}
          rowId={({ rail = '', railCode }) => `${rail} ${railCode}`}
        />
      )}
    </Panel>
  )
}
