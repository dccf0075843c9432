import type { ReactElement, ReactNode } from 'react'
import classes from './security.module.css'

interface FactorLineProps {
  readonly icon: ReactNode
  readonly title: ReactNode
  /** In few words: whether it is on. */
  readonly state?: ReactNode
  readonly children: ReactNode
  readonly actions?: ReactNode
}

/** One way to prove who one is, and what can be done about it. */
export const FactorLine = (props: FactorLineProps): ReactElement => {
  const { icon, title, state, children, actions } = props
  return (
    <div className={classes['line']}>
      <span className={classes['icon']}>{icon}</span>
      <div className={classes['body']}>
        <div className={classes['title']}>
          {title} {state}
        </div>
        <div className={classes['text']}>{children}</div>
      </div>
      {actions && <div className={classes['actions']}>{actions}</div>}
    </div>
  )
}
