import { formatInstant, type Instant } from '../../kernel/clock.ts'
import type { RecordedEvent } from '../../kernel/message.ts'
import type { AttemptShown, CaptureShown } from './transfers/contract.ts'
import type { Rejection } from './contract.ts'
import type { PaymentEvent } from './events.ts'
import { meaning } from './rail-errors/meaning.ts'
import {
  factOf,
  isTransferEvent,
  kindOf,
  submissionIdOf,
  transferNumberOf,
} from './transfers/transfer-events.ts'
import type { TransferFact } from './transfers/transfer-facts.ts'

type Story = readonly RecordedEvent<PaymentEvent>[]

/** Every call that carried a transfer of this payment to a rail, and what came of it, in their order. */
export const attemptsOf = (paymentId: string, story: Story): readonly AttemptShown[] => {
  const attempts: AttemptShown[] = []
  for (const event of story) {
    if (event.type === 'PaymentCancelled' && event.data.railReference !== undefined) {
      change(attempts, transferNumberOf(event.data), { outcome: 'cancelled' }, event.time)
      continue
    }
    if (!isTransferEvent(event)) continue
    const transfer = transferNumberOf(event.data)
    const at = formatInstant(event.time)
    if (event.type === 'SubmissionStarted') {
      const { attempt, rail, submitBefore, amount, route } = event.data
      const submissionId = submissionIdOf(paymentId, transfer)
      const which = { transfer, kind: kindOf(event), attempt, submissionId }
      const over = { rail, ...(route ? { route } : {}), amount, submitBefore }
      attempts.push({ ...which, ...over, outcome: 'under-way', startedAt: at })
      continue
    }
    const outcome = outcomeOf(factOf(event))
    if (outcome) change(attempts, transfer, outcome, event.time)
  }
  return attempts
}

/** What the rail says later is of the attempt that it got: the last one. */
const change = (
  attempts: AttemptShown[],
  transfer: number,
  outcome: Partial<AttemptShown>,
  time: Instant,
): void => {
  const last = attempts.findLastIndex((one) => one.transfer === transfer)
  const attempt = attempts[last]
  if (attempt) attempts[last] = { ...attempt, ...outcome, updatedAt: formatInstant(time) }
}

const outcomeOf = (fact: TransferFact): Partial<AttemptShown> | undefined => {
  switch (fact.fact) {
    case 'not-sent':
      return { outcome: 'not-sent', reason: fact.reason, ...meantBy(meaning('rail-unavailable')) }
    case 'became-unknown':
      return { outcome: 'unknown', reason: fact.reason }
    case 'submitted':
    case 'pending':
    case 'settled':
      return { outcome: fact.fact, railReference: fact.railReference }
    case 'rejected': {
      const { code, by } = fact.rejection
      return {
        outcome: 'rejected',
        reason: code,
        ...(by === 'rail' ? { railCode: code } : {}),
        ...meantBy(fact.rejection),
        ...(fact.retryAt && !fact.awaits ? { nextTryAt: fact.retryAt } : {}),
      }
    }
    case 'returned':
      return { outcome: 'returned', reason: fact.code, railCode: fact.code, ...meantBy(fact) }
    default:
      return undefined
  }
}

const meantBy = ({
  standardCode,
  recommendedAction,
}: Pick<Rejection, 'standardCode' | 'recommendedAction'>) => ({
  ...(standardCode ? { standardCode } : {}),
  ...(recommendedAction ? { recommendedAction } : {}),
})

/** What the payee's bank gave as the reason, as a rejection. */
export const rejectionOfReturn = (
  told: Pick<Rejection, 'code' | 'reason' | 'standardCode' | 'recommendedAction'>,
): Rejection => ({ code: told.code, reason: told.reason, by: 'rail', ...meantBy(told) })

const proposalEnds = {
  ProposalDenied: 'denied',
  ProposalWithdrawn: 'withdrawn',
  ProposalExpired: 'expired',
} as const

/** The captures of a payment, in their order. */
export const capturesIn = (paymentId: string, story: Story): readonly CaptureShown[] => {
  const captures: CaptureShown[] = []
  const change = (transfer: number, changed: Partial<CaptureShown>) => {
    const place = captures.findIndex(({ number }) => number === transfer)
    const capture = captures[place]
    if (capture) captures[place] = { ...capture, ...changed }
  }
  for (const event of story) {
    const updatedAt = formatInstant(event.time)
    const { type, data } = event
    switch (type) {
      case 'CaptureProposed': {
        const { transfer: number, amount } = data
        const captureId = submissionIdOf(paymentId, number)
        const times = { requestedAt: updatedAt, updatedAt }
        captures.push({ captureId, number, amount, status: 'awaiting-approval', ...times })
        break
      }
      case 'CaptureRequested': {
        const { transfer: number, amount, approvedBy } = data
        const captureId = submissionIdOf(paymentId, number)
        const times = { requestedAt: updatedAt, updatedAt }
        if (approvedBy) change(number, { status: 'requested', approvedBy, updatedAt })
        else captures.push({ captureId, number, amount, status: 'requested', ...times })
        break
      }
      case 'ProposalDenied':
      case 'ProposalWithdrawn':
      case 'ProposalExpired':
        change(data.transfer, { status: proposalEnds[type], updatedAt })
        break
      case 'CancellationAsked':
        if (data.kind === 'capture')
          change(transferNumberOf(data), { cancellation: { state: 'asked' }, updatedAt })
        break
      case 'CancellationFailed':
        if (data.kind === 'capture') {
          const cancellation = { state: 'failed', because: data.because } as const
          change(transferNumberOf(data), { cancellation, updatedAt })
        }
        break
      case 'SubmissionBecameUnknown':
        if (data.kind === 'capture')
          change(transferNumberOf(data), { status: 'unknown', updatedAt })
        break
      case 'CaptureSubmitted':
        change(data.transfer, {
          status: 'submitted',
          railReference: data.railReference,
          updatedAt,
        })
        break
      case 'CapturePending':
        change(data.transfer, { status: 'pending', railReference: data.railReference, updatedAt })
        break
      case 'CaptureSettled':
        change(data.transfer, { status: 'settled', railReference: data.railReference, updatedAt })
        break
      case 'CaptureRejected':
        change(data.transfer, { status: 'rejected', rejection: data.rejection, updatedAt })
        break
      case 'CaptureReturned': {
        const rejection = rejectionOfReturn(data)
        change(data.transfer, { status: 'returned', rejection, updatedAt })
        break
      }
      default:
    }
  }
  return captures
}
