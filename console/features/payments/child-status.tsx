import type { ReactElement } from 'react'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'

const tones: Readonly<Record<string, Tone>> = {
  requested: 'slate',
  'awaiting-approval': 'amber',
  expired: 'grey',
  'under-way': 'teal',
  submitted: 'blue',
  pending: 'amber',
  unknown: 'violet',
  settled: 'green',
  rejected: 'red',
  cancelled: 'grey',
  reversed: 'red',
  returned: 'red',
  'not-sent': 'amber',
  open: 'amber',
  won: 'green',
  lost: 'red',
  waiting: 'amber',
  approved: 'green',
  denied: 'red',
  withdrawn: 'grey',
}

const moving = new Set(['requested', 'under-way', 'submitted', 'pending'])

/** The state of a capture, refund, dispute, attempt or approval. */
export const ChildStatus = ({ status }: { status: string }): ReactElement => {
  const words = status.replaceAll('-', ' ')
  return (
    <Pill tone={tones[status] ?? 'grey'} moving={moving.has(status)}>
      {words.charAt(0).toUpperCase() + words.slice(1)}
    </Pill>
  )
}
