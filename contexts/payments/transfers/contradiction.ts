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

/** Another rail than the one that it was handed to speaks of it: nobody gave it to that one, or it was refused there. */
export const atAnotherRail = (
  transfer: Transfer,
  rail: string,
  evidence: Evidence,
): readonly TransferFact[] =>
  transfer.status === 'proposed' || transfer.contradictions.includes('at-another-rail')
    ? []
    : [
        {
          fact: 'contradicted',
          status: transfer.status,
          claimed: 'at-another-rail',
          rail,
          evidence,
        },
      ]

const canBeContradicted = (status: Transfer['status']): status is Contradictable =>
  status === 'submitted' ||
  status === 'pending' ||
  status === 'settled' ||
  status === 'returned' ||
  status === 'rejected'
