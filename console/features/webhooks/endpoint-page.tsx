import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { useState, type ReactElement } from 'react'
import type { DeliveryStatus, EndpointShown } from '../../../contexts/webhooks/contract.ts'
import type { LiveState } from '../../api/live.ts'
import { LiveMark } from '../../ui/live-mark.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Time } from '../../ui/time.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { EndpointActions } from './endpoint-actions.tsx'
import { EventTypes } from './wanted-events.tsx'
import { deliveryLooks, EndpointPill } from './states.tsx'
import { useLiveEndpoints } from './use-live-webhooks.ts'
import { endpointQuery } from './webhook-queries.ts'
import classes from './webhooks.module.css'

/** One endpoint: how it is doing, and everything that was sent to it. */
export const EndpointPage = (): ReactElement => {
  const { endpointId } = useParams({ from: '/signed-in/webhooks/$endpointId' })
  const endpoint = useQuery(endpointQuery(endpointId))
  const [live, setLive] = useState<LiveState>('connecting')
  const [status, setStatus] = useState<DeliveryStatus>()
  useLiveEndpoints(endpoint.data?.position)
  const shown = endpoint.data
  return (
    <Page
      title={shown ? (shown.description ?? new URL(shown.url).host) : 'Endpoint'}
      fill
      beside={
        <>
          {shown && <EndpointPill endpoint={shown} />}
          <LiveMark state={live} />
        </>
      }
      actions={shown && shown.status !== 'removed' && <EndpointActions endpoint={shown} />}
    >
      <nav className={classes['crumb']} aria-label="Breadcrumb">
        <Link to="/webhooks">Webhooks</Link> <span aria-hidden>/</span>
        <span className="mono">{shown?.url ?? endpointId}</span>
      </nav>
      {endpoint.error && !shown && (
        <ProblemNotice problem={endpoint.error} onRetry={endpoint.refetch} />
      )}
      {!shown && !endpoint.error && <Skeleton height={92} radius={10} />}
      {shown && (
        <>
          <EndpointNotice endpoint={shown} />
          <EndpointFigures endpoint={shown} />
          <StatusChoice value={status} onChange={setStatus} />
          <DeliveryTable
            key={status ?? 'all'}
            asked={{ endpointId, ...(status ? { status } : {}) }}
            onLive={setLive}
          />
        </>
      )}
      <Outlet />
    </Page>
  )
}

const EndpointNotice = ({ endpoint }: { endpoint: EndpointShown }): ReactElement | null => {
  const { status, pausedBecause, failingSince, missingSince, missed, open } = endpoint
  if (status === 'removed')
    return (
      <Notice tone="grey" title="This endpoint was removed">
        Nothing is sent to it.
      </Notice>
    )
  if (status === 'paused') {
    const count = `${open.toLocaleString()} ${open === 1 ? 'delivery waits' : 'deliveries wait'}`
    const waits = `${count}; a resume brings what is not older than 30 days.`
    if (pausedBecause === 'gone')
      return (
        <Notice tone="red" title="It says that it is gone (HTTP 410), so it was paused">
          Ask its owner. {waits}
        </Notice>
      )
    if (pausedBecause === 'failing')
      return (
        <Notice tone="red" title="It took nothing for three days, so it was paused">
          Ask its owner. {waits}
        </Notice>
      )
    if (missingSince !== undefined)
      return (
        <Notice tone="red" title="So much waits that nothing more is queued for it">
          What happened since <Time at={missingSince} /> is not sent, also not after a resume.{' '}
          {waits}
        </Notice>
      )
    return (
      <Notice tone="slate" title="Paused">
        {waits}
      </Notice>
    )
  }
  if (failingSince === undefined)
    return missed === undefined ? null : (
      <Notice tone="amber" title="It was not told of everything">
        From <Time at={missed.from} /> until <Time at={missed.until} /> too much waited for it, and
        what happened was not queued.
      </Notice>
    )
  return (
    <Notice tone="amber" title="It takes nothing at the moment">
      Since <Time at={failingSince} />. Everything is tried again; after three days without a
      success it is paused.
    </Notice>
  )
}

const EndpointFigures = ({ endpoint }: { endpoint: EndpointShown }): ReactElement => (
  <section className={classes['figures']} aria-label="Figures">
    <Figure name="Delivered" value={endpoint.delivered} />
    <Figure name="Waiting" value={endpoint.open} tone={endpoint.open > 0 ? 'amber' : undefined} />
    <Figure name="Failed attempts" value={endpoint.failedAttempts} />
    <Figure
      name="Abandoned"
      value={endpoint.abandoned}
      tone={endpoint.abandoned > 0 ? 'red' : undefined}
    />
    <div className={classes['aside']}>
      <div>
        <span className={classes['label']}>Asks for</span>
        <EventTypes types={endpoint.eventTypes} shownMax={6} />
      </div>
      <div>
        <span className={classes['label']}>Secret</span>
        <span>
          number {endpoint.secretGeneration}
          {endpoint.previousSecretUntil && (
            <>
              {' '}
              · the one before signs too until <Time at={endpoint.previousSecretUntil} />
            </>
          )}
        </span>
      </div>
      <div>
        <span className={classes['label']}>Last delivery</span>
        {endpoint.lastDeliveredAt ? <Time at={endpoint.lastDeliveredAt} /> : 'none yet'}
      </div>
    </div>
  </section>
)

interface FigureProps {
  readonly name: string
  readonly value: number
  readonly tone?: string | undefined
}

const Figure = ({ name, value, tone }: FigureProps): ReactElement => (
  <div className={classes['figure']}>
    <span className={classes['label']}>{name}</span>
    <span
      className={`tabular ${classes['value']}`}
      style={tone ? { color: `var(--mr-${tone})` } : {}}
    >
      {value.toLocaleString()}
    </span>
  </div>
)

interface StatusChoiceProps {
  readonly value: DeliveryStatus | undefined
  readonly onChange: (status: DeliveryStatus | undefined) => void
}

const choices: readonly (DeliveryStatus | undefined)[] = [
  undefined,
  'delivered',
  'retrying',
  'due',
  'waiting',
  'abandoned',
]

const StatusChoice = ({ value, onChange }: StatusChoiceProps): ReactElement => (
  <fieldset className={classes['chips']} aria-label="Deliveries shown">
    {choices.map((status) => (
      <button
        key={status ?? 'all'}
        type="button"
        className={classes['chip']}
        aria-pressed={status === value}
        onClick={() => onChange(status)}
      >
        {status === undefined ? 'All' : deliveryLooks[status].word}
      </button>
    ))}
  </fieldset>
)
