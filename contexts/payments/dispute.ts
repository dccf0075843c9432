import { compare, isNegative, isZero, subtract, sum } from '../../kernel/money.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type {
  DecideDispute,
  OpenDispute,
  RemindOfDispute,
  SubmitDisputeEvidence,
} from './commands.ts'
import type { PaymentEvent } from './events.ts'
import { disputedOf, refundableOf, type Dispute, type KnownPayment } from './payment-parts.ts'
import type { RailDispute } from './ports.ts'
import { contradiction } from './transfers/contradiction.ts'
import { moneyOf } from './transfers/transfer-events.ts'
import { isHandedOver, type Transfer } from './transfers/transfer.ts'
import type { TransferFact } from './transfers/transfer-facts.ts'

/** Disputes of one payment. */
export const disputesMax = 50

type DisputeRefusal = Refusal<
  | 'nothing-to-dispute'
  | 'currency-differs'
  | 'dispute-exceeds-settled'
  | 'too-many-disputes'
  | 'dispute-unknown'
  | 'dispute-is-decided'
  | 'nothing-to-ask'
>

/** Opened by an operator: on what has settled and was not given back. */
export const openDispute = (
  { amount, reasonCode, responseDue, openedBy }: OpenDispute['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | DisputeRefusal => {
  const { status, disputes } = payment
  const open = refundableOf(payment)
  if (isZero(open) || isNegative(open)) return refuse('nothing-to-dispute', { status })
  const wanted = amount ?? open
  if (wanted.currency !== open.currency)
    return refuse('currency-differs', { currency: open.currency })
  if (compare(wanted, open) > 0)
    return refuse('dispute-exceeds-settled', { disputable: open.minorUnits })
  if (disputes.length >= disputesMax) return refuse('too-many-disputes', { disputesMax })
  const due = responseDue ? { responseDue } : {}
  return [opened(payment, { amount: wanted, reasonCode, ...due, openedBy })]
}

const opened = (
  payment: KnownPayment,
  {
    amount,
    ...told
  }: Omit<Extract<PaymentEvent, { type: 'DisputeOpened' }>['data'], 'dispute' | 'change'>,
): PaymentEvent => ({
  type: 'DisputeOpened',
  data: {
    dispute: payment.disputes.length + 1,
    ...moneyOf(amount, payment.fundingAccount),
    ...told,
  },
})

const openOne = (payment: KnownPayment, number: number): Dispute | DisputeRefusal => {
  const dispute = payment.disputes[number - 1]
  if (!dispute) return refuse('dispute-unknown')
  return dispute.status === 'open'
    ? dispute
    : refuse('dispute-is-decided', { status: dispute.status })
}

export const submitEvidence = (
  { dispute, evidence, submittedBy }: SubmitDisputeEvidence['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | DisputeRefusal => {
  const found = openOne(payment, dispute)
  if ('refused' in found) return found
  return [{ type: 'DisputeEvidenceSubmitted', data: { dispute, evidence, submittedBy } }]
}

export const decideDispute = (
  { dispute, outcome, decidedBy }: DecideDispute['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | DisputeRefusal => {
  const found = openOne(payment, dispute)
  return 'refused' in found ? found : [decided(payment, found, outcome, decidedBy)]
}

const decided = (
  payment: KnownPayment,
  { number: dispute, amount }: Pick<Dispute, 'number' | 'amount'>,
  outcome: 'won' | 'lost',
  decidedBy: string,
): PaymentEvent => ({
  type: outcome === 'won' ? 'DisputeWon' : 'DisputeLost',
  data: { dispute, ...moneyOf(amount, payment.fundingAccount), decidedBy },
})

/** The timer of a dispute that wants an answer. */
export const remindOfDispute = (
  { dispute }: RemindOfDispute['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | DisputeRefusal => {
  const found = openOne(payment, dispute)
  if ('refused' in found) return found
  return found.hasResponse || found.wasAskedFor
    ? refuse('nothing-to-ask')
    : [{ type: 'DisputeResponseDue', data: { dispute } }]
}

/**
 * What the rail tells of a dispute. It is known by the rail's reference, so that the same news twice, and the end
 * before the beginning, come out the same.
 */
export const recordRailDispute = (
  told: RailDispute,
  transfer: Transfer,
  payment: KnownPayment,
  openedBy: string,
):
  | {
      readonly events: readonly PaymentEvent[]
      readonly facts: readonly TransferFact[]
    }
  | Refusal<'submission-unknown' | 'rail-reference-differs'> => {
  if (!isHandedOver(transfer)) return refuse('submission-unknown')
  if ('railReference' in transfer && transfer.railReference !== told.railReference)
    return refuse('rail-reference-differs')
  const { disputeReference, amount, reasonCode, responseDue, dispute: outcome } = told
  const known = payment.disputes.find((one) => one.disputeReference === disputeReference)
  if (known)
    return outcome === 'opened' || known.status !== 'open'
      ? { events: [], facts: impossible(told, transfer, known) }
      : { events: [decided(payment, known, outcome, openedBy)], facts: [] }
  if (!canBeDisputed(told, transfer, payment))
    return { events: [], facts: impossible(told, transfer) }
  const due = responseDue ? { responseDue } : {}
  const opening = opened(payment, { amount, reasonCode, disputeReference, ...due, openedBy })
  const number = payment.disputes.length + 1
  const ending =
    outcome === 'opened' ? [] : [decided(payment, { number, amount }, outcome, openedBy)]
  return { events: [opening, ...ending], facts: [] }
}

/** A rail may dispute what was refunded already, but never more than it has moved. */
const canBeDisputed = (
  { amount }: RailDispute,
  transfer: Transfer,
  payment: KnownPayment,
): boolean =>
  transfer.kind !== 'refund' &&
  transfer.status !== 'rejected' &&
  payment.disputes.length < disputesMax &&
  amount.currency === transfer.amount.currency &&
  compare(amount, subtract(movedOf(payment), disputedOf(payment))) <= 0

/** What the rail has or may have moved. */
const movedOf = ({ amount, transfers }: KnownPayment) =>
  sum(
    transfers
      .filter(({ kind, status }) => kind !== 'refund' && status !== 'rejected')
      .map((transfer) => transfer.amount),
    amount.currency,
  )

const impossible = (
  { dispute, railReference, at }: RailDispute,
  transfer: Transfer,
  known?: Dispute,
): readonly TransferFact[] => {
  // The opening again, or the outcome again, is old news.
  if (known && (dispute === 'opened' || dispute === known.status)) return []
  return contradiction(transfer, 'disputed', { source: 'callback', at }, { railReference })
}
