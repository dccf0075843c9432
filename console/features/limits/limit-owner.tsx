import type { ReactElement } from 'react'
import type { LimitShown } from '../../../contexts/payments/limits/contract.ts'
import { scopeWords } from './limit-words.ts'

/** Whom a limit is for, by what it is called; a long name takes more lines, not the room of the bounds. */
export const LimitOwner = ({
  limit: { scope, subject, label },
}: {
  readonly limit: Pick<LimitShown, 'scope' | 'subject' | 'label'>
}): ReactElement => (
  <div title={subject} style={{ minWidth: 150, maxWidth: 280, overflowWrap: 'anywhere' }}>
    {scopeWords[scope]} <span className="mono">{label ?? subject.slice(-12)}</span>
  </div>
)
