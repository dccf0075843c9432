import type { PaymentStatus } from '../../../contexts/payments/contract.ts'
import type { Tone } from '../../ui/tone.ts'
import { sumsOf, type StatusTotals, type Sum } from './summary-rows.ts'

export const groupNames = ['progress', 'attention', 'settled', 'ended'] as const
export type GroupName = (typeof groupNames)[number]

interface GroupLook {
  readonly label: string
  readonly tone: Tone
  readonly says: string
}

/** What most people want to know before they ask for a status by its name. */
export const groupLooks: Readonly<Record<GroupName, GroupLook>> = {
  progress: { label: 'In progress', tone: 'blue', says: 'On its way, or waiting for its turn' },
  attention: { label: 'Needs attention', tone: 'amber', says: 'Somebody has to decide or look' },
  settled: { label: 'Settled', tone: 'green', says: 'The money has moved' },
  ended: { label: 'Ended', tone: 'grey', says: 'No money moved, or all of it went back' },
}

export const groupOf: Readonly<Record<PaymentStatus, GroupName>> = {
  received: 'progress',
  validated: 'progress',
  'awaiting-retry': 'progress',
  scheduled: 'progress',
  authorised: 'progress',
  'partially-captured': 'progress',
  captured: 'progress',
  submitting: 'progress',
  submitted: 'progress',
  pending: 'progress',
  'awaiting-approval': 'attention',
  unknown: 'attention',
  disputed: 'attention',
  settled: 'settled',
  'partially-refunded': 'settled',
  refunded: 'ended',
  'dispute-lost': 'ended',
  returned: 'ended',
  rejected: 'ended',
  denied: 'ended',
  cancelled: 'ended',
  voided: 'ended',
  expired: 'ended',
  failed: 'ended',
}

/** One group, with what is in it by currency, and its statuses in the order in which a payment meets them. */
export interface GroupTotals {
  readonly name: GroupName
  readonly count: number
  readonly sums: readonly Sum[]
  readonly statuses: readonly StatusTotals[]
}

export const totalsByGroup = (totals: readonly StatusTotals[]): readonly GroupTotals[] =>
  groupNames.map((name) => {
    const statuses = totals.filter(({ status }) => groupOf[status] === name)
    return {
      name,
      statuses,
      count: statuses.reduce((sum, { count }) => sum + count, 0),
      sums: sumsOf(statuses.flatMap(({ sums }) => sums)),
    }
  })

/** The fullest statuses of a group first: what its number is made of. */
export const fullest = ({ statuses }: GroupTotals): readonly StatusTotals[] =>
  statuses.filter(({ count }) => count > 0).toSorted((one, other) => other.count - one.count)
