import { approvalFor, type ApprovalLimits } from './approval.ts'
import type { IncomingPayment } from './commands.ts'
import type { Rejection } from './contract.ts'
import type { NewPayment } from './events.ts'

/** What every payment that comes in is held against, over HTTP and in files alike. */
export interface IncomingRules {
  readonly approvalLimits: ApprovalLimits
  /** For how long the same order again is a duplicate; 0: it never is. */
  readonly duplicatesWithinMs: number
}

/** Whose payments they are, and the rules. */
export interface Proposal {
  readonly rules: IncomingRules
  readonly proposedBy: string
}

interface Sealed {
  readonly paymentId: string
  readonly payment: NewPayment
  readonly unfit?: Rejection | undefined
}

/** A sealed payment, with what its command needs to decide. */
export const incomingPayment = (
  { rules: { approvalLimits, duplicatesWithinMs }, proposedBy }: Proposal,
  { paymentId, payment, unfit }: Sealed,
): IncomingPayment => ({
  paymentId,
  payment,
  ...(unfit ? { unfit } : {}),
  ...approvalFor(approvalLimits, proposedBy, payment.amount),
  ...(duplicatesWithinMs > 0 ? { duplicatesWithinMs } : {}),
})
