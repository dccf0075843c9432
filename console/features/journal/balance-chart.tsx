// A drawing of one's own is no file that an img could show.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useId, type ReactElement } from 'react'
import type { HistoryShown } from '../../../contexts/payments/journal/contract.ts'
import { formatMoney } from '../../ui/money.ts'
import { Time } from '../../ui/time.tsx'
import classes from './journal.module.css'
import { drawingOf, stepsOf } from './step-path.ts'

const width = 520
const height = 96

/** How a balance moved, as steps: it is what it is until something is booked. */
export const BalanceChart = ({
  history,
  currency,
}: {
  history: HistoryShown
  currency: string
}): ReactElement => {
  const gradient = useId()
  const steps = stepsOf(history, currency)
  const { line, area, zero } = drawingOf(steps, width, height)
  const amounts = steps.map(({ text }) => BigInt(text))
  const low = amounts.reduce((one, other) => (other < one ? other : one))
  const high = amounts.reduce((one, other) => (other > one ? other : one))
  const money = (units: bigint) => formatMoney({ minorUnits: units.toString(), currency })
  return (
    <figure className={classes['chart']}>
      <svg
        viewBox={`0 -6 ${width} ${height + 12}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Booked balance between ${money(low)} and ${money(high)}`}
      >
        <defs>
          <linearGradient id={gradient} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0%" stopColor="var(--mr-teal-dot)" stopOpacity="0.28" />
            <stop offset="100%" stopColor="var(--mr-teal-dot)" stopOpacity="0.03" />
          </linearGradient>
        </defs>
        <path d={area} fill={`url(#${gradient})`} />
        {zero !== undefined && (
          <line x1="0" x2={width} y1={zero} y2={zero} className={classes['zero']} />
        )}
        <path d={line} className={classes['line']} />
      </svg>
      <figcaption className={classes['legend']}>
        <Time at={history.from} />
        <span className="tabular">
          {low === high ? money(high) : `${money(low)} to ${money(high)}`}
        </span>
        <Time at={history.to} />
      </figcaption>
    </figure>
  )
}
