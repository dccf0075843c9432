import type { ReactElement } from 'react'
import type {
  BankStatementShown,
  LineMatch,
} from '../../../contexts/payments/statements/contract.ts'
import { Pill } from '../../ui/pill.tsx'
import type { Tone } from '../../ui/tone.ts'

const tones: Readonly<Record<LineMatch, Tone>> = {
  open: 'slate',
  matched: 'green',
  unmatched: 'grey',
  ambiguous: 'amber',
}

/** How a line was matched, in a word. */
export const MatchPill = ({ match }: { match: LineMatch }): ReactElement => (
  <Pill tone={tones[match]}>{match}</Pill>
)

/** How many lines of a statement were matched, and how many want looking at. */
export const MatchCounts = ({ statement }: { statement: BankStatementShown }): ReactElement => {
  const { matched, unmatched, ambiguous, lines } = statement
  const open = lines - matched - unmatched - ambiguous
  return (
    <span style={{ display: 'inline-flex', gap: 6 }}>
      {matched > 0 && <Pill tone="green">{matched.toLocaleString()} matched</Pill>}
      {ambiguous > 0 && <Pill tone="amber">{ambiguous.toLocaleString()} ambiguous</Pill>}
      {unmatched > 0 && <Pill tone="grey">{unmatched.toLocaleString()} unmatched</Pill>}
      {open > 0 && <Pill tone="slate">{open.toLocaleString()} open</Pill>}
    </span>
  )
}

const checks: Readonly<Record<string, readonly [Tone, string]>> = {
  agrees: ['green', 'Balances agree'],
  differs: ['red', 'Balances differ'],
  'not-checkable': ['grey', 'Not checkable'],
}

/** Whether the booked entries lead from the opening to the closing balance. */
export const BalancePill = ({ check }: { check: string | null }): ReactElement => {
  const [tone, text] = checks[check ?? ''] ?? ['slate', 'Being received']
  return <Pill tone={tone}>{text}</Pill>
}
