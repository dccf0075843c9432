import { formatInstant } from '../../../kernel/clock.ts'
import type { RecordedEvent } from '../../../kernel/message.ts'
import type { PaymentStatus } from '../contract.ts'
import type { PaymentEvent } from '../events.ts'
import { statusChangeOf } from '../status-change.ts'
import { stages, type Stage } from './contract.ts'

/**
 * What goes on inside the firm (approvals, holds, questions to a rail, refunds and disputes afterwards) is told to
 * nobody: several states are one stage.
 */
export const stageOf: Readonly<Record<PaymentStatus, Stage>> = {
  received: 'received',
  validated: 'checked',
  'awaiting-approval': 'checked',
  scheduled: 'checked',
  authorised: 'checked',
  'partially-captured': 'on-its-way',
  captured: 'on-its-way',
  submitting: 'on-its-way',
  submitted: 'on-its-way',
  pending: 'on-its-way',
  unknown: 'on-its-way',
  'awaiting-retry': 'on-its-way',
  settled: 'arrived',
  'partially-refunded': 'arrived',
  refunded: 'arrived',
  disputed: 'arrived',
  'dispute-lost': 'arrived',
  returned: 'sent-back',
  rejected: 'not-made',
  denied: 'not-made',
  cancelled: 'not-made',
  voided: 'not-made',
  expired: 'not-made',
  failed: 'not-made',
}

/** Nothing follows. What has arrived may be sent back once in a while. */
export const isEnd = (stage: Stage): boolean => stage === 'sent-back' || stage === 'not-made'

export interface StageReached {
  readonly stage: Stage
  /** ISO 8601, UTC. */
  readonly at: string
}

/**
 * The stages that a payment has come through. It never goes back: an attempt that did not reach its rail is not
 * seen, because the next one follows by itself.
 */
export const stagesReached = (
  events: readonly RecordedEvent<PaymentEvent>[],
): readonly StageReached[] => {
  const reached: StageReached[] = []
  for (const event of events) {
    const change = statusChangeOf(event)
    if (!change) continue
    const stage = stageOf[change.to]
    const last = reached.at(-1)
    if (last && stages.indexOf(stage) <= stages.indexOf(last.stage)) continue
    reached.push({ stage, at: formatInstant(event.time) })
  }
  return reached
}
