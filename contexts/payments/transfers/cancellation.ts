import type { DecisionContext } from '../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { CancelPayment } from '../commands.ts'
import type { Evidence } from '../event-fields.ts'
import type { PaymentEvent } from '../events.ts'
import { expireWhatIsHeldAgain } from '../hold.ts'
import { ownTransferOf, transferOf, type KnownPayment } from '../payment-parts.ts'
import { evolve } from '../payment-state.ts'
import type { CancelTransfer, RecordCancellationAnswer } from './commands.ts'
import { contradiction } from './contradiction.ts'
import { ask } from './rail-report.ts'
import { withMeaning } from './retry.ts'
import { eventOf, moneyOf, submissionIdOf } from './transfer-events.ts'
import type { TransferFact } from './transfer-facts.ts'
import { isAskable, type Transfer } from './transfer.ts'

/*
 * Taking back what a rail has. Asking twice gives the same answer, so the question needs no other intent than its event:
 *
 *   CancellationAsked --> cancelled ............... PaymentCancelled
 *                     --> too late, not found ..... CancellationFailed, and what became of it is asked at once
 *                     --> no answer ............... the same: it may have happened, and the status will tell
 *
 * Whenever the rail says afterwards that it is cancelled, in a callback or an answer, the payment is cancelled.
 */

type CancelRefusal = Refusal<'not-cancellable' | 'cancellation-open' | 'rail-cannot-cancel'>

/** A payment's own transfer, while the rail is known to have it and has not said how it ended. */
export const cancelAtRail = (
  { paymentId, ...asked }: CancelPayment['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | CancelRefusal => {
  const own = ownTransferOf(payment)
  return own
    ? askToCancel(paymentId, own, asked, payment)
    : refuse('not-cancellable', { status: payment.status })
}

/** A capture or a refund: one that no rail has ends here, and one that a rail has is asked for back. */
export const cancelTransfer = (
  { paymentId, transfer: number, kind, ...asked }: CancelTransfer['data'],
  payment: KnownPayment,
  context: DecisionContext,
): readonly PaymentEvent[] | CancelRefusal => {
  const transfer = transferOf(payment, number)
  if (transfer?.kind !== kind)
    return refuse('not-cancellable', { status: transfer?.status ?? 'none' })
  if (transfer.status !== 'waiting') return askToCancel(paymentId, transfer, asked, payment)
  const rejection = { ...cancelledSays(asked.reason), by: 'millrace' } as const
  return ended(paymentId, transfer, { fact: 'rejected', rejection }, payment, context)
}

const askToCancel = (
  paymentId: string,
  transfer: Transfer,
  {
    cancelledBy,
    reason,
    cancels = {},
  }: Omit<CancelTransfer['data'], 'paymentId' | 'transfer' | 'kind'>,
  { status, cancellation }: KnownPayment,
): readonly PaymentEvent[] | CancelRefusal => {
  const { kind, number, rail } = transfer
  if (transfer.status !== 'submitted' && transfer.status !== 'pending')
    return refuse('not-cancellable', { status: kind === 'payment' ? status : transfer.status })
  if (rail !== undefined && Object.hasOwn(cancels, rail) && !cancels[rail]?.includes(kind))
    return refuse('rail-cannot-cancel', { rail, kind })
  if (cancellation?.isOpen === true) return refuse('cancellation-open')
  return [
    {
      type: 'CancellationAsked',
      data: {
        ...numberOf(transfer),
        cancellation: (cancellation?.number ?? 0) + 1,
        submissionId: submissionIdOf(paymentId, number),
        ...(rail === undefined ? {} : { rail }),
        cancelledBy,
        ...(reason ? { reason } : {}),
      },
    },
  ]
}

const cancelledSays = (reason: string | undefined) => ({
  code: 'CANC',
  reason: reason ?? 'Cancelled before it had moved anything',
})

/** The end of a capture or refund that was taken back. */
const ended = (
  paymentId: string,
  transfer: Transfer,
  fact: Extract<TransferFact, { fact: 'rejected' }>,
  payment: KnownPayment,
  context: DecisionContext,
): readonly PaymentEvent[] => {
  const { status, fundingAccount, hold } = payment
  const isHoldOpen = hold !== undefined && hold.ended === undefined
  const owner = { paymentId, status, fundingAccount, isHoldOpen }
  const told = withMeaning(fact, transfer, payment, {}, context)
  const event = eventOf(owner, transfer, told)
  const after = evolve(payment, { ...event, time: context.now }) as KnownPayment
  return [event, ...expireWhatIsHeldAgain(after, context)]
}

const numberOf = ({ number, kind }: Transfer) => ({
  ...(number === 1 && kind === 'payment' ? {} : { transfer: number }),
  ...(kind === 'payment' ? {} : { kind }),
})

const byCancellation: Evidence = { source: 'cancellation-answer' }

/** What the rail said. A callback may have been faster. */
export const recordCancellationAnswer = (
  { paymentId, cancellation: number, answer }: RecordCancellationAnswer['data'],
  payment: KnownPayment,
  context: DecisionContext,
): readonly PaymentEvent[] | Refusal<'cancellation-unknown'> => {
  const { cancellation } = payment
  const transfer = cancellation && transferOf(payment, cancellation.transfer)
  if (!transfer || cancellation.number < number) return refuse('cancellation-unknown')
  if (!cancellation.isOpen || cancellation.number !== number) return []
  if (answer.kind === 'cancelled' && isAskable(transfer)) {
    const { railReference } = answer
    if (transfer.kind === 'payment')
      return [cancelledBy(payment, transfer, railReference, byCancellation)]
    const rejection = { ...cancelledSays(cancellation.reason), by: 'rail' } as const
    const fact = { fact: 'rejected', rejection, railReference, evidence: byCancellation } as const
    return ended(paymentId, transfer, fact, payment, context)
  }
  const because = failures[answer.kind]
  const failed: PaymentEvent = {
    type: 'CancellationFailed',
    data: { ...numberOf(transfer), cancellation: number, because },
  }
  const owner = {
    paymentId,
    status: payment.status,
    fundingAccount: payment.fundingAccount,
    isHoldOpen: false,
  }
  const facts = [
    ...(answer.kind === 'cancelled' ? contradiction(transfer, 'cancelled', byCancellation) : []),
    ...askedAtOnce(transfer),
  ]
  return [failed, ...facts.map((fact) => eventOf(owner, transfer, fact))]
}

const failures = {
  cancelled: 'too-late',
  'too-late': 'too-late',
  'not-found': 'not-found',
  unavailable: 'unanswered',
} as const

const askedAtOnce = (transfer: Transfer): readonly TransferFact[] =>
  isAskable(transfer) && transfer.questions.openSince === undefined
    ? [ask(transfer, 'cancellation')]
    : []

/** The rail has stopped it, as somebody asked: it is over, and nothing has moved. */
export const cancelledBy = (
  payment: KnownPayment,
  transfer: Transfer,
  railReference: string,
  evidence: Evidence,
): PaymentEvent => {
  const { amount, fundingAccount, cancellation } = payment
  if (!cancellation) throw new Error('nobody asked for it')
  return {
    type: 'PaymentCancelled',
    data: {
      ...moneyOf(amount, fundingAccount),
      ...(transfer.number === 1 ? {} : { transfer: transfer.number }),
      ...(transfer.rail === undefined ? {} : { rail: transfer.rail }),
      cancelledBy: cancellation.cancelledBy,
      ...(cancellation.reason ? { reason: cancellation.reason } : {}),
      railReference,
      evidence,
    },
  }
}
