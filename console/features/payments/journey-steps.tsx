import type { ReactElement } from 'react'
import { formatElapsed } from '../../ui/instants.ts'
import { CheckIcon, CloseIcon } from '../../ui/icons.tsx'
import { Time } from '../../ui/time.tsx'
import { toneStyle } from '../../ui/tone.ts'
import classes from './journey.module.css'
import type { Step } from './journey.ts'
import { statusLooks } from './payment-status.ts'

/** The way that a payment has come, with its times, and what lies ahead. */
export const JourneySteps = ({
  steps,
  current,
}: {
  steps: readonly Step[]
  /** The status that it is in: not always the last that was first reached. */
  current: string
}): ReactElement => (
  <ol className={classes['journey']} aria-label="Journey">
    {steps.map((step, index) => (
      <JourneyStep
        key={step.status}
        step={step}
        isNow={step.status === current}
        next={steps[index + 1]}
      />
    ))}
  </ol>
)

interface JourneyStepProps {
  readonly step: Step
  readonly isNow: boolean
  readonly next: Step | undefined
}

const JourneyStep = ({ step, isNow, next }: JourneyStepProps): ReactElement => {
  const { status, at, times } = step
  const { label, tone } = statusLooks[status]
  const state = isNow ? 'now' : at === undefined ? 'ahead' : 'done'
  return (
    <li
      className={classes['step']}
      style={toneStyle(tone)}
      data-state={state}
      data-link={next?.at === undefined ? 'ahead' : 'done'}
      aria-current={isNow ? 'step' : undefined}
    >
      <span className={classes['mark']}>
        {at !== undefined &&
          (status === 'rejected' ? <CloseIcon size={11} /> : <CheckIcon size={11} />)}
      </span>
      {at !== undefined && next?.at !== undefined && (
        <span className={classes['elapsed']}>{formatElapsed(at, next.at)}</span>
      )}
      <div className={classes['name']}>
        {label}
        {times > 1 && ` ×${times}`}
      </div>
      <div className={classes['time']}>{at === undefined ? '' : <Time at={at} />}</div>
    </li>
  )
}
