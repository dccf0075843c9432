import { ActionIcon, Tooltip } from '@mantine/core'
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react'
import { CloseIcon } from './icons.tsx'
import classes from './side-panel.module.css'

interface SidePanelProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** One thing of a list, beside the list, which stays in reach. Escape closes it. */
export const SidePanel = ({ title, actions, onClose, children }: SidePanelProps): ReactElement => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  useEffect(() => {
    let isTaken = false
    // Looked at before anybody takes the key: what it closes is gone by the time that it arrives here.
    const look = ({ target }: KeyboardEvent): void => {
      isTaken = document.querySelector('[role=dialog], [role=menu]') !== null || isOpened(target)
    }
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !isTaken && !event.defaultPrevented) onClose()
    }
    window.addEventListener('keydown', look, { capture: true })
    document.addEventListener('keydown', close)
    return () => {
      window.removeEventListener('keydown', look, { capture: true })
      document.removeEventListener('keydown', close)
    }
  }, [onClose])
  return (
    <aside className={classes['panel']} aria-label={title}>
      <header className={classes['head']}>
        <h2 ref={heading} tabIndex={-1} className={classes['title']}>
          {title}
        </h2>
        <div className={classes['actions']}>
          {actions}
          <Tooltip label="Close (Esc)">
            <ActionIcon aria-label="Close" onClick={onClose}>
              <CloseIcon />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      {/* What scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={classes['body']} tabIndex={0} aria-label={`${title}, details`}>
        {children}
      </section>
    </aside>
  )
}

/** A choice whose list is open. */
const isOpened = (target: EventTarget | null): boolean =>
  target instanceof Element && target.getAttribute('aria-expanded') === 'true'
