import type { ReactElement } from 'react'
import { Pill } from '../../ui/pill.tsx'
import type { Severity } from './traffic-queries.ts'
import { differenceWords } from './traffic-words.ts'

interface Compared {
  readonly difference?: string
  readonly severity?: Severity
}

/** Whether what was seen agrees with what is declared, and how it does not. */
export const Difference = ({ of }: { of: Compared }): ReactElement => {
  const { difference, severity } = of
  if (difference === undefined) return <Pill tone="green">As declared</Pill>
  const words = differenceWords[difference] ?? difference.replaceAll('-', ' ')
  return <Pill tone={severity === 'warning' ? 'amber' : 'grey'}>{words}</Pill>
}
