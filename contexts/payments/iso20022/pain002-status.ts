import type { PaymentStatus } from '../contract.ts'

/** What ISO 20022 calls where a transaction stands. */
export type IsoStatus = 'RCVD' | 'ACTC' | 'ACCP' | 'PDNG' | 'ACSP' | 'ACSC' | 'CANC' | 'RJCT'

/** What became of the payment after it settled (refunds, disputes, returns) is told by other messages. */
export const isoStatus: Readonly<Record<PaymentStatus, IsoStatus>> = {
  received: 'RCVD',
  validated: 'ACTC',
  'awaiting-approval': 'PDNG',
  scheduled: 'ACCP',
  authorised: 'ACCP',
  'partially-captured': 'ACSP',
  captured: 'ACSP',
  submitting: 'ACCP',
  submitted: 'ACSP',
  pending: 'PDNG',
  unknown: 'PDNG',
  'awaiting-retry': 'PDNG',
  settled: 'ACSC',
  'partially-refunded': 'ACSC',
  refunded: 'ACSC',
  disputed: 'ACSC',
  'dispute-lost': 'ACSC',
  returned: 'ACSC',
  rejected: 'RJCT',
  denied: 'RJCT',
  cancelled: 'CANC',
  voided: 'CANC',
  expired: 'CANC',
  failed: 'RJCT',
}

/** The older versions have a closed list, and no cancellation and no receipt for a transaction in it. */
export const transactionStatus = (status: IsoStatus, version: '03' | '10'): string => {
  if (version === '10') return status
  if (status === 'CANC') return 'RJCT'
  return status === 'RCVD' ? 'PDNG' : status
}

const notAccepted: readonly IsoStatus[] = ['RCVD', 'PDNG', 'RJCT', 'CANC']
const furthestLast: readonly IsoStatus[] = ['ACTC', 'ACCP', 'ACSP', 'ACSC']

/**
 * The status of a group: that of all where they are alike; PART where some are accepted and others are not; else
 * that of those who are furthest behind.
 */
export const groupStatus = (counts: ReadonlyMap<IsoStatus, number>): IsoStatus | 'PART' => {
  const there = [...counts].filter(([, count]) => count > 0).map(([status]) => status)
  const [only] = there
  if (only !== undefined && there.length === 1) return only === 'CANC' ? 'RJCT' : only
  const refused = there.every((status) => status === 'RJCT' || status === 'CANC')
  if (there.length > 0 && refused) return 'RJCT'
  const accepted = furthestLast.find((status) => there.includes(status))
  if (accepted === undefined) return there.includes('PDNG') ? 'PDNG' : 'RCVD'
  return there.some((status) => notAccepted.includes(status)) ? 'PART' : accepted
}
