import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { roleLabel } from '../features/access/roles.ts'
import { signOut } from '../features/access/session.ts'
import { useSession } from '../features/access/use-session.ts'
import { CheckIcon, LockIcon, MoonIcon, ScreenIcon, SignOutIcon, SunIcon } from '../ui/icons.tsx'
import classes from './shell.module.css'

const schemes: readonly { value: MantineColorScheme; label: string; icon: ReactNode }[] = [
  { value: 'light', label: 'Light', icon: <SunIcon /> },
  { value: 'dark', label: 'Dark', icon: <MoonIcon /> },
  { value: 'auto', label: 'As the system', icon: <ScreenIcon /> },
]

interface PersonMenuProps {
  readonly onHelp: () => void
  readonly helpIcon: ReactNode
}

/** Who is signed in, and what belongs to them. */
export const PersonMenu = ({ onHelp, helpIcon }: PersonMenuProps): ReactElement => {
  const { displayName = 'Signed in', roles } = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const client = useQueryClient()
  const router = useRouter()
  const leave = async (): Promise<void> => {
    await signOut(client)
    await router.navigate({ to: '/sign-in', search: {} })
  }
  return (
    <>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <button
            type="button"
            className={classes['person']}
            aria-label={`Account of ${displayName}`}
          >
            <span className={classes['initials']} aria-hidden>
              {initialsOf(displayName)}
            </span>
            <span className={classes['personText']}>
              <div className={classes['personName']}>{displayName}</div>
              <div className={classes['personRoles']}>{roles.map(roleLabel).join(', ')}</div>
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Appearance</Menu.Label>
          {schemes.map(({ value, label, icon }) => (
            <Menu.Item
              key={value}
              leftSection={icon}
              rightSection={colorScheme === value && <CheckIcon size={14} />}
              onClick={() => setColorScheme(value)}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={helpIcon} onClick={onHelp}>
            Keyboard shortcuts
          </Menu.Item>
          <Menu.Item
            leftSection={<LockIcon />}
            onClick={() => void router.navigate({ to: '/security' })}
          >
            Security
          </Menu.Item>
          <Menu.Item leftSection={<SignOutIcon />} onClick={() => void leave()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .flatMap((word) => word.charAt(0).toUpperCase())
    .slice(0, 2)
    .join('')
