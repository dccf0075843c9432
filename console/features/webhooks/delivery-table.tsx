import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'
import type { DeliveryShown } from '../../../contexts/webhooks/contract.ts'
import type { LiveState } from '../../api/live.ts'
import { DataTable, type Column } from '../../ui/data-table.tsx'
import { InboxIcon } from '../../ui/icons.tsx'
import { EmptyState, ProblemNotice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import { useFlashes } from '../payments/use-flashes.ts'
import { DeliveryPill, resultOf } from './states.tsx'
import { useLiveDeliveries } from './use-live-webhooks.ts'
import type { DeliveryAsked } from './webhook-queries.ts'
import classes from './webhooks.module.css'

const columns: readonly Column<DeliveryShown>[] = [
  {
    id: 'status',
    header: 'Status',
    width: '124px',
    cell: ({ status }) => <DeliveryPill status={status} />,
  },
  {
    id: 'type',
    header: 'Event',
    width: 'minmax(150px, 1fr)',
    cell: ({ eventType, isTest, resendOf }) => (
      <>
        <code className={classes['event']}>{eventType}</code>
        {isTest && <span className={classes['tag']}>test</span>}
        {resendOf && !isTest && <span className={classes['tag']}>again</span>}
      </>
    ),
  },
  {
    id: 'subject',
    header: 'About',
    width: 'minmax(186px, 1fr)',
    cell: ({ subject, sequence, isTest }) => (
      <span className="mono">
        {subject.replace(/^([^/]+)\/.*(.{12})$/, '$1 …$2')}
        {!isTest && <span className={classes['quiet']}> · {sequence}</span>}
      </span>
    ),
  },
  {
    id: 'attempts',
    header: 'Attempts',
    width: '84px',
    align: 'right',
    cell: ({ attempts }) => <span className="tabular">{attempts}</span>,
  },
  {
    id: 'result',
    header: 'Last answer',
    width: 'minmax(120px, 1fr)',
    cell: (delivery) => resultOf(delivery) || <span className={classes['quiet']}>none yet</span>,
  },
  {
    id: 'duration',
    header: 'Took',
    width: '76px',
    align: 'right',
    cell: ({ durationMs, lastReason }) =>
      durationMs === undefined || lastReason === 'circuit-open' ? (
        ''
      ) : (
        <span className="tabular">{durationMs} ms</span>
      ),
  },
  {
    id: 'next',
    header: 'Next attempt',
    width: '132px',
    cell: ({ nextAttemptAt }) => (nextAttemptAt === undefined ? '' : <Time at={nextAttemptAt} />),
  },
  {
    id: 'queuedAt',
    header: 'Queued',
    width: '132px',
    align: 'right',
    cell: ({ queuedAt }) => <Time at={queuedAt} />,
  },
]

interface DeliveryTableProps {
  readonly asked: DeliveryAsked
  readonly onLive: (state: LiveState) => void
}

/** Everything that was sent to an endpoint, as it goes on. */
export const DeliveryTable = ({ asked, onLive }: DeliveryTableProps): ReactElement => {
  const navigate = useNavigate()
  const selected = useParams({ strict: false }).deliveryId
  const { flashes, flash } = useFlashes()
  const { rows, problem, live, loadMore, reload } = useLiveDeliveries(asked, flash)
  useEffect(() => {
    onLive(live)
  }, [live, onLive])
  if (problem && !rows) return <ProblemNotice problem={problem} onRetry={reload} />
  return (
    <DataTable
      label="Deliveries"
      columns={columns}
      rows={rows}
      rowId={({ deliveryId }) => deliveryId}
      selected={selected}
      flashes={flashes}
      onOpen={({ deliveryId }) =>
        void navigate({
          to: '/webhooks/$endpointId/$deliveryId',
          params: { endpointId: asked.endpointId, deliveryId },
          replace: selected !== undefined,
        })
      }
      onNearEnd={loadMore}
      empty={
        <EmptyState icon={<InboxIcon size={20} />} title="Nothing here">
          {asked.status === undefined
            ? 'What happens from now on and is asked for appears here. A ping shows whether it works.'
            : 'No delivery is in this state.'}
        </EmptyState>
      }
    />
  )
}
