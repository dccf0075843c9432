import type { ReactElement } from 'react'

/** The mark: water in its race. */
export const Mark = ({ size = 24 }: { size?: number }): ReactElement => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable={false}>
    <rect width="32" height="32" rx="8" fill="#0b6676" />
    <g fill="none" stroke="#fff" strokeWidth={2.4} strokeLinecap="round">
      <path d="M6.5 11.5c3.2-2.6 6.3-2.6 9.5 0s6.3 2.6 9.5 0" />
      <path d="M6.5 16.5c3.2-2.6 6.3-2.6 9.5 0s6.3 2.6 9.5 0" opacity={0.75} />
      <path d="M6.5 21.5c3.2-2.6 6.3-2.6 9.5 0s6.3 2.6 9.5 0" opacity={0.45} />
    </g>
  </svg>
)
