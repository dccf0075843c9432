import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, type ReactElement } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { CheckIcon, CloseIcon } from '../../ui/icons.tsx'
import { formatDate } from '../../ui/instants.ts'
import { ProblemNotice } from '../../ui/notice.tsx'
import { Time } from '../../ui/time.tsx'
import {
  stageNames,
  stepsOf,
  toldOf,
  trackedQuery,
  type TrackedPayment,
  type TrackedStep,
} from './tracked.ts'
import classes from './tracking.module.css'

/** How far one payment has come, for whoever was given the link. Needs no account and knows of none. */
export const TrackingPage = (): ReactElement => {
  const { token } = useParams({ from: '/track/$token' })
  const { data, error, refetch } = useQuery(trackedQuery(token))
  useEffect(() => {
    document.title = data ? toldOf(data).title : 'Your payment'
  }, [data])
  return (
    <main className={classes['page']}>
      <div className={classes['card']}>
        {data ? <Tracked payment={data} /> : error ? null : <Loading />}
        {error && <Failure problem={error} onRetry={refetch} />}
      </div>
      <p className={classes['foot']}>
        {data
          ? `This page shows how far one payment has come, and nothing else. It ends on ${formatDate(data.expiresAt.slice(0, 10))}.`
          : 'This page shows how far one payment has come, and nothing else.'}
      </p>
    </main>
  )
}

const Tracked = ({ payment }: { payment: TrackedPayment }): ReactElement => {
  const { title, says } = toldOf(payment)
  const steps = stepsOf(payment)
  return (
    <>
      <div aria-live="polite">
        <h1 className={classes['title']}>{title}</h1>
        <p className={classes['says']}>{says}</p>
      </div>
      <ol className={classes['steps']} aria-label="Stages">
        {steps.map((step, index) => (
          <Step
            key={step.stage}
            step={step}
            isNow={step.stage === payment.stage}
            isNextTaken={steps[index + 1]?.at !== undefined}
          />
        ))}
      </ol>
    </>
  )
}

interface StepProps {
  readonly step: TrackedStep
  readonly isNow: boolean
  readonly isNextTaken: boolean
}

const Step = ({ step: { stage, at }, isNow, isNextTaken }: StepProps): ReactElement => {
  const isBad = stage === 'not-made' || stage === 'sent-back'
  return (
    <li
      className={classes['step']}
      data-state={at === undefined ? 'ahead' : isNow ? 'now' : 'done'}
      data-moving={(isNow && stage !== 'arrived' && !isBad) || undefined}
      data-bad={isBad || undefined}
      data-link={isNextTaken ? 'done' : 'ahead'}
      aria-current={isNow ? 'step' : undefined}
    >
      <span className={classes['mark']}>
        {at !== undefined && (isBad ? <CloseIcon size={12} /> : <CheckIcon size={12} />)}
      </span>
      <span className={classes['name']}>{stageNames[stage]}</span>
      <span className={classes['time']}>{at !== undefined && <Time at={at} />}</span>
    </li>
  )
}

const Failure = (props: { problem: Error; onRetry: () => unknown }): ReactElement => {
  const { problem } = props
  const slug = problem instanceof ApiProblem ? problem.slug : ''
  if (slug === 'tracking-link-expired')
    return (
      <>
        <h1 className={classes['title']}>This link has expired</h1>
        <p className={classes['says']}>Whoever gave it to you can give you another one.</p>
      </>
    )
  if (slug === 'tracking-link-unknown' || slug === 'invalid-request')
    return (
      <>
        <h1 className={classes['title']}>This link leads nowhere</h1>
        <p className={classes['says']}>
          A part of it may have been lost on the way. Please copy it again, from its beginning to
          its end.
        </p>
      </>
    )
  return <ProblemNotice problem={problem} onRetry={props.onRetry} />
}

const Loading = (): ReactElement => (
  <div aria-busy>
    <Skeleton height={26} width={240} />
    <Skeleton height={14} width={180} mt={10} />
    <Skeleton height={150} mt={28} radius={10} />
  </div>
)
