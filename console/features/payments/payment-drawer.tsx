import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useState, type ReactElement } from 'react'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import { Copy } from '../../ui/copy.tsx'
import { formatAmount } from '../../ui/money.ts'
import { Notice, ProblemNotice } from '../../ui/notice.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { EventTimeline } from './event-timeline.tsx'
import { JourneySteps } from './journey-steps.tsx'
import { journeyOf, momentsOf } from './journey.ts'
import { Parties } from './parties.tsx'
import classes from './payment-drawer.module.css'
import { PaymentActions } from './payment-actions.tsx'
import { PaymentFacts } from './payment-facts.tsx'
import { paymentQuery, paymentTimeline, type TimelineEntry } from './payment-queries.ts'
import { PaymentParts, PaymentSums } from './payment-parts.tsx'
import { sentenceOf, whatToDo, whyItWaits } from './payment-status.ts'
import { OperatorActions } from './operator-actions.tsx'
import { StatusPill } from './status-pill.tsx'
import { TimeControl } from './time-control.tsx'

/** One payment: where it stands, how it came there, and how it stood at any moment before. */
export const PaymentDrawer = (): ReactElement => {
  const { paymentId } = useParams({ from: '/signed-in/payments/$paymentId' })
  const search = useSearch({ from: '/signed-in/payments' })
  const navigate = useNavigate()
  const close = useCallback(() => {
    void navigate({ to: '/payments', search })
  }, [navigate, search])
  return (
    <SidePanel key={paymentId} title={`Payment ${paymentId.slice(-12)}`} onClose={close}>
      <Payment paymentId={paymentId} />
    </SidePanel>
  )
}

const Payment = ({ paymentId }: { paymentId: string }): ReactElement => {
  const [at, setAt] = useState<string>()
  const now = useQuery(paymentQuery(paymentId))
  const then = useQuery({ ...paymentQuery(paymentId, at ?? ''), enabled: at !== undefined })
  const timeline = useQuery(paymentTimeline(paymentId))
  const problem = now.error ?? timeline.error ?? (at === undefined ? null : then.error)
  const again = async () =>
    Promise.all([now, timeline, then].map(async (one) => (one.error ? one.refetch() : undefined)))
  const notice = problem && <ProblemNotice problem={problem} onRetry={again} />
  if (!now.data || !timeline.data) return notice ?? <Loading />
  // While the past is being read the present stays; nothing flickers.
  const shown = at === undefined ? now.data : (then.data ?? now.data)
  return (
    <>
      {/* What was read stays below it: somebody may be filling in one of its dialogs. */}
      {notice}
      <PaymentBody payment={shown} timeline={timeline.data} at={at} onAt={setAt} />
    </>
  )
}

interface PaymentBodyProps {
  readonly payment: PaymentShown
  readonly timeline: readonly TimelineEntry[]
  readonly at: string | undefined
  readonly onAt: (at: string | undefined) => void
}

const PaymentBody = ({ payment, timeline, at, onAt }: PaymentBodyProps): ReactElement => (
  <div className={classes['stack']}>
    <div>
      <div className={classes['top']}>
        <div>
          <div className={classes['amount']}>
            {formatAmount(payment.amount)}
            <span className={classes['currency']}>{payment.amount.currency}</span>
          </div>
          <div className={`tabular ${classes['reference']}`}>
            {payment.endToEndId}
            <Copy value={payment.endToEndId} label="Copy the end-to-end id" />
          </div>
        </div>
        <StatusPill status={payment.status} />
      </div>
      <Notices payment={payment} isPast={at !== undefined} />
    </div>
    {at === undefined && <PaymentActions payment={payment} />}
    <PaymentSums payment={payment} />
    <section className={classes['section']}>
      <h3>Journey</h3>
      <div className={classes['box']}>
        <JourneySteps steps={journeyOf(timeline, at)} current={payment.status} />
        <TimeControl moments={momentsOf(timeline)} at={at} onChange={onAt} />
      </div>
    </section>
    <Parties payment={payment} />
    {at === undefined && <PaymentParts payment={payment} />}
    <section className={classes['section']}>
      <h3>Details</h3>
      <PaymentFacts payment={payment} />
    </section>
    <section className={classes['section']}>
      <h3>Events</h3>
      <EventTimeline timeline={timeline} until={at} />
    </section>
  </div>
)

const Notices = ({ payment, isPast }: { payment: PaymentShown; isPast: boolean }): ReactElement => {
  const { rejection, needsOperator, waiting, status } = payment
  const isStuck = needsOperator !== undefined || waiting !== undefined || status === 'unknown'
  return (
    <div className={classes['notices']}>
      {rejection && (
        <Notice tone="red" title={`${rejection.code} · ${rejection.reason}`}>
          {rejectedBy[rejection.by]}
        </Notice>
      )}
      {payment.endedBecause && (
        <Notice tone="slate" title="Why it ended">
          {payment.endedBecause}
        </Notice>
      )}
      {needsOperator && (
        <Notice tone="amber" title="Somebody should look at it">
          {sentenceOf(needsOperator)}
          {rejection && needsOperator === 'rail-asks-operator' && ` ${whatToDo(rejection)}`}
        </Notice>
      )}
      {waiting && (
        <Notice tone="slate" title="Waits for the rail">
          {whyItWaits(status, waiting, needsOperator === 'rail-asks-operator')}
        </Notice>
      )}
      {status === 'unknown' && (
        <Notice tone="violet" title="Not known whether the rail has it">
          The rail is asked until it says so. The payment is not sent again.
        </Notice>
      )}
      {payment.handled && !needsOperator && (
        <Notice tone="slate" title="Somebody has looked">
          {payment.handled}
        </Notice>
      )}
      {!isPast && <OperatorActions payment={payment} isStuck={isStuck} />}
    </div>
  )
}

const rejectedBy = {
  validation: 'Found when it was checked, before it went anywhere.',
  rail: 'Said by the rail.',
  millrace: 'Ended here.',
} as const

const Loading = (): ReactElement => (
  <div className={classes['stack']} aria-busy>
    <Skeleton height={34} width={210} />
    <Skeleton height={150} radius={10} />
    <Skeleton height={78} radius={10} />
    <Skeleton height={120} radius={10} />
  </div>
)
