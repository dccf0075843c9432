import { Button } from '@mantine/core'
import type { ReactElement, ReactNode } from 'react'
import { ApiProblem } from '../api/problem.ts'
import { AlertIcon, CheckIcon } from './icons.tsx'
import classes from './notice.module.css'
import { toneStyle, type Tone } from './tone.ts'

interface NoticeProps {
  readonly tone: Tone
  readonly title?: ReactNode
  readonly children?: ReactNode
  /** Whether it came up because of something, and should be read out. */
  readonly urgent?: boolean
}

/** Something to know before going on. */
export const Notice = ({ tone, title, children, urgent = false }: NoticeProps): ReactElement => (
  <div className={classes['notice']} style={toneStyle(tone)} role={urgent ? 'alert' : undefined}>
    <span className={classes['icon']}>{tone === 'green' ? <CheckIcon /> : <AlertIcon />}</span>
    <div className={classes['body']}>
      {title && <div className={classes['title']}>{title}</div>}
      {children}
    </div>
  </div>
)

interface ProblemNoticeProps {
  readonly problem: unknown
  readonly onRetry?: () => unknown
}

/** What went wrong, as the server tells it: title, bad fields, and the id under which it is in the logs. */
export const ProblemNotice = ({ problem, onRetry }: ProblemNoticeProps): ReactElement => {
  const { title, detail, fields, requestId } = described(problem)
  return (
    <Notice tone="red" title={title} urgent>
      {detail && <div>{detail}</div>}
      {fields.length > 0 && (
        <ul className={classes['fields']}>
          {fields.map(({ field, reason, line }) => (
            <li key={`${field} ${line ?? ''} ${reason}`}>
              <span className={`mono ${classes['field']}`}>{field}</span> {reason}
              {line !== undefined && ` (line ${line})`}
            </li>
          ))}
        </ul>
      )}
      {requestId && (
        <div className={classes['trace']}>
          Request <span className="mono">{requestId}</span>
        </div>
      )}
      {onRetry && mayHelp(problem) && (
        <Button mt="sm" size="xs" variant="default" onClick={() => void onRetry()}>
          Try again
        </Button>
      )}
    </Notice>
  )
}

/** Asking again for what is forbidden, unknown or malformed gives the same answer. */
const mayHelp = (problem: unknown): boolean =>
  !(problem instanceof ApiProblem) || problem.isTransient || problem.status >= 500

const described = (problem: unknown): ApiProblem => {
  if (problem instanceof ApiProblem) return problem
  const detail = problem instanceof Error ? problem.message : undefined
  return new ApiProblem({
    status: 0,
    slug: 'unexpected',
    title: 'Something unexpected happened',
    detail,
  })
}

interface EmptyStateProps {
  readonly icon: ReactNode
  readonly title: string
  readonly children: ReactNode
  readonly actions?: ReactNode
}

/** Nothing here yet, and what to do about it. */
export const EmptyState = ({ icon, title, children, actions }: EmptyStateProps): ReactElement => (
  <div className={classes['empty']}>
    <div className={classes['emptyIcon']}>{icon}</div>
    <div className={classes['emptyTitle']}>{title}</div>
    <div className={classes['emptyText']}>{children}</div>
    {actions && <div className={classes['emptyActions']}>{actions}</div>}
  </div>
)
