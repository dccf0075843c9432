import type { ReactElement } from 'react'
import classes from './amount.module.css'
import { formatAmount, type Money } from './money.ts'

/** An amount with its currency behind it, so that decimals stand below each other. */
export const Amount = ({ value }: { value: Money }): ReactElement => (
  <span className={classes['amount']}>
    {formatAmount(value)}
    <span className={classes['currency']}>{value.currency}</span>
  </span>
)
