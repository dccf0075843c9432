import type { View } from '../../../../kernel/view.ts'
import type { LimitEvent } from '../events.ts'
import type { LimitScope, LimitWindow } from '../contract.ts'
import type { LimitProposalState } from './contract.ts'
import { proposalIdOfStream, type LimitChangeKind } from './proposal.ts'

interface Bounds {
  readonly amount?: string
  readonly count?: number
}

/** A change of a limit that needs, or needed, a second pair of eyes. */
export interface LimitProposalRow extends Bounds {
  readonly proposalId: string
  readonly limitId: string
  readonly scope: LimitScope
  readonly subject: string
  readonly change: LimitChangeKind
  readonly state: LimitProposalState
  readonly currency: string
  readonly window: LimitWindow
  readonly label?: string
  readonly before?: Bounds
  readonly proposedBy: string
  readonly requestedAt: number
  readonly expiresAt: number
  readonly decidedAt?: number
  readonly decidedBy?: string
  readonly reason?: string
}

const proposing = [
  'LimitChangeProposed',
  'LimitChangeApproved',
  'LimitChangeDenied',
  'LimitChangeWithdrawn',
  'LimitChangeExpired',
] as const
type Proposing = Extract<LimitEvent, { type: (typeof proposing)[number] }>

export const limitProposals: View<LimitProposalRow, Proposing> = {
  name: 'limit-proposals',
  version: 1,
  events: proposing,
  keys: ({ stream }) => [proposalIdOfStream(stream)],
  fold: (row, event, proposalId) => {
    const { type, data, time } = event
    if (type === 'LimitChangeProposed') {
      const { expiresAt, ...told } = data
      const times = { requestedAt: time, expiresAt: Date.parse(expiresAt) }
      return { proposalId, ...told, state: 'waiting', ...times }
    }
    if (!row) throw new Error(`${proposalId} was decided on before anybody asked`)
    return { ...row, ...decided({ type, data } as Deciding), decidedAt: time }
  },
  indexed: { state: 'text', limitId: 'text', requestedAt: 'instant' },
}

type Deciding = Exclude<Proposing, { type: 'LimitChangeProposed' }>

const decided = ({ type, data }: Deciding): Partial<LimitProposalRow> => {
  switch (type) {
    case 'LimitChangeApproved':
      return { state: 'approved', decidedBy: data.approvedBy }
    case 'LimitChangeDenied':
      return { state: 'denied', decidedBy: data.deniedBy, reason: data.reason }
    case 'LimitChangeWithdrawn':
      return { state: 'withdrawn', decidedBy: data.withdrawnBy }
    case 'LimitChangeExpired':
      return { state: 'expired' }
  }
}

/** One entry of a limit's history. */
export interface LimitChangeRow extends Bounds {
  readonly changeId: string
  readonly limitId: string
  readonly what: 'set' | 'removed'
  readonly label?: string
  readonly at: number
  readonly by: string
  readonly approvedBy?: string
}

/** What became of each limit, and by whom: an entry for each time that it was set, changed or removed. */
export const limitChanges: View<
  LimitChangeRow,
  Extract<LimitEvent, { type: 'LimitSet' | 'LimitRemoved' }>
> = {
  name: 'limit-changes',
  version: 1,
  events: ['LimitSet', 'LimitRemoved'],
  keys: ({ id }) => [id],
  fold: (_row, { type, data, time: at }, changeId) => {
    const agreed = data.approvedBy === undefined ? {} : { approvedBy: data.approvedBy }
    const { limitId } = data
    if (type === 'LimitRemoved')
      return { changeId, limitId, what: 'removed', at, by: data.removedBy, ...agreed }
    const { amount, count, label, setBy: by } = data
    const terms = {
      ...(amount === undefined ? {} : { amount }),
      ...(count === undefined ? {} : { count }),
      ...(label === undefined ? {} : { label }),
    }
    return { changeId, limitId, what: 'set', ...terms, at, by, ...agreed }
  },
  indexed: { limitId: 'text', at: 'instant' },
}
