import { Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { Fragment, type ReactElement } from 'react'
import { useSession } from '../features/access/use-session.ts'
import { ApprovalsCount } from '../features/payments/approvals-count.tsx'
import { Mark } from '../ui/brand.tsx'
import { BookIcon, KeyboardIcon, SearchIcon } from '../ui/icons.tsx'
import { destinationsFor } from './destinations.ts'
import { PersonMenu } from './person-menu.tsx'
import classes from './shell.module.css'
import { modifierKey } from './use-shortcuts.ts'

interface SidebarProps {
  readonly onSearch: () => void
  readonly onHelp: () => void
}

/** The ways to every page; a rail of icons where there is little room. */
export const Sidebar = ({ onSearch, onHelp }: SidebarProps): ReactElement => {
  const { roles } = useSession()
  const isRail = useMediaQuery('(max-width: 1100px)') ?? false
  return (
    <nav className={classes['sidebar']} aria-label="Pages">
      <Link to="/payments" className={classes['brand']} aria-label="Millrace">
        <Mark size={24} /> <span>Millrace</span>
      </Link>
      <button type="button" className={classes['search']} onClick={onSearch}>
        <SearchIcon size={14} /> <span>Find</span>
        <kbd className={classes['key']}>{modifierKey}K</kbd>
      </button>
      {destinationsFor(roles).map(({ to, label, group, icon: Icon }) => (
        <Fragment key={to}>
          {group && <div className={classes['group']}>{group}</div>}
          <Tooltip label={label} position="right" disabled={!isRail}>
            <Link to={to} className={classes['link']}>
              <Icon /> <span>{label}</span>
              {to === '/approvals' && <ApprovalsCount />}
            </Link>
          </Tooltip>
        </Fragment>
      ))}
      <div className={classes['foot']}>
        <Tooltip label="API reference" position="right" disabled={!isRail}>
          <a href="/docs" className={classes['link']}>
            <BookIcon /> <span>API reference</span>
          </a>
        </Tooltip>
        <PersonMenu onHelp={onHelp} helpIcon={<KeyboardIcon />} />
      </div>
    </nav>
  )
}
