import { formatInstant, type Instant } from '../../../../kernel/clock.ts'
import type { Decision } from '../../../../kernel/decider.ts'
import type { LimitEvent } from '../events.ts'
import type { LimitTerms, Subject } from '../terms.ts'
import { limitProposalStream, type LimitChangeKind } from './proposal.ts'

/** `raises`: what lets more through needs two; `all`: every change does; `none`: one is enough. */
export const limitApprovals = ['none', 'raises', 'all'] as const
export type LimitApproval = (typeof limitApprovals)[number]

/** Told with a change of a limit: where and until when it waits, if it has to. */
export interface LimitFourEyes {
  readonly approval: Exclude<LimitApproval, 'none'>
  readonly proposalId: string
  readonly withinMs: number
  /** Of a new limit: a default of the settings holds where there is none in its currency. */
  readonly replacesDefault?: boolean
}

type Bounds = Pick<LimitTerms, 'amount' | 'count'>

/** Whether `after` lets through what `before` would not. */
export const loosens = (before: Bounds, after: Bounds): boolean =>
  isHigher(before.amount, after.amount) || isHigher(before.count, after.count)

const isHigher = (before: string | number | undefined, after: string | number | undefined) =>
  before !== undefined && (after === undefined || BigInt(after) > BigInt(before))

interface Change extends Subject {
  readonly change: LimitChangeKind
  readonly terms: LimitTerms
  readonly before?: Bounds
  readonly proposedBy: string
}

/** It waits, on a stream of its own; nothing of the limit changes. */
export const proposed = (
  { proposalId, withinMs }: LimitFourEyes,
  { scope, subject, change, terms, before, proposedBy }: Change,
  now: Instant,
): Decision<LimitEvent> => [
  {
    stream: limitProposalStream(proposalId),
    events: [
      {
        type: 'LimitChangeProposed',
        data: {
          scope,
          subject,
          change,
          ...terms,
          ...(before ? { before: boundsOf(before) } : {}),
          proposedBy,
          expiresAt: formatInstant(now + withinMs),
        },
      },
    ],
  },
]

const boundsOf = ({ amount, count }: Bounds): Bounds => ({
  ...(amount === undefined ? {} : { amount }),
  ...(count === undefined ? {} : { count }),
})
