import { useEffect, type ReactElement, type ReactNode } from 'react'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** Beside the title: a state in few words. */
  readonly beside?: ReactNode
  readonly actions?: ReactNode
  /** The page is as high as the window, and a part of it scrolls. */
  readonly fill?: boolean
  readonly children: ReactNode
}

/** A page with its title, also in the window's. */
export const Page = ({
  title,
  beside,
  actions,
  fill = false,
  children,
}: PageProps): ReactElement => {
  useEffect(() => {
    document.title = `${title} · Millrace`
  }, [title])
  return (
    <div className={classes['page']} data-fill={fill}>
      <header className={classes['header']}>
        <h1 className={classes['title']}>{title}</h1>
        {beside}
        {actions && <div className={classes['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  readonly title?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export const Panel = ({ title, actions, children }: PanelProps): ReactElement => (
  <section className={classes['panel']}>
    {title && (
      <div className={classes['panelHeader']}>
        <h2 className={classes['panelTitle']}>{title}</h2>
        {actions && <div className={classes['actions']}>{actions}</div>}
      </div>
    )}
    {children}
  </section>
)

/** Above a part of a page that has no panel. */
export const Heading = ({ id, children }: { id?: string; children: ReactNode }): ReactElement => (
  <h2 id={id} className={classes['heading']}>
    {children}
  </h2>
)

/** Names and values below each other. */
export const Facts = ({ children }: { children: ReactNode }): ReactElement => (
  <dl className={classes['facts']}>{children}</dl>
)

export const Fact = ({ name, children }: { name: string; children: ReactNode }): ReactElement => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
)
