import type { ReactElement } from 'react'
import classes from './webhooks.module.css'

interface EventTypesProps {
  readonly types: readonly string[]
  readonly shownMax?: number
}

/** What an endpoint wants, as small marks. */
export const EventTypes = ({ types, shownMax = 50 }: EventTypesProps): ReactElement => (
  <span className={classes['types']} title={types.join(', ')}>
    {types.slice(0, shownMax).map((type) => (
      <code key={type} className={classes['type']}>
        {type === '*' ? 'everything' : type}
      </code>
    ))}
    {types.length > shownMax && (
      <span className={classes['quiet']}>and {types.length - shownMax} more</span>
    )}
  </span>
)
