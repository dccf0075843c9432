import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import type { EndpointShown } from '../../../contexts/webhooks/contract.ts'
import { PlusIcon, WebhookIcon } from '../../ui/icons.tsx'
import { ListTable, type ListColumn } from '../../ui/list-table.tsx'
import { LiveMark } from '../../ui/live-mark.tsx'
import { EmptyState, Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { useMay } from '../access/use-session.ts'
import { EndpointDialog } from './endpoint-dialog.tsx'
import { EventTypes } from './wanted-events.tsx'
import { EndpointPill } from './states.tsx'
import { useLiveEndpoints } from './use-live-webhooks.ts'
import { endpointList } from './webhook-queries.ts'
import classes from './webhooks.module.css'

const columns: readonly ListColumn<EndpointShown>[] = [
  {
    id: 'endpoint',
    header: 'Endpoint',
    cell: ({ endpointId, url, description }) => (
      <Link to="/webhooks/$endpointId" params={{ endpointId }} className={classes['link'] ?? ''}>
        <span className={classes['name']}>{description ?? new URL(url).host}</span>
        <span className={`mono ${classes['url']}`}>{url}</span>
      </Link>
    ),
  },
  { id: 'status', header: 'Status', cell: (endpoint) => <EndpointPill endpoint={endpoint} /> },
  {
    id: 'types',
    header: 'Event types',
    cell: ({ eventTypes }) => <EventTypes types={eventTypes} shownMax={3} />,
  },
  {
    id: 'open',
    header: 'Waiting',
    align: 'right',
    cell: ({ open }) => <Count value={open} tone={open > 0 ? 'amber' : undefined} />,
  },
  {
    id: 'delivered',
    header: 'Delivered',
    align: 'right',
    cell: ({ delivered }) => <Count value={delivered} />,
  },
  {
    id: 'abandoned',
    header: 'Abandoned',
    align: 'right',
    cell: ({ abandoned }) => <Count value={abandoned} tone={abandoned > 0 ? 'red' : undefined} />,
  },
  {
    id: 'last',
    header: 'Last delivery',
    cell: ({ lastDeliveredAt }) =>
      lastDeliveredAt === undefined ? (
        <span className={classes['quiet']}>never</span>
      ) : (
        <Time at={lastDeliveredAt} />
      ),
  },
]

const Count = ({ value, tone }: { value: number; tone?: string | undefined }): ReactElement => (
  <span
    className={`tabular ${value === 0 ? classes['quiet'] : ''}`}
    style={tone ? { color: `var(--mr-${tone})`, fontWeight: 550 } : {}}
  >
    {value.toLocaleString()}
  </span>
)

/** Whose systems are told of what happens here. */
export const WebhooksPage = (): ReactElement => {
  const list = useQuery(endpointList)
  const live = useLiveEndpoints(list.data?.position)
  const mayOwn = useMay('administrator')
  const [isCreating, setCreating] = useState(false)
  const create = mayOwn && (
    <Button leftSection={<PlusIcon size={14} />} onClick={() => setCreating(true)}>
      New endpoint
    </Button>
  )
  const troubled = list.data?.items.filter(({ needsOperator }) => needsOperator) ?? []
  return (
    <Page title="Webhooks" beside={<LiveMark state={live} />} actions={list.data && create}>
      {troubled.length > 0 && (
        <Notice
          tone="red"
          title={
            troubled.length === 1
              ? 'An endpoint was paused by itself'
              : `${troubled.length} endpoints were paused by themselves`
          }
        >
          What is for {troubled.length === 1 ? 'it' : 'them'} waits until somebody resumes{' '}
          {troubled.length === 1 ? 'it' : 'them'}, for 30 days at the most:{' '}
          {troubled.map(({ url }) => new URL(url).host).join(', ')}
        </Notice>
      )}
      {list.error && !list.data ? (
        <ProblemNotice problem={list.error} onRetry={list.refetch} />
      ) : (
        <ListTable
          label="Endpoints"
          columns={columns}
          rows={list.data?.items}
          rowId={({ endpointId }) => endpointId}
          empty={
            <EmptyState
              icon={<WebhookIcon size={20} />}
              title="Nobody is told yet"
              actions={create}
            >
              An endpoint is an address of another system. It is sent what happens here, signed, in
              order for each payment, and again until it was taken.
            </EmptyState>
          }
        />
      )}
      {isCreating && <EndpointDialog onClose={() => setCreating(false)} />}
    </Page>
  )
}
