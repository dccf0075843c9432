import { Progress } from '@mantine/core'
import type { ReactElement } from 'react'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { formatAmount } from '../../ui/money.ts'
import { Time } from '../../ui/time.tsx'
import { percentUsed } from './limit-words.ts'

const colourOf = (percent: number): string => {
  if (percent >= 100) return 'red'
  return percent >= 80 ? 'yellow' : 'teal'
}

/** How much is used and left, as a bar and in words. */
export const LimitUsage = ({ limit }: { limit: LimitShown }): ReactElement => {
  const { amount, count, currency, used, left, resetsAt, window } = limit
  if (window.per === 'payment') return <span>Each payment by itself</span>
  const percent = percentUsed(limit)
  const words = [
    ...(amount === undefined
      ? []
      : [`${formatAmount({ minorUnits: left.amount ?? '0', currency })} left`]),
    ...(count === undefined ? [] : [`${left.count ?? 0} of ${count} payments left`]),
  ].join(', ')
  return (
    <div style={{ minWidth: 180 }}>
      <Progress
        value={percent}
        color={colourOf(percent)}
        size="sm"
        aria-label={`${Math.round(percent)} % used`}
      />
      <div className="tabular" style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>
        {words}
        {resetsAt !== undefined && used.count > 0 && (
          <>
            {'; more at '}
            <Time at={resetsAt} />
          </>
        )}
      </div>
    </div>
  )
}
