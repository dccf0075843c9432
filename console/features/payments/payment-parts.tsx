import { useQuery } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import type { PaymentShown } from '../../../contexts/payments/contract.ts'
import type { CaptureShown, RefundShown } from '../../../contexts/payments/transfers/contract.ts'
import { formatAmount, formatMoney, type Money } from '../../ui/money.ts'
import { Time } from '../../ui/time.tsx'
import { actorWords } from '../../ui/words.ts'
import { ApprovalActions } from './approval-actions.tsx'
import { CancelPart, cancellationWords } from './cancel-part.tsx'
import { ChildStatus } from './child-status.tsx'
import { DisputeActions } from './dispute-actions.tsx'
import { attemptsOf, capturesOf, disputesOf, refundsOf } from './payment-children.ts'
import drawer from './payment-drawer.module.css'
import classes from './payment-parts.module.css'

/** What was held, captured, settled, refunded and disputed of a payment, where any of it was. */
export const PaymentSums = ({ payment }: { payment: PaymentShown }): ReactElement | null => {
  const { held, captured, settled, refunding, refunded, disputed, captureMode } = payment
  const { capturesAwaitingApproval, refundsAwaitingApproval } = payment
  const sums: readonly (readonly [string, Money | undefined])[] = [
    ['Held', held],
    ['Capture waits for approval', capturesAwaitingApproval],
    ['Captured', captured],
    ['Settled', settled],
    ['Refund waits for approval', refundsAwaitingApproval],
    ['Refund under way', refunding],
    ['Refunded', refunded],
    ['Disputed', disputed],
  ]
  const shown = sums.filter(([, sum]) => sum !== undefined && sum.minorUnits !== '0')
  // That an ordinary payment has settled in full is said by its status.
  if (captureMode === 'automatic' && shown.length < 2) return null
  return (
    <dl className={classes['sums']} aria-label="Sums">
      {shown.map(([name, sum]) => (
        <div key={name} className={classes['sum']}>
          <dt>{name}</dt>
          <dd>{sum && formatAmount(sum)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Captures, refunds, disputes and attempts; each only where there are some. */
export const PaymentParts = ({ payment }: { payment: PaymentShown }): ReactElement => {
  const { paymentId } = payment
  const captures = useQuery({
    ...capturesOf(paymentId),
    enabled: payment.captureMode === 'manual',
  })
  const refunds = useQuery({
    ...refundsOf(paymentId),
    enabled: payment.settled !== undefined,
  })
  const disputes = useQuery({ ...disputesOf(paymentId), enabled: payment.disputed !== undefined })
  const attempts = useQuery(attemptsOf(paymentId))
  return (
    <>
      <Captures paymentId={paymentId} captures={captures.data} />
      <Refunds refunds={refunds.data} />
      <Parts title="Disputes">
        {disputes.data?.map((dispute) => (
          <Part
            key={dispute.disputeId}
            status={dispute.status}
            amount={dispute.amount}
            at={dispute.openedAt}
          >
            Reason {dispute.reasonCode}
            {dispute.responseDue && (
              <>
                {' '}
                · answer due <Time at={dispute.responseDue} />
              </>
            )}
            {dispute.evidenceAt && ' · evidence was sent'}
            {dispute.status === 'open' && <DisputeActions dispute={dispute} />}
          </Part>
        ))}
      </Parts>
      <Parts title="Attempts">
        {attempts.data?.map(({ transfer, kind, attempt, outcome, amount, startedAt, ...more }) => (
          <Part key={`${transfer}.${attempt}`} status={outcome} amount={amount} at={startedAt}>
            {`${kind} ${transfer}, attempt ${attempt}, over ${more.rail}`}
            {more.route &&
              ` (${more.route.rule.replaceAll('-', ' ')}: ${more.route.because.replaceAll('-', ' ')})`}
            {more.reason && ` · ${more.reason.replaceAll('-', ' ')}`}
            {more.standardCode && ` (${more.standardCode.replaceAll('-', ' ')})`}
            {more.nextTryAt && (
              <>
                {' '}
                · next try <Time at={more.nextTryAt} />
              </>
            )}
          </Part>
        ))}
      </Parts>
    </>
  )
}

const isOver = (status: string): boolean => status === 'settled' || status === 'rejected'

interface CapturesProps {
  readonly paymentId: string
  readonly captures: readonly CaptureShown[] | undefined
}

const Captures = ({ paymentId, captures }: CapturesProps): ReactElement => (
  <Parts title="Captures">
    {captures?.map(({ captureId, number, status, amount, requestedAt, ...capture }) => (
      <Part key={captureId} status={status} amount={amount} at={requestedAt}>
        {capture.approvedBy && `approved by ${actorWords(capture.approvedBy)}`}
        {capture.rejection && `${capture.rejection.code} · ${capture.rejection.reason}`}
        {!isOver(status) && cancellationWords(capture.cancellation)}
        <CancelPart paymentId={paymentId} kind="capture" number={number} status={status} />
        {status === 'awaiting-approval' && (
          <ApprovalActions asked={{ paymentId, kind: 'capture', number, amount }} />
        )}
      </Part>
    ))}
  </Parts>
)

const Refunds = ({ refunds }: { refunds: readonly RefundShown[] | undefined }): ReactElement => (
  <Parts title="Refunds">
    {refunds?.map(({ refundId, status, amount, requestedAt, reason, ...refund }) => (
      <Part key={refundId} status={status} amount={amount} at={requestedAt}>
        {`${reason.replaceAll('-', ' ')}, by ${actorWords(refund.requestedBy)}`}
        {refund.approvedBy && `, approved by ${actorWords(refund.approvedBy)}`}
        {status === 'awaiting-approval' && (
          <ApprovalActions
            asked={{ paymentId: refund.paymentId, kind: 'refund', number: refund.number, amount }}
          />
        )}
        {refund.rejection && ` · ${refund.rejection.code} ${refund.rejection.reason}`}
        {!isOver(status) && cancellationWords(refund.cancellation)}
        <CancelPart
          paymentId={refund.paymentId}
          kind="refund"
          number={refund.number}
          status={status}
        />
      </Part>
    ))}
  </Parts>
)

interface PartsProps {
  readonly title: string
  readonly children: readonly ReactElement[] | undefined
}

const Parts = ({ title, children }: PartsProps): ReactElement | null =>
  children === undefined || children.length === 0 ? null : (
    <section className={drawer['section']}>
      <h3>{title}</h3>
      <ul className={classes['list']}>{children}</ul>
    </section>
  )

interface PartProps {
  readonly status: string
  readonly amount: Money
  readonly at: string
  readonly children: ReactNode
}

const Part = ({ status, amount, at, children }: PartProps): ReactElement => (
  <li className={classes['part']}>
    <ChildStatus status={status} />
    <Time at={at} />
    <span className={classes['amount']}>{formatMoney(amount)}</span>
    {children && <div className={classes['about']}>{children}</div>}
  </li>
)
