import { Button, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCallback, type ReactElement } from 'react'
import type { AttemptShown, DeliveryDetail } from '../../../contexts/webhooks/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { RefreshIcon } from '../../ui/icons.tsx'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { Fact, Facts } from '../../ui/page.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { Time } from '../../ui/time.tsx'
import { toneStyle, type Tone } from '../../ui/tone.ts'
import { useChange } from '../access/use-change.ts'
import { useMay } from '../access/use-session.ts'
import { abandonedWords, DeliveryPill } from './states.tsx'
import { changedList, deliveryQuery } from './webhook-queries.ts'
import classes from './webhooks.module.css'

/** One delivery, and each attempt that was made of it. */
export const DeliveryDrawer = (): ReactElement => {
  const { endpointId, deliveryId } = useParams({
    from: '/signed-in/webhooks/$endpointId/$deliveryId',
  })
  const navigate = useNavigate()
  const delivery = useQuery(deliveryQuery(deliveryId))
  const close = useCallback(() => {
    void navigate({ to: '/webhooks/$endpointId', params: { endpointId } })
  }, [navigate, endpointId])
  return (
    <SidePanel key={deliveryId} title={`Delivery ${deliveryId.slice(-12)}`} onClose={close}>
      {delivery.error && !delivery.data && (
        <ProblemNotice problem={delivery.error} onRetry={delivery.refetch} />
      )}
      {!delivery.data && !delivery.error && <Skeleton height={220} radius={10} />}
      {delivery.data && <Delivery delivery={delivery.data} />}
    </SidePanel>
  )
}

const Delivery = ({ delivery }: { delivery: DeliveryDetail }): ReactElement => (
  <div className={classes['stack']}>
    <div className={classes['head']}>
      <code className={classes['headType']}>{delivery.eventType}</code>
      <DeliveryPill status={delivery.status} />
    </div>
    <DeliveryNotice delivery={delivery} />
    <section className={classes['section']}>
      <h3>Attempts</h3>
      {delivery.attemptLog.length === 0 ? (
        <p className={classes['quiet']}>None yet.</p>
      ) : (
        <ol className={classes['attempts']}>
          {delivery.attemptLog.map((attempt, index) => (
            <Attempt key={`${attempt.attempt} ${index}`} attempt={attempt} />
          ))}
        </ol>
      )}
    </section>
    <section className={classes['section']}>
      <h3>Details</h3>
      <DeliveryFacts delivery={delivery} />
    </section>
    <ResendButton delivery={delivery} />
  </div>
)

const DeliveryNotice = ({ delivery }: { delivery: DeliveryDetail }): ReactElement | null => {
  const { status, abandonedBecause, nextAttemptAt, isTest } = delivery
  if (status === 'abandoned')
    return (
      <Notice tone="red" title={isTest ? 'The ping was not taken' : 'Not tried any more'}>
        {isTest ? 'A ping has one attempt.' : (abandonedWords[abandonedBecause ?? ''] ?? '')}
      </Notice>
    )
  if (status === 'retrying' && nextAttemptAt)
    return (
      <Notice tone="amber" title="It is tried again">
        The next attempt is due <Time at={nextAttemptAt} />. Later events of the same thing wait
        behind it.
      </Notice>
    )
  if (status === 'waiting')
    return (
      <Notice tone="slate" title="It waits its turn">
        An earlier event of the same thing has to be taken first.
      </Notice>
    )
  return null
}

const tones: Readonly<Record<AttemptShown['outcome'], Tone>> = {
  'under-way': 'blue',
  taken: 'green',
  failed: 'red',
  postponed: 'grey',
}

const wordsOf = ({ outcome, status, reason }: AttemptShown): string => {
  if (outcome === 'under-way') return 'Under way'
  if (outcome === 'taken') return `Taken, HTTP ${status ?? ''}`
  const why = status === undefined ? (reason ?? '').replaceAll('-', ' ') : `HTTP ${status}`
  if (reason === 'circuit-open') return 'Not called: it failed just before'
  return outcome === 'postponed' ? `Not made: ${why}` : `Failed: ${why}`
}

const Attempt = ({ attempt }: { attempt: AttemptShown }): ReactElement => (
  <li className={classes['attempt']} style={toneStyle(tones[attempt.outcome])}>
    <div className={classes['attemptHead']}>
      <span className={classes['attemptNumber']}>{attempt.attempt}</span>
      <span className={classes['attemptWords']}>{wordsOf(attempt)}</span>
      <span className={classes['attemptTime']}>
        {attempt.durationMs !== undefined &&
          attempt.reason !== 'circuit-open' &&
          `${attempt.durationMs} ms · `}
        <Time at={attempt.startedAt} precise />
      </span>
    </div>
    {attempt.answer !== undefined && (
      <pre className={classes['answer']}>{attempt.answer ?? 'erased'}</pre>
    )}
  </li>
)

const DeliveryFacts = ({ delivery }: { delivery: DeliveryDetail }): ReactElement => {
  const [kind, id = ''] = delivery.subject.split('/')
  return (
    <Facts>
      <Fact name="webhook-id">
        <span className="mono">{delivery.eventId}</span>{' '}
        <Copy value={delivery.eventId} label="Copy the webhook-id" />
      </Fact>
      <Fact name="About">
        {kind === 'payment' ? (
          <Link to="/payments/$paymentId" params={{ paymentId: id }} className="mono">
            payment …{id.slice(-12)}
          </Link>
        ) : (
          <span className="mono">{delivery.subject}</span>
        )}
        , version {delivery.sequence}
      </Fact>
      <Fact name="Queued">
        <Time at={delivery.queuedAt} precise />
      </Fact>
      {delivery.resendOf && (
        <Fact name="Sent again of">
          <Link
            to="/webhooks/$endpointId/$deliveryId"
            params={{ endpointId: delivery.endpointId, deliveryId: delivery.resendOf }}
            className="mono"
          >
            …{delivery.resendOf.slice(-12)}
          </Link>
        </Fact>
      )}
    </Facts>
  )
}

const ResendButton = ({ delivery }: { delivery: DeliveryDetail }): ReactElement | null => {
  const navigate = useNavigate()
  const mayOperate = useMay('operator', 'administrator')
  const { endpointId } = delivery
  const resend = useChange<{ deliveryId: string; position: string }>(
    changedList,
    ({ deliveryId }) => {
      notifications.show({ message: 'It is sent again' })
      void navigate({
        to: '/webhooks/$endpointId/$deliveryId',
        params: { endpointId, deliveryId },
        replace: true,
      })
    },
  )
  if (!mayOperate) return null
  return (
    <>
      {resend.error && <ProblemNotice problem={resend.error} />}
      <div>
        <Button
          variant="default"
          leftSection={<RefreshIcon size={13} />}
          loading={resend.isPending}
          onClick={() =>
            resend.mutate({
              method: 'POST',
              path: `/v1/webhooks/deliveries/${encodeURIComponent(delivery.deliveryId)}/resend`,
            })
          }
        >
          Send again
        </Button>
      </div>
    </>
  )
}
