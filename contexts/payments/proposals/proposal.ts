import type { DecisionContext } from '../../../kernel/decider.ts'
import { add, isNegative } from '../../../kernel/money.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type {
  ApproveProposal,
  DenyProposal,
  ExpireProposal,
  WithdrawProposal,
} from '../commands.ts'
import type { PaymentEvent } from '../events.ts'
import { captureNow } from '../hold.ts'
import { refundableOf, transferOf, type KnownPayment } from '../payment-parts.ts'
import { refundNow } from '../refund.ts'
import type { Proposed } from '../transfers/transfer.ts'
import { ended } from './four-eyes.ts'

/*
 * A capture or a refund above what may go without a second person:
 *
 *   proposed --> requested ......... somebody other than who proposed it agrees; its first attempt is due
 *       |
 *       +--> denied, withdrawn, expired
 *
 * Until then no rail hears of it and nothing of it is in the books. Its amount is spoken for: nobody else captures or
 * refunds it meanwhile. What ends a hold ends the captures that wait under it.
 */

export type ProposalRefusal = Refusal<
  'approval-not-asked' | 'proposer-cannot-approve' | 'approval-expired' | 'refund-exceeds-settled'
>

const proposalOf = (payment: KnownPayment, number: number): Proposed | ProposalRefusal => {
  const transfer = transferOf(payment, number)
  return transfer?.status === 'proposed'
    ? transfer
    : refuse('approval-not-asked', { status: transfer?.status ?? 'none' })
}

/** Four eyes: by somebody other than who proposed it. What it takes is looked at again. */
export const approveProposal = (
  { transfer: number, approvedBy }: ApproveProposal['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | ProposalRefusal => {
  const proposal = proposalOf(payment, number)
  if ('refused' in proposal) return proposal
  if (approvedBy === proposal.proposedBy) return refuse('proposer-cannot-approve')
  if (proposal.expiresAt <= now) return refuse('approval-expired')
  const { amount } = proposal
  if (proposal.kind === 'capture')
    return captureNow(payment, { number, amount, approvedBy, isFinal: proposal.isFinal === true })
  // A rail may have disputed or returned meanwhile what was there to be given back.
  const left = refundableOf(payment)
  if (isNegative(left))
    return refuse('refund-exceeds-settled', { refundable: add(left, amount).minorUnits })
  const { reason = 'mistaken', proposedBy: requestedBy } = proposal
  return [refundNow(payment, { number, amount, reason, requestedBy, approvedBy })]
}

/** Whoever proposed it may withdraw it; to deny it is for another. */
export const denyProposal = (
  { transfer: number, deniedBy, reason }: DenyProposal['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | ProposalRefusal => {
  const proposal = proposalOf(payment, number)
  if ('refused' in proposal) return proposal
  if (deniedBy === proposal.proposedBy) return refuse('proposer-cannot-approve')
  return [{ type: 'ProposalDenied', data: { ...ended(proposal), deniedBy, reason } }]
}

export const withdrawProposal = (
  { transfer: number, withdrawnBy }: WithdrawProposal['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | ProposalRefusal => {
  const proposal = proposalOf(payment, number)
  if ('refused' in proposal) return proposal
  const data = { ...ended(proposal), because: 'asked', withdrawnBy } as const
  return [{ type: 'ProposalWithdrawn', data }]
}

/** The timer of a proposal. */
export const expireProposal = (
  { transfer: number }: ExpireProposal['data'],
  payment: KnownPayment,
  { now }: DecisionContext,
): readonly PaymentEvent[] | Refusal<'approval-not-asked' | 'not-due-yet'> => {
  const proposal = proposalOf(payment, number)
  if ('refused' in proposal) return refuse('approval-not-asked')
  if (proposal.expiresAt > now) return refuse('not-due-yet')
  return [{ type: 'ProposalExpired', data: ended(proposal) }]
}
