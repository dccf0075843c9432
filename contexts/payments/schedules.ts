import type { Instant } from '../../kernel/clock.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { Schedule, TimerChange } from '../../kernel/schedule.ts'
import type { OperatorReason } from './event-fields.ts'
import type { PaymentEvent } from './events.ts'
import type { OutageEvent } from './outages/events.ts'
import { hasteningAfter, silentRail, waitAfterMs, waitingForRail } from './outages/waits.ts'
import { nthDelayMs, type Patience } from './patience.ts'
import { paymentCommands, paymentIdOfStream } from './payment.ts'
import { nameOfTransfer, submissionIdOf, transferNumberOf } from './transfers/transfer-events.ts'

/*
 * Three timers for each transfer, set by its facts and cancelled by them:
 *
 *   attempt    after SubmissionNotSent, -Deferred      -> RetrySubmission
 *   question   while unknown, submitted or pending     -> AskForStatus
 *   operator   while waiting, unknown or with the rail -> AskOperator
 *
 * A question that was asked sets no timer: its answer does. The first two are hastened once the rail that they wait for
 * is back (`outages/`). And five for the payment as a whole, beside that of its hold (`hold-timers.ts`):
 *
 *   retry      until another transfer follows          -> RetryPayment, or GiveUpPayment where nobody decides
 *   schedule   until a scheduled payment's time        -> ReleasePayment
 *   dispute    until evidence is due soon              -> RemindOfDispute
 *   approval   until nobody can approve it any more    -> ExpireApproval
 *   approval   the same of a capture or refund         -> ExpireProposal
 */

const timedEvents = [
  'SubmissionStarted',
  'SubmissionNotSent',
  'SubmissionDeferred',
  'SubmissionBecameUnknown',
  'PaymentSubmitted',
  'PaymentPending',
  'StatusAnswered',
  'PaymentSettled',
  'PaymentRejected',
  'SubmissionRejected',
  'PaymentRetried',
  'CaptureProposed',
  'CaptureRequested',
  'CaptureSubmitted',
  'CapturePending',
  'CaptureSettled',
  'CaptureRejected',
  'RefundProposed',
  'RefundRequested',
  'ProposalDenied',
  'ProposalWithdrawn',
  'RefundSubmitted',
  'RefundPending',
  'RefundSettled',
  'RefundRejected',
  'ApprovalRequested',
  'PaymentApproved',
  'PaymentDenied',
  'PaymentScheduled',
  'PaymentCancelled',
  'DisputeOpened',
  'DisputeEvidenceSubmitted',
  'DisputeWon',
  'DisputeLost',
] as const

type Timed = Extract<PaymentEvent, { type: (typeof timedEvents)[number] }>
type CameBack = Extract<OutageEvent, { type: 'RailCameBack' }>

export const paymentTimersName = 'payment-timers'

/** When to try, to ask, and to call somebody. */
export const paymentTimers = (patience: Patience): Schedule<Timed | CameBack> => ({
  name: paymentTimersName,
  events: [...timedEvents, 'RailCameBack'],
  change: (event) =>
    event.type === 'RailCameBack'
      ? [{ hasten: hasteningAfter(event.data) }]
      : changes(patience, event),
})

const changes = (patience: Patience, event: RecordedEvent<Timed>): readonly TimerChange[] => {
  const { type, data } = event
  const paymentId = paymentIdOfStream(event.stream)
  const timers = timersOf(paymentId, transferNumberOf(data), event.time)
  switch (type) {
    case 'SubmissionNotSent': {
      const waitMs = waitAfterMs(patience, { type, data })
      const rail = silentRail({ type, data })
      return [
        ...(waitMs === undefined ? [] : [timers.tryAgain(data.attempt + 1, waitMs, rail)]),
        // Only the first: how long it waits counts from there.
        ...(data.attempt === 1
          ? [timers.callSomebody('waiting-too-long', patience.waitingMaxMs)]
          : []),
      ]
    }
    case 'SubmissionDeferred':
      return [timers.tryAgain(data.attempt, Date.parse(data.until) - event.time)]
    case 'SubmissionBecameUnknown':
      return [
        timers.ask(nthDelayMs(patience.unknownDelaysMs, 1)),
        timers.callSomebody('unknown-too-long', patience.unknownMaxMs),
      ]
    case 'PaymentSubmitted':
    case 'PaymentPending':
    case 'CaptureSubmitted':
    case 'CapturePending':
    case 'RefundSubmitted':
    case 'RefundPending':
      return [
        timers.ask(nthDelayMs(patience.pendingDelaysMs, 1)),
        timers.callSomebody('pending-too-long', patience.pendingMaxMs),
        timers.stopTrying,
      ]
    case 'StatusAnswered': {
      const waitMs = waitAfterMs(patience, { type, data })
      return waitMs === undefined ? [] : [timers.ask(waitMs, silentRail({ type, data }))]
    }
    case 'SubmissionStarted':
      // Another attempt may be an operator's; the timer of the same one has nothing left to do.
      return data.attempt > 1 ? [timers.stopTrying] : []
    case 'PaymentSettled':
    case 'PaymentRejected':
      if (data.from === 'received') return []
      return data.from === 'awaiting-retry' ? [{ cancel: retryTimer(paymentId) }] : timers.stopAll
    case 'SubmissionRejected':
      return [...timers.stopAll, ...changesOfWhole(patience, event)]
    case 'CaptureSettled':
    case 'CaptureRejected':
    case 'RefundSettled':
    case 'RefundRejected':
      return timers.stopAll
    default:
      return changesOfWhole(patience, event)
  }
}

/** Timers of the payment as a whole. */
const changesOfWhole = (
  patience: Patience,
  event: RecordedEvent<Timed>,
): readonly TimerChange[] => {
  const { type, data } = event
  const paymentId = paymentIdOfStream(event.stream)
  const timers = timersOf(paymentId, transferNumberOf(data), event.time)
  switch (type) {
    case 'SubmissionRejected': {
      if (data.awaits)
        return [atTime(retryTimer(paymentId), data.retryAt, 'GiveUpPayment', { paymentId })]
      const command = { paymentId, transfer: transferNumberOf(data) }
      return [atTime(retryTimer(paymentId), data.retryAt, 'RetryPayment', command)]
    }
    case 'PaymentRetried':
      return [{ cancel: retryTimer(paymentId) }]
    case 'ApprovalRequested':
      return data.expiresAt === undefined
        ? []
        : [atTime(paymentApproval(paymentId), data.expiresAt, 'ExpireApproval', { paymentId })]
    case 'PaymentApproved':
    case 'PaymentDenied':
      return [{ cancel: paymentApproval(paymentId) }]
    case 'PaymentScheduled':
      return [atTime(`schedule-${paymentId}`, data.dueAt, 'ReleasePayment', { paymentId })]
    case 'PaymentCancelled':
      return [
        { cancel: paymentApproval(paymentId) },
        { cancel: `schedule-${paymentId}` },
        { cancel: retryTimer(paymentId) },
        ...timers.stopAll,
      ]
    case 'CaptureProposed':
    case 'RefundProposed': {
      const { transfer, expiresAt } = data
      const command = { paymentId, transfer }
      return [atTime(approvalTimer(paymentId, transfer), expiresAt, 'ExpireProposal', command)]
    }
    case 'CaptureRequested':
    case 'RefundRequested':
      return data.approvedBy === undefined
        ? []
        : [{ cancel: approvalTimer(paymentId, data.transfer) }]
    case 'ProposalDenied':
    case 'ProposalWithdrawn':
      return [{ cancel: approvalTimer(paymentId, data.transfer) }]
    case 'DisputeOpened': {
      const { dispute, responseDue } = data
      if (responseDue === undefined) return []
      const due = Date.parse(responseDue) - patience.disputeWarningMs
      const command = { paymentId, dispute }
      return [atTime(disputeTimer(paymentId, dispute), due, 'RemindOfDispute', command)]
    }
    case 'DisputeEvidenceSubmitted':
    case 'DisputeWon':
    case 'DisputeLost':
      return [{ cancel: disputeTimer(paymentId, data.dispute) }]
    default:
      return []
  }
}

const retryTimer = (paymentId: string): string => `retry-${paymentId}`

const paymentApproval = (paymentId: string): string => `approval-${paymentId}`

const approvalTimer = (paymentId: string, transfer: number): string =>
  `approval-${submissionIdOf(paymentId, transfer)}`

const disputeTimer = (paymentId: string, dispute: number): string =>
  `dispute-${paymentId}.${dispute}`

/** What has passed already is due at once. */
const atTime = (
  set: string,
  due: Instant | string,
  type:
    | 'ReleasePayment'
    | 'ExpireApproval'
    | 'ExpireProposal'
    | 'RemindOfDispute'
    | 'RetryPayment'
    | 'GiveUpPayment',
  data: object,
): TimerChange => ({
  set,
  due: typeof due === 'string' ? Date.parse(due) : due,
  intent: { definition: paymentCommands[type], command: { type, data } },
})

const waitingFor = (rail: string | undefined) =>
  rail === undefined ? {} : { waitsFor: waitingForRail(rail) }

const timersOf = (paymentId: string, transfer: number, since: Instant) => {
  const name = nameOfTransfer(paymentId, transfer)
  const attempt = `attempt-${name}`
  const question = `question-${name}`
  const operator = `operator-${name}`
  // Timers that were set before transfers had numbers name none, and mean the first.
  const which = transfer === 1 ? { paymentId } : { paymentId, transfer }
  const stopTrying = { cancel: attempt }
  const stopCalling = { cancel: operator }
  return {
    tryAgain: (nth: number, delayMs: number, rail?: string): TimerChange => ({
      set: attempt,
      due: since + delayMs,
      ...waitingFor(rail),
      intent: {
        definition: paymentCommands.RetrySubmission,
        command: { type: 'RetrySubmission', data: { ...which, attempt: nth } },
      },
    }),
    ask: (delayMs: number, rail?: string): TimerChange => ({
      set: question,
      due: since + delayMs,
      ...waitingFor(rail),
      intent: {
        definition: paymentCommands.AskForStatus,
        command: { type: 'AskForStatus', data: which },
      },
    }),
    callSomebody: (because: OperatorReason, delayMs: number): TimerChange => ({
      set: operator,
      due: since + delayMs,
      intent: {
        definition: paymentCommands.AskOperator,
        command: { type: 'AskOperator', data: { ...which, because } },
      },
    }),
    stopTrying,
    stopCalling,
    stopAll: [stopTrying, { cancel: question }, stopCalling],
  }
}
