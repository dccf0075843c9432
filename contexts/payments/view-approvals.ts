import type { Money } from '../../kernel/money.ts'
import type { View } from '../../kernel/view.ts'
import type { ApprovalState } from './transfers/contract.ts'
import type { PaymentEvent } from './events.ts'
import { paymentIdOfStream } from './payment.ts'

/** A payment that needs, or needed, a second pair of eyes. */
export interface ApprovalRow {
  readonly paymentId: string
  readonly state: ApprovalState
  readonly amount: Money
  readonly above: Money
  readonly proposedBy: string
  readonly requestedAt: number
  readonly decidedAt?: number
  readonly decidedBy?: string
  readonly reason?: string
}

type Approving = Extract<
  PaymentEvent,
  { type: 'ApprovalRequested' | 'PaymentApproved' | 'PaymentDenied' | 'PaymentCancelled' }
>

export const approvals: View<ApprovalRow, Approving> = {
  name: 'approvals',
  version: 1,
  events: ['ApprovalRequested', 'PaymentApproved', 'PaymentDenied', 'PaymentCancelled'],
  keys: ({ stream, type, data }) =>
    type === 'PaymentCancelled' && data.change?.from !== 'awaiting-approval'
      ? []
      : [paymentIdOfStream(stream)],
  fold: (row, event, paymentId) => {
    const { type, data, time } = event
    if (type === 'ApprovalRequested') {
      const { amount, above, proposedBy } = data
      return { paymentId, state: 'waiting', amount, above, proposedBy, requestedAt: time }
    }
    if (!row) throw new Error(`payment ${paymentId} was decided on before anybody asked`)
    switch (type) {
      case 'PaymentApproved':
        return { ...row, state: 'approved', decidedAt: time, decidedBy: data.approvedBy }
      case 'PaymentDenied': {
        const { deniedBy: decidedBy, reason } = data
        return { ...row, state: 'denied', decidedAt: time, decidedBy, reason }
      }
      case 'PaymentCancelled':
        return { ...row, state: 'withdrawn', decidedAt: time, decidedBy: data.cancelledBy }
    }
  },
  indexed: { state: 'text', requestedAt: 'instant' },
}
