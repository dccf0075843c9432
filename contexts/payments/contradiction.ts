import type { Evidence, PaymentEvent, RailClaim } from './events.ts'
import type { PaymentStatus } from './contract.ts'
import type { KnownPayment } from './payment-state.ts'

/** Records a claim that cannot be true beside what is known; each kind of claim once. */
export const contradiction = (
  payment: KnownPayment,
  claimed: RailClaim,
  evidence: Evidence,
  told: { readonly railReference?: string | undefined; readonly code?: string | undefined } = {},
): readonly PaymentEvent[] => {
  const { status } = payment
  if (!canBeContradicted(status) || payment.contradictions.includes(claimed)) return []
  const { railReference, code } = told
  return [
    {
      type: 'RailContradicted',
      data: {
        status,
        claimed,
        ...(railReference ? { railReference } : {}),
        ...(code ? { code } : {}),
        evidence,
      },
    },
  ]
}

const canBeContradicted = (
  status: PaymentStatus,
): status is 'submitted' | 'pending' | 'settled' | 'rejected' =>
  status === 'submitted' || status === 'pending' || status === 'settled' || status === 'rejected'
