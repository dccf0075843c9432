import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { CheckIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Pill } from '../../ui/pill.tsx'
import { Time } from '../../ui/time.tsx'
import type { Tone } from '../../ui/tone.ts'
import classes from './messages.module.css'
import { breakerList, type Breaker } from './traffic-queries.ts'
import { formatWaiting } from './waiting.ts'

const looks: Readonly<Record<Breaker['state'], { readonly tone: Tone; readonly word: string }>> = {
  closed: { tone: 'green', word: 'Closed' },
  'half-open': { tone: 'amber', word: 'Half-open' },
  open: { tone: 'red', word: 'Open' },
}

const kinds: Readonly<Record<Breaker['kind'], string>> = {
  rail: 'rail',
  webhook: 'webhook',
  'identity-provider': 'identity provider',
  bus: 'message bus',
}

const columns: readonly ListColumn<Breaker>[] = [
  {
    id: 'line',
    header: 'Calls to',
    cell: (breaker) => (
      <span title={termsOf(breaker)}>
        <Name of={breaker} /> <span className={classes['quiet']}>{kinds[breaker.kind]}</span>
      </span>
    ),
  },
  {
    id: 'state',
    header: 'Circuit',
    cell: ({ state }) => (
      <Pill tone={looks[state].tone} moving={state === 'half-open'}>
        {looks[state].word}
      </Pill>
    ),
  },
  { id: 'since', header: 'Since', cell: ({ since }) => <Time at={since} /> },
  {
    id: 'underway',
    header: 'Under way',
    align: 'right',
    cell: ({ underWay, queued, terms }) => (
      <span className="tabular">
        {underWay} of {terms.underWayMax.toLocaleString()}
        {queued > 0 && <div className={classes['tileText']}>{queued} wait</div>}
      </span>
    ),
  },
  {
    id: 'rejected',
    header: 'No place',
    align: 'right',
    cell: ({ rejected }) => <span className="tabular">{rejected.toLocaleString()}</span>,
  },
  {
    id: 'failed',
    header: 'Failed',
    align: 'right',
    cell: ({ failures, calls }) => (
      <span className="tabular">
        {failures.toLocaleString()} of {calls.toLocaleString()}
      </span>
    ),
  },
  {
    id: 'last',
    header: 'Last failure',
    cell: ({ lastFailure }) =>
      lastFailure ? (
        <span>
          {lastFailure.what}
          <div className={classes['tileText']}>
            <Time at={lastFailure.at} />
          </div>
        </span>
      ) : (
        '–'
      ),
  },
  {
    id: 'process',
    header: 'Process',
    cell: ({ process }) => <span className="mono">{process}</span>,
  },
]

const Name = ({ of: { kind, name } }: { of: Breaker }): ReactElement =>
  kind === 'webhook' ? (
    <Link
      to="/webhooks/$endpointId"
      params={{ endpointId: name }}
      className={`${classes['link']} mono`}
    >
      …{name.slice(-8)}
    </Link>
  ) : (
    <span className={classes['strong']}>{name}</span>
  )

const termsOf = ({ terms }: Breaker): string =>
  [
    `opens after ${terms.failuresMax} failures in a row, for ${formatWaiting(terms.openMs)}`,
    `${terms.underWayMax} calls at a time, ${terms.queuedMax} may wait`,
    terms.repeatsMax === 0
      ? 'nothing is repeated here'
      : `what may be repeated is, up to ${terms.repeatsMax} times`,
    ...(terms.timeoutMs === undefined ? [] : [`given up after ${formatWaiting(terms.timeoutMs)}`]),
  ].join('\n')

/** Circuit breakers and bulkheads around what is called outside; each process has its own. */
export const BreakersTable = (): ReactElement => {
  const breakers = useQuery(breakerList)
  if (breakers.error && !breakers.data)
    return <ProblemNotice problem={breakers.error} onRetry={breakers.refetch} />
  return (
    <ListTable
      label="Circuit breakers"
      columns={columns}
      rows={breakers.data?.items}
      rowId={({ process, kind, name }) => `${process} ${kind} ${name}`}
      empty={
        <EmptyState icon={<CheckIcon size={20} />} title="Nothing is called outside">
          Rails, webhooks, the identity provider and Kafka stand here once they are called.
        </EmptyState>
      }
    />
  )
}
