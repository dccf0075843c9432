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
    const close = (event: KeyboardEvent): void => {
      // A dialog or a menu above it takes the key for itself.
      const isTaken = event.defaultPrevented || document.querySelector('[role=dialog], [role=menu]')
      if (event.key === 'Escape' && !isTaken) onClose()
    }
    document.addEventListener('keydown', close)
    return () => document.removeEventListener('keydown', close)
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
