import { known, type Proposed, type Rejected, type Transfer } from './transfer.ts'

/** A capture or refund that somebody has to agree to. */
export const proposed = (
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
