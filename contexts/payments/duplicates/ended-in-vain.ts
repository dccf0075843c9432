import type { KnownPayment } from '../payment-parts.ts'
import { isHandedOver } from '../transfers/transfer.ts'

const ends: ReadonlySet<string> = new Set(['rejected', 'denied', 'cancelled', 'voided', 'expired'])

/** Whether it may still end before any rail could have had it. */
export const mayEndInVain = ({ transfers }: KnownPayment): boolean => !transfers.some(isHandedOver)

/** What ended before any rail could have it blocks no corrected order. What a rail had keeps its reference. */
export const endedInVain = (payment: KnownPayment): boolean =>
  ends.has(payment.status) && mayEndInVain(payment)
