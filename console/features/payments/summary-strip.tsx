import { HoverCard } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Fragment, type ReactElement } from 'react'
import type { PaymentStatus, SummaryShown } from '../../../contexts/payments/contract.ts'
import { useLive } from '../../api/use-live.ts'
import { formatAmount, formatMoney } from '../../ui/money.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Dot } from '../../ui/pill.tsx'
import { toneStyle } from '../../ui/tone.ts'
import { paymentSummary } from './payment-queries.ts'
import { statuses, statusLooks } from './payment-status.ts'
import { replaceRows, totalsByStatus, worthShowing, type StatusTotals } from './summary-rows.ts'
import classes from './summary-strip.module.css'

interface SummaryStripProps {
  readonly chosen: PaymentStatus | undefined
  readonly onChoose: (status: PaymentStatus | undefined) => void
}

/** How many payments are in which state, live; a click shows only those. */
export const SummaryStrip = ({ chosen, onChoose }: SummaryStripProps): ReactElement => {
  const client = useQueryClient()
  const summary = useQuery(paymentSummary)
  useLive<SummaryShown>({
    path: '/v1/payments/summary/live',
    after: summary.data?.position,
    onRows: (changed) =>
      client.setQueryData(paymentSummary.queryKey, (data) =>
        data ? { ...data, items: replaceRows(data.items, changed) } : data,
      ),
    onLost: () => void client.resetQueries({ queryKey: paymentSummary.queryKey }),
  })
  if (summary.error && !summary.data)
    return <ProblemNotice problem={summary.error} onRetry={summary.refetch} />
  return (
    <section className={classes['strip']} aria-label="Payments by status" aria-busy={!summary.data}>
      {worthShowing(totalsByStatus(statuses, summary.data?.items ?? []), chosen).map((totals) => (
        <Segment
          key={totals.status}
          totals={totals}
          isKnown={summary.data !== undefined}
          isChosen={chosen === totals.status}
          onChoose={() => onChoose(chosen === totals.status ? undefined : totals.status)}
        />
      ))}
    </section>
  )
}

interface SegmentProps {
  readonly totals: StatusTotals
  readonly isKnown: boolean
  readonly isChosen: boolean
  readonly onChoose: () => void
}

const sumsShown = 2

const Segment = ({ totals, isKnown, isChosen, onChoose }: SegmentProps): ReactElement => {
  const { status, count, sums } = totals
  const { label, tone, says } = statusLooks[status]
  return (
    <HoverCard openDelay={350} position="bottom-start" offset={4}>
      <HoverCard.Target>
        <button
          type="button"
          className={classes['segment']}
          style={toneStyle(tone)}
          aria-pressed={isChosen}
          data-zero={count === 0}
          onClick={onChoose}
        >
          <span className={classes['label']}>
            <Dot tone={tone} />
            {label}
          </span>
          <span className={classes['count']}>{isKnown ? count.toLocaleString() : '–'}</span>
          {sums.slice(0, sums.length > sumsShown ? sumsShown - 1 : sumsShown).map((sum) => (
            <span key={sum.currency} className={classes['sum']}>
              {formatMoney(sum)}
            </span>
          ))}
          {sums.length > sumsShown && (
            <span className={classes['sum']}>+{sums.length - 1} currencies</span>
          )}
        </button>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <div style={{ marginBottom: sums.length > 0 ? 8 : 0, fontSize: '0.75rem', maxWidth: 240 }}>
          {says}.
        </div>
        <div className={classes['sums']}>
          {sums.map((sum) => (
            <Fragment key={sum.currency}>
              <span>
                {sum.currency}{' '}
                <span style={{ color: 'var(--mr-ink-3)' }}>× {sum.count.toLocaleString()}</span>
              </span>
              <span>{formatAmount(sum)}</span>
            </Fragment>
          ))}
        </div>
      </HoverCard.Dropdown>
    </HoverCard>
  )
}
