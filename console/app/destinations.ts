import type { ComponentType } from 'react'
import type { Role } from '../features/access/roles.ts'
import {
  AlertIcon,
  BookIcon,
  CheckIcon,
  AccountsIcon,
  FileIcon,
  HistoryIcon,
  KeyIcon,
  LimitIcon,
  LogIcon,
  MapIcon,
  PaymentsIcon,
  SendIcon,
  ShieldIcon,
  UsersIcon,
  WebhookIcon,
} from '../ui/icons.tsx'

export interface Destination {
  readonly to:
    | '/payments'
    | '/approvals'
    | '/files'
    | '/statements'
    | '/accounts'
    | '/limits'
    | '/rails'
    | '/webhooks'
    | '/messages'
    | '/requests'
    | '/dead-letters'
    | '/platform'
    | '/users'
    | '/api-keys'
    | '/audit'
  readonly label: string
  readonly group?: string
  readonly icon: ComponentType<{ size?: number }>
  /** Pressed after `g`. */
  readonly key: string
  /** Shown to those who may see it; absent for everybody. */
  readonly roles?: readonly Role[]
}

/** The pages, in the order of the sidebar. */
export const destinations: readonly Destination[] = [
  { to: '/payments', label: 'Payments', icon: PaymentsIcon, key: 'p' },
  { to: '/approvals', label: 'Approvals', icon: CheckIcon, key: 'v' },
  { to: '/files', label: 'Files', icon: FileIcon, key: 'f' },
  { to: '/statements', label: 'Bank statements', icon: BookIcon, key: 'b' },
  { to: '/accounts', label: 'Accounts', icon: AccountsIcon, key: 'c' },
  { to: '/limits', label: 'Limits', icon: LimitIcon, key: 'i' },
  { to: '/rails', label: 'Rails', icon: SendIcon, key: 'r' },
  { to: '/messages', label: 'Messages', group: 'Integration', icon: MapIcon, key: 'm' },
  { to: '/requests', label: 'Requests', icon: HistoryIcon, key: 'q' },
  { to: '/dead-letters', label: 'Dead letters', icon: AlertIcon, key: 'd' },
  { to: '/webhooks', label: 'Webhooks', icon: WebhookIcon, key: 'w' },
  { to: '/platform', label: 'Platform', group: 'Operations', icon: LogIcon, key: 'l' },
  {
    to: '/audit',
    label: 'Audit',
    icon: ShieldIcon,
    key: 'a',
    roles: ['compliance', 'administrator'],
  },
  {
    to: '/users',
    label: 'Users',
    group: 'Access',
    icon: UsersIcon,
    key: 'u',
    roles: ['administrator'],
  },
  { to: '/api-keys', label: 'API keys', icon: KeyIcon, key: 'k', roles: ['administrator'] },
]

/** Those that somebody with these roles may see. */
export const destinationsFor = (roles: readonly Role[]): readonly Destination[] =>
  destinations.filter(
    (destination) => destination.roles?.some((role) => roles.includes(role)) ?? true,
  )
