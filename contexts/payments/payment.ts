import type { DecisionContext, Decider } from '../../kernel/decider.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/refusal.ts'
import type {
  ApprovePayment,
  ApproveProposal,
  CancelPayment,
  CapturePayment,
  DecideDispute,
  DenyPayment,
  DenyProposal,
  ExpireApproval,
  ExpirePaymentHold,
  ExpireProposal,
  OpenDispute,
  PaymentCommand,
  ReceivePayment,
  RefundPayment,
  ReleasePayment,
  RemindOfDispute,
  SubmitDisputeEvidence,
  VoidPayment,
  WithdrawProposal,
} from './commands.ts'
import type {
  AskForStatus,
  CancelTransfer,
  DeferSubmission,
  AskOperator,
  RecordRailCallback,
  RecordStatusAnswer,
  RecordSubmissionAnswer,
  ResumePayment,
  RecordCancellationAnswer,
  GiveUpPayment,
  ResolveAttention,
  RetryPayment,
  RetrySubmission,
  StartSubmission,
} from './transfers/commands.ts'
import { decideDispute, openDispute, remindOfDispute, submitEvidence } from './dispute.ts'
import type { PaymentEvent } from './events.ts'
import { withFunds } from './funding/with-funds.ts'
import { capture, expireHold, voidHold } from './hold.ts'
import { paymentDefinition } from './payment-definition.ts'
import { startWithinLimits } from './limits/rail-limit.ts'
import { noPayment, type KnownPayment, type Payment } from './payment-parts.ts'
import { evolve } from './payment-state.ts'
import {
  approveProposal,
  denyProposal,
  expireProposal,
  withdrawProposal,
} from './proposals/proposal.ts'
import { receivePayment } from './receive-payment.ts'
import { refund } from './refund.ts'
import { approve, cancel, deny, expireApproval, receive, release } from './release.ts'
import { withChanges } from './status-change.ts'
import { decideTransfer, resume, type TransferCommand } from './transfers/decide-transfer.ts'
import { cancelTransfer, recordCancellationAnswer } from './transfers/cancellation.ts'
import { giveUp, resolveAttention, retryPayment } from './transfers/retry.ts'

export type PaymentRefusal = Refusal<
  | 'payment-exists'
  | 'payment-unknown'
  | 'approval-not-asked'
  | 'proposer-cannot-approve'
  | 'approval-expired'
  | 'not-scheduled'
  | 'not-due-yet'
  | 'not-cancellable'
  | 'nothing-held'
  | 'hold-expired'
  | 'currency-differs'
  | 'capture-exceeds-authorisation'
  | 'nothing-to-refund'
  | 'refund-exceeds-settled'
  | 'too-many-transfers'
  | 'nothing-to-dispute'
  | 'dispute-exceeds-settled'
  | 'too-many-disputes'
  | 'dispute-unknown'
  | 'dispute-is-decided'
  | 'submission-not-due'
  | 'submission-not-current'
  | 'submission-unknown'
  | 'rail-reference-differs'
  | 'question-unknown'
  | 'question-open'
  | 'nothing-to-ask'
  | 'nothing-to-resume'
  | 'nothing-to-retry'
  | 'nothing-to-resolve'
  | 'cancellation-open'
  | 'rail-cannot-cancel'
  | 'cancellation-unknown'
>

type Decided = readonly PaymentEvent[] | PaymentRefusal

const decide = (command: PaymentCommand, payment: Payment, context: DecisionContext): Decided => {
  const decided = decideBare(command, payment, context)
  if (isRefusal(decided)) return decided
  const changed = withChanges(payment, decided, context)
  return payment.status !== 'none' && payment.fundsReserved
    ? withFunds(payment, changed, context)
    : changed
}

const decideBare = (
  command: PaymentCommand,
  payment: Payment,
  context: DecisionContext,
): Decided => {
  if (command.type === 'ReceivePayment')
    return payment.status === 'none' ? receive(command.data, context) : refuse('payment-exists')
  return payment.status === 'none'
    ? refuse('payment-unknown')
    : decideKnown(command, payment, context)
}

const decideKnown = (
  command: Exclude<PaymentCommand, ReceivePayment>,
  payment: KnownPayment,
  context: DecisionContext,
): Decided => {
  switch (command.type) {
    case 'ApprovePayment':
      return approve(command.data, payment, context)
    case 'DenyPayment':
      return deny(command.data, payment)
    case 'ExpireApproval':
      return expireApproval(payment, context)
    case 'ReleasePayment':
      return release(payment, context)
    case 'CancelPayment':
      return cancel(command.data, payment)
    case 'CancelTransfer':
      return cancelTransfer(command.data, payment, context)
    case 'CapturePayment':
      return capture(command.data, payment, context)
    case 'VoidPayment':
      return voidHold(payment)
    case 'ExpirePaymentHold':
      return expireHold(payment, context)
    case 'RefundPayment':
      return refund(command.data, payment, context)
    case 'ApproveProposal':
      return approveProposal(command.data, payment, context)
    case 'DenyProposal':
      return denyProposal(command.data, payment)
    case 'WithdrawProposal':
      return withdrawProposal(command.data, payment)
    case 'ExpireProposal':
      return expireProposal(command.data, payment, context)
    case 'OpenDispute':
      return openDispute(command.data, payment)
    case 'SubmitDisputeEvidence':
      return submitEvidence(command.data, payment)
    case 'DecideDispute':
      return decideDispute(command.data, payment)
    case 'RemindOfDispute':
      return remindOfDispute(command.data, payment)
    case 'ResumePayment':
      return resume(command.data, payment)
    case 'RecordCancellationAnswer':
      return recordCancellationAnswer(command.data, payment, context)
    case 'RetryPayment':
      return retryPayment(command.data, payment, context)
    case 'GiveUpPayment':
      return giveUp(command.data, payment, context)
    case 'ResolveAttention':
      return resolveAttention(command.data, payment)
    default:
      return decideTransfer(command satisfies TransferCommand, payment, context)
  }
}

export const paymentDecider: Decider<Payment, PaymentCommand, PaymentEvent, PaymentRefusal> = {
  name: 'payment',
  initialState: noPayment,
  evolve,
  decide,
}

/** `payment-<paymentId>` */
export const paymentStream = (paymentId: string): string => `payment-${paymentId}`

/** The inverse of `paymentStream`. Throws for another stream: only payments' events are given to it. */
export const paymentIdOfStream = (stream: string): string => {
  if (!stream.startsWith('payment-')) throw new Error(`${stream} is not a payment's stream`)
  return stream.slice('payment-'.length)
}

const definitionOf = <C extends PaymentCommand>(type: C['type']) =>
  paymentDefinition<C, PaymentRefusal>(paymentDecider, type, paymentStream)

/** Everything that can be asked of one payment. */
export const paymentCommands = {
  ReceivePayment: receivePayment(paymentDecider, paymentStream),
  ApprovePayment: definitionOf<ApprovePayment>('ApprovePayment'),
  DenyPayment: definitionOf<DenyPayment>('DenyPayment'),
  ExpireApproval: definitionOf<ExpireApproval>('ExpireApproval'),
  ReleasePayment: definitionOf<ReleasePayment>('ReleasePayment'),
  CancelPayment: definitionOf<CancelPayment>('CancelPayment'),
  CancelTransfer: definitionOf<CancelTransfer>('CancelTransfer'),
  CapturePayment: definitionOf<CapturePayment>('CapturePayment'),
  VoidPayment: definitionOf<VoidPayment>('VoidPayment'),
  ExpirePaymentHold: definitionOf<ExpirePaymentHold>('ExpirePaymentHold'),
  ApproveProposal: definitionOf<ApproveProposal>('ApproveProposal'),
  DenyProposal: definitionOf<DenyProposal>('DenyProposal'),
  WithdrawProposal: definitionOf<WithdrawProposal>('WithdrawProposal'),
  ExpireProposal: definitionOf<ExpireProposal>('ExpireProposal'),
  RefundPayment: definitionOf<RefundPayment>('RefundPayment'),
  OpenDispute: definitionOf<OpenDispute>('OpenDispute'),
  SubmitDisputeEvidence: definitionOf<SubmitDisputeEvidence>('SubmitDisputeEvidence'),
  DecideDispute: definitionOf<DecideDispute>('DecideDispute'),
  RemindOfDispute: definitionOf<RemindOfDispute>('RemindOfDispute'),
  StartSubmission: startWithinLimits(
    paymentDecider,
    definitionOf<StartSubmission>('StartSubmission'),
    definitionOf<DeferSubmission>('DeferSubmission'),
  ),
  RecordSubmissionAnswer: definitionOf<RecordSubmissionAnswer>('RecordSubmissionAnswer'),
  RecordCancellationAnswer: definitionOf<RecordCancellationAnswer>('RecordCancellationAnswer'),
  GiveUpPayment: definitionOf<GiveUpPayment>('GiveUpPayment'),
  ResolveAttention: definitionOf<ResolveAttention>('ResolveAttention'),
  RetryPayment: definitionOf<RetryPayment>('RetryPayment'),
  RetrySubmission: definitionOf<RetrySubmission>('RetrySubmission'),
  RecordRailCallback: definitionOf<RecordRailCallback>('RecordRailCallback'),
  AskForStatus: definitionOf<AskForStatus>('AskForStatus'),
  RecordStatusAnswer: definitionOf<RecordStatusAnswer>('RecordStatusAnswer'),
  AskOperator: definitionOf<AskOperator>('AskOperator'),
  ResumePayment: definitionOf<ResumePayment>('ResumePayment'),
} as const
