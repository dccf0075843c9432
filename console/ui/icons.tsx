import type { ReactElement, ReactNode } from 'react'

const icon = (name: string, children: ReactNode) => {
  const Icon = ({ size = 16 }: { size?: number }): ReactElement => (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      focusable={false}
    >
      {children}
    </svg>
  )
  Icon.displayName = `${name}Icon`
  return Icon
}

export const PaymentsIcon = icon(
  'Payments',
  <>
    <path d="M2 5.500h10.500M9.8 2.800l2.7 2.7-2.7 2.7" />
    <path d="M14 10.500H3.500M6.2 7.800l-2.7 2.7 2.7 2.7" />
  </>,
)
export const ChevronIcon = icon('Chevron', <path d="M3.500 6l4.500 4.500L12.500 6" />)
export const FileIcon = icon(
  'File',
  <>
    <path d="M4 1.800h5l3.2 3.200v8.200a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V2.800a1 1 0 0 1 1-1Z" />
    <path d="M8.8 1.900v3.300h3.300M5.5 8.500h5M5.5 11h3.5" />
  </>,
)
export const WebhookIcon = icon(
  'Webhook',
  <>
    <circle cx="8" cy="4.300" r="2.300" />
    <circle cx="3.900" cy="11.500" r="2.300" />
    <circle cx="12.100" cy="11.500" r="2.300" />
    <path d="M6.900 6.300 5 9.500M9.100 6.300l1.900 3.200M6.200 11.500h3.600" />
  </>,
)
export const MapIcon = icon(
  'Map',
  <>
    <rect x="1.800" y="2.300" width="4.200" height="3.800" rx="1" />
    <rect x="10" y="6.100" width="4.200" height="3.800" rx="1" />
    <rect x="1.800" y="9.900" width="4.200" height="3.800" rx="1" />
    <path d="M6 4.200c2.500 0 1.500 3.300 4 3.300M6 11.800c2.500 0 1.500-3.300 4-3.300" />
  </>,
)
export const SendIcon = icon(
  'Send',
  <path d="M14 2 7.300 8.700M14 2 9.800 14l-2.500-5.300L2 6.200 14 2Z" />,
)
export const AccountsIcon = icon(
  'Accounts',
  <>
    <path d="M8 2.500v11M3 4.500h10M5.500 13.500h5" />
    <path d="M3 4.500 1.500 9a2.200 2.200 0 0 0 3 0L3 4.500Z" />
    <path d="M13 4.500 11.500 9a2.200 2.200 0 0 0 3 0L13 4.500Z" />
  </>,
)
export const LimitIcon = icon(
  'Limit',
  <>
    <path d="M2.500 11.500a5.700 5.700 0 1 1 11 0" />
    <path d="m8 10.500 3-3.700M2 13.500h12" />
  </>,
)
export const LogIcon = icon(
  'Log',
  <>
    <path d="M8 2 2 5l6 3 6-3-6-3ZM2 8l6 3 6-3M2 11l6 3 6-3" />
  </>,
)
export const UsersIcon = icon(
  'Users',
  <>
    <circle cx="6" cy="5.5" r="2.5" />
    <path d="M1.8 13.500c.3-2.5 2-3.8 4.2-3.800s3.9 1.3 4.2 3.800M10.5 3.200a2.4 2.4 0 0 1 0 4.600M12 10c1.3.5 2.1 1.7 2.3 3.5" />
  </>,
)
export const KeyIcon = icon(
  'Key',
  <>
    <circle cx="5.3" cy="10.7" r="3" />
    <path d="m7.5 8.5 5.7-5.700M10.7 5.300l2 2M13.2 2.800l.8.8" />
  </>,
)
export const SearchIcon = icon(
  'Search',
  <>
    <circle cx="7" cy="7" r="4.5" />
    <path d="m10.5 10.5 3.2 3.2" />
  </>,
)
export const UploadIcon = icon(
  'Upload',
  <path d="M8 10.500v-8M5 5.300l3-3 3 3M2.5 10.500v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2" />,
)
export const DownIcon = icon('Down', <path d="m4 6 4 4 4-4" />)
export const RightIcon = icon('Right', <path d="m6 4 4 4-4 4" />)
export const CloseIcon = icon('Close', <path d="m4 4 8 8M12 4l-8 8" />)
export const CheckIcon = icon('Check', <path d="m3 8.5 3.3 3.300L13 4.8" />)
export const AlertIcon = icon(
  'Alert',
  <path d="M8 5.800v3.200M8 11.300v.1M7 2.5 1.7 11.700a1.2 1.2 0 0 0 1 1.800h10.600a1.2 1.2 0 0 0 1-1.800L9 2.500a1.2 1.2 0 0 0-2 0Z" />,
)
export const LockIcon = icon(
  'Lock',
  <>
    <rect x="3" y="7" width="10" height="6.8" rx="1.3" />
    <path d="M5.3 7V5a2.7 2.7 0 0 1 5.4 0v2" />
  </>,
)
export const EyeIcon = icon(
  'Eye',
  <>
    <path d="M1.5 8S3.8 3.7 8 3.7 14.5 8 14.5 8 12.2 12.3 8 12.3 1.5 8 1.5 8Z" />
    <circle cx="8" cy="8" r="2" />
  </>,
)
export const CopyIcon = icon(
  'Copy',
  <>
    <rect x="5.5" y="5.5" width="8" height="8" rx="1.3" />
    <path d="M3.5 10.500a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1" />
  </>,
)
export const SunIcon = icon(
  'Sun',
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2" />
    <path d="m3.4 3.4.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
  </>,
)
export const MoonIcon = icon('Moon', <path d="M13.5 9.500A6 6 0 0 1 6.5 2.500a6 6 0 1 0 7 7Z" />)
export const ScreenIcon = icon(
  'Screen',
  <>
    <rect x="1.8" y="2.8" width="12.4" height="8.4" rx="1.2" />
    <path d="M5.5 13.700h5" />
  </>,
)
export const SignOutIcon = icon(
  'SignOut',
  <path d="M6 13.500H3.500a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1H6M10.5 11l3-3-3-3M13.3 8H6.5" />,
)
export const RefreshIcon = icon(
  'Refresh',
  <path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M12 1.500v2.700H9.3" />,
)
export const PauseIcon = icon('Pause', <path d="M5.5 3.500v9M10.5 3.500v9" />)
export const PlayIcon = icon('Play', <path d="M5 3.200v9.600L12.5 8 5 3.200Z" />)
export const ShieldIcon = icon(
  'Shield',
  <path d="M8 1.8 2.8 3.700v4c0 3.2 2.2 5.5 5.2 6.5 3-1 5.2-3.3 5.2-6.500v-4L8 1.800ZM5.7 8l1.7 1.7 3-3.2" />,
)
export const BookIcon = icon(
  'Book',
  <path d="M8 4c-1.3-1-3-1.3-5.5-1.300v9.600c2.5 0 4.2.3 5.5 1.3 1.3-1 3-1.3 5.5-1.300V2.700C11 2.7 9.3 3 8 4Zm0 0v9.6" />,
)
export const PlusIcon = icon('Plus', <path d="M8 3v10M3 8h10" />)
export const MoreIcon = icon('More', <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth={2.2} />)
export const HistoryIcon = icon(
  'History',
  <path d="M2.5 8a5.5 5.5 0 1 0 1.7-4M4 1.500v2.700h2.700M8 5v3.200l2.2 1.3" />,
)
export const InboxIcon = icon(
  'Inbox',
  <path d="M2 9.500h3.500l1 1.800h3l1-1.800H14M2 9.500l2-6.200h8l2 6.200v3.200a.8.8 0 0 1-.8.800H2.800a.8.8 0 0 1-.8-.8V9.500Z" />,
)
export const KeyboardIcon = icon(
  'Keyboard',
  <>
    <rect x="1.5" y="4" width="13" height="8" rx="1.2" />
    <path d="M4 6.500h.01M6.7 6.500h.01M9.3 6.500h.01M12 6.500h.01M5.5 9.500h5" />
  </>,
)
