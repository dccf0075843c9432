import type { ReactElement } from 'react'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'

const stateTones: Readonly<Record<string, Tone>> = {
  live: 'green',
  running: 'green',
  standby: 'slate',
  building: 'teal',
  starting: 'teal',
  retrying: 'amber',
  stopped: 'red',
  missing: 'red',
}

/** How something that runs in the background is doing, and why. */
export const State = ({
  state,
  reason,
}: {
  state: string
  reason?: string | undefined
}): ReactElement => (
  <span title={reason}>
    <Pill tone={stateTones[state] ?? 'grey'}>{state.charAt(0).toUpperCase() + state.slice(1)}</Pill>
    {reason && <div style={{ color: 'var(--mr-ink-3)', fontSize: '0.75rem' }}>{reason}</div>}
  </span>
)
