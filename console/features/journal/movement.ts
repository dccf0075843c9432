import type { LineShown } from '../../../contexts/payments/journal/contract.ts'

export interface Movement {
  readonly minorUnits: string
  readonly side: 'in' | 'out'
  /** Booked, or only set aside or under way. */
  readonly kind: 'booked' | 'aside'
  readonly words: string
}

/** What a line says in a few words: what was booked, or else what was set aside, put under way or given back. */
export const movementOf = ({
  posted,
  held,
  pendingOut,
  pendingIn,
  because,
}: Pick<LineShown, 'posted' | 'held' | 'pendingOut' | 'pendingIn' | 'because'>): Movement => {
  if (posted !== '0') {
    const side = posted.startsWith('-') ? 'out' : 'in'
    return { minorUnits: posted, side, kind: 'booked', words: booked[because] ?? 'Booked' }
  }
  const [out, came] = held === '0' ? [pendingOut, pendingIn] : [held, '0']
  const units = out === '0' ? came : out
  const isReleased = units.startsWith('-')
  const name = held === '0' ? (out === '0' ? 'Under way in' : 'Under way out') : 'Held'
  return {
    minorUnits: isReleased ? units.slice(1) : units,
    side: out === '0' ? 'in' : 'out',
    kind: 'aside',
    words: isReleased ? `${name}, released` : name,
  }
}

const booked: Readonly<Record<string, string>> = {
  TransactionPosted: 'Transaction',
  PaymentSettled: 'Payment settled',
  PaymentReturned: 'Payment returned',
  CaptureSettled: 'Capture settled',
  CaptureReturned: 'Capture returned',
  RefundSettled: 'Refund settled',
  RefundReversed: 'Refund reversed',
  DisputeLost: 'Dispute lost',
}
