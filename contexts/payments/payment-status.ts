import { compare, type Money } from '../../kernel/money.ts'
import type { PaymentStatus } from './contract.ts'
import {
  capturedOf,
  capturesOf,
  ownTransferOf,
  refundedOf,
  settledOf,
  type KnownPayment,
} from './payment-parts.ts'
import { hasEnded, type Transfer } from './transfers/transfer.ts'

/** Where a payment stands as a whole. The first line that fits, in each function, top to bottom. */
export const statusOf = (payment: Omit<KnownPayment, 'status'>): PaymentStatus => {
  if (payment.stage !== 'released') return payment.stage
  const known = payment as KnownPayment
  return payment.captureMode === 'manual' ? heldStatus(known) : ownStatus(known)
}

const ownStatus = (payment: KnownPayment): PaymentStatus => {
  const own = ownTransferOf(payment)
  if (payment.retryAt !== undefined) return 'awaiting-retry'
  if (!own || own.status === 'waiting') return 'validated'
  switch (own.status) {
    case 'settled':
    case 'returned':
      return settledStatus(payment)
    default:
      return own.status
  }
}

const heldStatus = (payment: KnownPayment): PaymentStatus => {
  const { hold, amount } = payment
  const captures = capturesOf(payment).filter(isAgreed)
  const live = captures.filter(({ status }) => status !== 'rejected')
  const isOpen = hold?.ended === undefined
  if (live.length === 0) {
    if (isOpen) return 'authorised'
    return captures.length > 0 ? 'failed' : hold.ended
  }
  if (isOpen && compare(capturedOf(payment), amount) < 0) return 'partially-captured'
  return live.every(hasEnded) ? settledStatus(payment) : 'captured'
}

/** What nobody has agreed to, or not yet, says nothing of how the payment stands. */
const isAgreed = (transfer: Transfer): boolean =>
  transfer.status !== 'proposed' && !('wasNeverAgreed' in transfer)

/** Settled is final; what follows are children of it, and the status tells of the weightiest. */
const settledStatus = (payment: KnownPayment): PaymentStatus => {
  const { disputes, transfers } = payment
  // Almost every payment: it has arrived, and nothing followed.
  if (disputes.length === 0 && transfers.length === 1 && transfers[0]?.status === 'settled')
    return 'settled'
  if (disputes.some(({ status }) => status === 'open')) return 'disputed'
  const settled = settledOf(payment)
  const refunded = refundedOf(payment)
  if (isNothing(settled)) return 'returned'
  if (compare(refunded, settled) >= 0) return 'refunded'
  if (disputes.some(({ status }) => status === 'lost')) return 'dispute-lost'
  return isNothing(refunded) ? 'settled' : 'partially-refunded'
}

const isNothing = ({ minorUnits }: Money): boolean => minorUnits === '0'
