import { Button, Slider } from '@mantine/core'
import type { ReactElement } from 'react'
import { HistoryIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import classes from './payment-drawer.module.css'

interface TimeControlProps {
  /** When something happened, in order. */
  readonly moments: readonly string[]
  /** Undefined: now. */
  readonly at: string | undefined
  readonly onChange: (at: string | undefined) => void
}

/** Goes back to any moment at which something happened. */
export const TimeControl = ({ moments, at, onChange }: TimeControlProps): ReactElement | null => {
  const last = moments.length - 1
  if (last < 1) return null
  const place = at === undefined ? last : moments.indexOf(at)
  return (
    <div className={classes['time']}>
      <div className={classes['timeHead']}>
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
          <HistoryIcon size={14} />
          {at === undefined ? (
            <span>As it is now</span>
          ) : (
            <strong>
              As it was at <Time at={at} precise />
            </strong>
          )}
        </span>
        {at !== undefined && (
          <Button size="compact-xs" variant="light" onClick={() => onChange(undefined)}>
            Back to now
          </Button>
        )}
      </div>
      <Slider
        aria-label="As it was at"
        size="xs"
        thumbSize={14}
        min={0}
        max={last}
        value={place}
        marks={moments.map((_, value) => ({ value }))}
        classNames={{ mark: classes['mark'] ?? '' }}
        label={null}
        thumbLabel="As it was at"
        onChange={(value) => onChange(value === last ? undefined : moments[value])}
      />
    </div>
  )
}
