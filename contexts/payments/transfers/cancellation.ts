import { refuse, type Refusal } from '../../../kernel/refusal.ts'
import type { CancelPayment } from '../commands.ts'
import type { Evidence } from '../event-fields.ts'
import type { PaymentEvent } from '../events.ts'
import { ownTransferOf, transferOf, type KnownPayment } from '../payment-parts.ts'
import type { RecordCancellationAnswer } from './commands.ts'
import { contradiction } from './contradiction.ts'
import { ask } from './rail-report.ts'
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

type CancelRefusal = Refusal<'not-cancellable' | 'cancellation-open'>

/** Only a payment's own transfer, and only while the rail is known to have it and has not said how it ended. */
export const cancelAtRail = (
  { paymentId, cancelledBy, reason }: CancelPayment['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | CancelRefusal => {
  const { status, cancellation } = payment
  const own = ownTransferOf(payment)
  if (own?.status !== 'submitted' && own?.status !== 'pending')
    return refuse('not-cancellable', { status })
  if (cancellation?.isOpen === true) return refuse('cancellation-open')
  return [
    {
      type: 'CancellationAsked',
      data: {
        ...numberOf(own),
        cancellation: (cancellation?.number ?? 0) + 1,
        submissionId: submissionIdOf(paymentId, own.number),
        ...(own.rail === undefined ? {} : { rail: own.rail }),
        cancelledBy,
        ...(reason ? { reason } : {}),
      },
    },
  ]
}

const numberOf = ({ number }: Transfer) => (number === 1 ? {} : { transfer: number })

const byCancellation: Evidence = { source: 'cancellation-answer' }

/** What the rail said. A callback may have been faster. */
export const recordCancellationAnswer = (
  { paymentId, cancellation: number, answer }: RecordCancellationAnswer['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | Refusal<'cancellation-unknown'> => {
  const { cancellation } = payment
  const transfer = cancellation && transferOf(payment, cancellation.transfer)
  if (!transfer || cancellation.number < number) return refuse('cancellation-unknown')
  if (!cancellation.isOpen || cancellation.number !== number) return []
  if (answer.kind === 'cancelled' && isAskable(transfer))
    return [cancelledBy(payment, transfer, answer.railReference, byCancellation)]
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
      ...numberOf(transfer),
      ...(transfer.rail === undefined ? {} : { rail: transfer.rail }),
      cancelledBy: cancellation.cancelledBy,
      ...(cancellation.reason ? { reason: cancellation.reason } : {}),
      railReference,
      evidence,
    },
  }
}
