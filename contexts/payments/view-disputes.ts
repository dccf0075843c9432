import type { Money } from '../../kernel/money.ts'
import type { View } from '../../kernel/view.ts'
import type { DisputeStatus } from './transfers/contract.ts'
import type { PaymentEvent } from './events.ts'
import { paymentIdOfStream } from './payment.ts'

/** A payer says that money should not have been taken. What was sent as evidence stays in the log, sealed. */
export interface DisputeRow {
  /** `<paymentId>.d<number>` */
  readonly disputeId: string
  readonly paymentId: string
  readonly number: number
  readonly status: DisputeStatus
  readonly amount: Money
  readonly reasonCode: string
  readonly disputeReference?: string
  readonly openedBy: string
  readonly openedAt: number
  /** Absent where no answer is asked for. */
  readonly responseDue?: number
  readonly evidenceAt?: number
  readonly decidedAt?: number
  readonly decidedBy?: string
}

type Disputing = Extract<
  PaymentEvent,
  { type: 'DisputeOpened' | 'DisputeEvidenceSubmitted' | 'DisputeWon' | 'DisputeLost' }
>

const disputeIdOf = (paymentId: string, dispute: number): string => `${paymentId}.d${dispute}`

export const disputes: View<DisputeRow, Disputing> = {
  name: 'disputes',
  version: 1,
  events: ['DisputeOpened', 'DisputeEvidenceSubmitted', 'DisputeWon', 'DisputeLost'],
  keys: ({ stream, data }) => [disputeIdOf(paymentIdOfStream(stream), data.dispute)],
  fold: (row, event, disputeId) => {
    const { type, data, time } = event
    if (type === 'DisputeOpened') {
      const { dispute: number, amount, reasonCode, disputeReference, responseDue, openedBy } = data
      return {
        disputeId,
        paymentId: paymentIdOfStream(event.stream),
        number,
        status: 'open',
        amount,
        reasonCode,
        ...(disputeReference ? { disputeReference } : {}),
        openedBy,
        openedAt: time,
        ...(responseDue ? { responseDue: Date.parse(responseDue) } : {}),
      }
    }
    if (!row) throw new Error(`dispute ${disputeId} went on before it was opened`)
    if (type === 'DisputeEvidenceSubmitted') return { ...row, evidenceAt: time }
    const status = type === 'DisputeWon' ? 'won' : 'lost'
    return { ...row, status, decidedAt: time, decidedBy: data.decidedBy }
  },
  indexed: { paymentId: 'text', status: 'text', openedAt: 'instant' },
}
