import type { ReactElement } from 'react'
import { Dialog } from '../ui/dialog.tsx'
import { useSession } from '../features/access/use-session.ts'
import { destinationsFor } from './destinations.ts'
import classes from './palette.module.css'
import { modifierKey } from './use-shortcuts.ts'

/** Every key that does something. */
export const ShortcutsDialog = ({ onClose }: { onClose: () => void }): ReactElement => {
  const { roles } = useSession()
  const keys: readonly (readonly [keys: string, does: string])[] = [
    [`${modifierKey}K`, 'Find a page, a payment or an action'],
    ...destinationsFor(roles).map(({ key, label }) => [`g ${key}`, `Go to ${label}`] as const),
    ['/', 'Filter by end-to-end id'],
    ['↑ ↓ or k j', 'Move through a list'],
    ['Enter', 'Open what is marked'],
    ['Esc', 'Close what was opened'],
    ['?', 'These keys'],
  ]
  return (
    <Dialog onClose={onClose} title="Keyboard shortcuts" size={420} centered>
      <dl className={classes['keys']}>
        {keys.map(([pressed, does]) => (
          <div key={pressed} className={classes['keyLine']}>
            <dt>{does}</dt>
            <dd>
              <kbd>{pressed}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
