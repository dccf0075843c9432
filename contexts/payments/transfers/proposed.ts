import type { PaymentEventData } from '../events.ts'
import { known, type Proposed, type Rejected, type Transfer } from './transfer.ts'

/** A capture or refund that somebody has to agree to. */
const proposed = (
  transfer: Pick<Proposed, 'number' | 'kind' | 'amount' | 'proposedBy' | 'expiresAt'> &
    Partial<Proposed>,
): Proposed => ({ contradictions: [], notices: [], ...transfer, status: 'proposed' })

/** Denied, withdrawn or expired before anybody agreed. */
export const neverAgreed = (transfer: Transfer): Rejected => ({
  ...known(transfer),
  status: 'rejected',
  by: 'millrace',
  handedOver: false,
  wasNeverAgreed: true,
})

/** As the event that proposes it says. */
export const proposalIn = (
  type: 'CaptureProposed' | 'RefundProposed',
  data: PaymentEventData<'CaptureProposed'> | PaymentEventData<'RefundProposed'>,
): Proposed => {
  const { transfer: number, amount, proposedBy } = data
  return proposed({
    number,
    kind: type === 'CaptureProposed' ? 'capture' : 'refund',
    amount,
    proposedBy,
    expiresAt: Date.parse(data.expiresAt),
    ...('returnOf' in data ? { returnOf: data.returnOf, reason: data.reason } : {}),
    ...('final' in data && data.final ? { isFinal: true } : {}),
  })
}
