import { add, money, type Money } from '../../../kernel/money.ts'
import { capturedOf, heldOf, type KnownPayment } from '../payment-parts.ts'

const inVain: ReadonlySet<string> = new Set([
  'rejected',
  'denied',
  'cancelled',
  'voided',
  'expired',
  'failed',
])

/**
 * How much of a payment counts: all that moved or still may. What was voided, has expired or ended without moving
 * anything does not; what came back after it had settled still does.
 */
export const usedOfPayment = (payment: KnownPayment): Money => {
  const { status, amount, hold } = payment
  if (inVain.has(status)) return money(0n, amount.currency)
  return hold ? add(heldOf(payment), capturedOf(payment)) : amount
}
