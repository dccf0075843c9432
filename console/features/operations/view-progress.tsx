import { Progress } from '@mantine/core'
import type { ReactElement } from 'react'
import { formatSeconds } from '../../ui/instants.ts'
import type { Rebuild, ViewStatus } from './platform-queries.ts'
import classes from './platform.module.css'

/** How far a view has come; a rebuild beside it has a bar of its own. */
export const ViewProgress = ({ view }: { view: ViewStatus }): ReactElement => {
  const { position, head, rebuild } = view
  if (rebuild && isUnderWay(rebuild)) return <RebuildProgress rebuild={rebuild} />
  const behind = head - position
  return (
    <span className={classes['progressText']}>
      {position.toLocaleString()}
      {behind > 0 ? ` of ${head.toLocaleString()}` : ', up to date'}
      {rebuild?.state === 'failed' &&
        ` · the last rebuild failed${rebuild.reason ? `: ${rebuild.reason}` : ''}`}
    </span>
  )
}

export const isUnderWay = ({ state }: Rebuild): boolean => state === 'running' || state === 'paused'

const RebuildProgress = ({ rebuild }: { rebuild: Rebuild }): ReactElement => {
  const { position, target, state } = rebuild
  const percent = target === 0 ? 100 : Math.min(100, (position / target) * 100)
  const isPaused = state === 'paused'
  return (
    <div className={classes['progress']}>
      <Progress
        value={percent}
        size="sm"
        w={130}
        color={isPaused ? 'gray' : 'petrol'}
        aria-label="Progress of the rebuild"
      />
      <span className={classes['progressText']}>
        {Math.floor(percent)} %{paceOf(rebuild)}
      </span>
    </div>
  )
}

const paceOf = ({ state, position, target, ratePerSecond, secondsLeft }: Rebuild): string => {
  if (state === 'paused') return ', paused'
  if (position >= target) return ', being compared and swapped'
  const rate = ratePerSecond > 0 ? `, ${ratePerSecond.toLocaleString()} events/s` : ''
  return secondsLeft === undefined ? rate : `${rate}, ${formatSeconds(secondsLeft)} left`
}
