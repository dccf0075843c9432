import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { DecisionContext } from '../../kernel/decider.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { ApprovePayment, CancelPayment, DenyPayment, ReceivePayment } from './commands.ts'
import type { PaymentStatus } from './contract.ts'
import type { PaymentEvent } from './events.ts'
import { noPayment, ownTransferOf, type KnownPayment } from './payment-parts.ts'
import { evolve } from './payment-state.ts'
import { cancelAtRail } from './transfers/cancellation.ts'
import { moneyOf } from './transfers/transfer-events.ts'
import { findFault } from './validation.ts'

/*
 * What happens to a payment before anything may go to a rail:
 *
 *   received --> approval, where its amount asks for it --> schedule, where its time has not come
 *            --> a hold (manual), or its transfer is due (automatic)
 */

/** How long money is held where nothing else was asked for. */
export const holdDefaultMs = 7 * 86_400_000

type Next = 'submission' | 'hold' | 'schedule'

/** What a payment that nobody has to approve waits for. */
export const nextOf = (
  { dueAt, captureMode }: Pick<KnownPayment, 'dueAt' | 'captureMode'>,
  now: Instant,
): Next => {
  if (dueAt !== undefined && dueAt > now) return 'schedule'
  return captureMode === 'manual' ? 'hold' : 'submission'
}

/** A payment that breaks a rule is received and rejected, so that it is seen. */
export const receive = (
  { payment, unfit, approval }: ReceivePayment['data'],
  context: DecisionContext,
): readonly PaymentEvent[] => {
  const { amount } = payment
  const received: PaymentEvent = { type: 'PaymentReceived', data: payment }
  const rejection = unfit ?? findFault(payment, context.now)
  if (rejection) {
    const funded = moneyOf(amount, payment.fundingAccount)
    return [received, { type: 'PaymentRejected', data: { from: 'received', ...funded, rejection } }]
  }
  const known = evolve(noPayment, { ...received, time: context.now }) as KnownPayment
  const next = nextOf(known, context.now)
  return [
    received,
    {
      type: 'PaymentValidated',
      data: { from: 'received', amount, next: approval ? 'approval' : next },
    },
    ...(approval ? [askForApproval(known, approval, context)] : begin(known, next, context)),
  ]
}

/** It may be approved until so long after it was received, or after the time for which it was asked. */
const askForApproval = (
  { amount, dueAt = 0 }: KnownPayment,
  { above, proposedBy, withinMs }: NonNullable<ReceivePayment['data']['approval']>,
  { now }: DecisionContext,
): PaymentEvent => {
  const expiresAt =
    withinMs === undefined ? {} : { expiresAt: formatInstant(Math.max(now, dueAt) + withinMs) }
  return { type: 'ApprovalRequested', data: { amount, above, proposedBy, ...expiresAt } }
}

/** What follows on `next`: a transfer needs no event of its own, because the one before says that it is due. */
const begin = (
  payment: KnownPayment,
  next: Next,
  { now }: DecisionContext,
): readonly PaymentEvent[] => {
  const { amount, fundingAccount, dueAt = now, holdUntil = now + holdDefaultMs } = payment
  switch (next) {
    case 'submission':
      return []
    case 'schedule':
      return [{ type: 'PaymentScheduled', data: { amount, dueAt: formatInstant(dueAt) } }]
    case 'hold': {
      const expiresAt = formatInstant(holdUntil)
      const data = { ...moneyOf(amount, fundingAccount), expiresAt }
      return [{ type: 'PaymentAuthorised', data }]
    }
  }
}

export type ApprovalRefusal = Refusal<
  'approval-not-asked' | 'proposer-cannot-approve' | 'approval-expired'
>

/** Four eyes: by somebody other than who proposed it. */
export const approve = (
  { approvedBy }: ApprovePayment['data'],
  payment: KnownPayment,
  context: DecisionContext,
): readonly PaymentEvent[] | ApprovalRefusal => {
  const { status, amount, proposedBy } = payment
  if (status !== 'awaiting-approval') return refuse('approval-not-asked', { status })
  if (approvedBy === proposedBy) return refuse('proposer-cannot-approve')
  // The timer may be late; nobody can approve it any more nevertheless.
  if (isOverdue(payment, context)) return refuse('approval-expired')
  const next = nextOf(payment, context.now)
  return [
    { type: 'PaymentApproved', data: { amount, approvedBy, next } },
    ...begin(payment, next, context),
  ]
}

/** Whoever proposed it may cancel it; to deny it is for another. */
export const deny = (
  { deniedBy, reason }: DenyPayment['data'],
  payment: KnownPayment,
): readonly PaymentEvent[] | ApprovalRefusal => {
  const { status, amount, fundingAccount, proposedBy } = payment
  if (status !== 'awaiting-approval') return refuse('approval-not-asked', { status })
  if (deniedBy === proposedBy) return refuse('proposer-cannot-approve')
  return [{ type: 'PaymentDenied', data: { ...moneyOf(amount, fundingAccount), deniedBy, reason } }]
}

const isOverdue = ({ approvalUntil }: KnownPayment, { now }: DecisionContext): boolean =>
  approvalUntil !== undefined && approvalUntil <= now

/** The timer of a payment that waits for approval. */
export const expireApproval = (
  payment: KnownPayment,
  context: DecisionContext,
): readonly PaymentEvent[] | Refusal<'approval-not-asked' | 'not-due-yet'> => {
  const { status, amount, fundingAccount } = payment
  if (status !== 'awaiting-approval') return refuse('approval-not-asked', { status })
  if (!isOverdue(payment, context)) return refuse('not-due-yet')
  return [{ type: 'ApprovalExpired', data: moneyOf(amount, fundingAccount) }]
}

/** The timer of a scheduled payment. */
export const release = (
  payment: KnownPayment,
  context: DecisionContext,
): readonly PaymentEvent[] | Refusal<'not-scheduled' | 'not-due-yet'> => {
  const { status, amount } = payment
  if (status !== 'scheduled') return refuse('not-scheduled', { status })
  const next = nextOf(payment, context.now)
  if (next === 'schedule') return refuse('not-due-yet')
  return [{ type: 'PaymentReleased', data: { amount, next } }, ...begin(payment, next, context)]
}

const cancellable: ReadonlySet<PaymentStatus> = new Set([
  'awaiting-approval',
  'scheduled',
  'validated',
  'awaiting-retry',
])

/** As long as no rail may have it; one that has it is asked. A hold is voided instead: it may have captures. */
export const cancel = (
  command: CancelPayment['data'],
  payment: KnownPayment,
):
  | readonly PaymentEvent[]
  | Refusal<'not-cancellable' | 'cancellation-open' | 'rail-cannot-cancel'> => {
  const { cancelledBy, reason } = command
  const { status, amount, fundingAccount } = payment
  if (!cancellable.has(status)) return cancelAtRail(command, payment)
  const own = ownTransferOf(payment)
  return [
    {
      type: 'PaymentCancelled',
      data: {
        ...moneyOf(amount, fundingAccount),
        ...(own && own.number > 1 ? { transfer: own.number } : {}),
        cancelledBy,
        ...(reason ? { reason } : {}),
      },
    },
  ]
}
