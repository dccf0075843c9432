import type { Evidence, RailClaim } from '../event-fields.ts'
import type { Transfer } from './transfer.ts'
import type { Contradictable, TransferFact } from './transfer-facts.ts'

/** Records a claim that cannot be true beside what is known; each kind of claim once. */
export const contradiction = (
  transfer: Transfer,
  claimed: RailClaim,
  evidence: Evidence,
  told: { readonly railReference?: string | undefined; readonly code?: string | undefined } = {},
): readonly TransferFact[] => {
  const { status } = transfer
  if (!canBeContradicted(status) || transfer.contradictions.includes(claimed)) return []
  const { railReference, code } = told
  return [
    {
      fact: 'contradicted',
      status,
      claimed,
      ...(railReference ? { railReference } : {}),
      ...(code ? { code } : {}),
      evidence,
    },
  ]
}

const canBeContradicted = (status: Transfer['status']): status is Contradictable =>
  status === 'submitted' ||
  status === 'pending' ||
  status === 'settled' ||
  status === 'returned' ||
  status === 'rejected'
