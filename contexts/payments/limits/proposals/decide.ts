import type { CommandDefinition, Decision, StreamRead } from '../../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../../kernel/refusal.ts'
import type { LimitEvent } from '../events.ts'
import type { LimitedSubject } from '../limited-subject.ts'
import {
  limitReads,
  newLimit,
  noLimit,
  otherBounds,
  type LimitRefusal,
  type LimitStates,
} from '../set-limit.ts'
import type { Subject } from '../terms.ts'
import {
  decidableBy,
  limitProposalStream,
  proposalRead,
  waitingOf,
  type LimitProposal,
  type LimitProposalRefusal,
  type WaitingProposal,
} from './proposal.ts'

/** Somebody other than who proposed it agrees. */
export interface ApproveLimitChange {
  readonly type: 'ApproveLimitChange'
  /** Whose limit: its stream is read. */
  readonly data: Subject & { readonly proposalId: string; readonly approvedBy: string }
}

export interface DenyLimitChange {
  readonly type: 'DenyLimitChange'
  readonly data: {
    readonly proposalId: string
    readonly deniedBy: string
    readonly reason: string
  }
}

export interface WithdrawLimitChange {
  readonly type: 'WithdrawLimitChange'
  readonly data: { readonly proposalId: string; readonly withdrawnBy: string }
}

/** Nobody has looked in time. */
export interface ExpireLimitChange {
  readonly type: 'ExpireLimitChange'
  readonly data: { readonly proposalId: string }
}

type Approval = Decision<LimitEvent> | LimitProposalRefusal | LimitRefusal

/** What was proposed is decided anew: the limit may have been changed or removed meanwhile. */
const approveLimitChange: CommandDefinition<
  ApproveLimitChange,
  LimitEvent,
  LimitProposalRefusal | LimitRefusal
> = {
  type: 'ApproveLimitChange',
  reads: ({ data }) => [proposalRead(data.proposalId), ...limitReads(data)],
  decide: ({ data }, [first, limited, subjects], { now }): Approval => {
    const { proposalId, approvedBy, scope, subject } = data
    const proposal = waitingOf(first as LimitProposal)
    if ('refused' in proposal) return proposal
    if (proposal.scope !== scope || proposal.subject !== subject)
      throw new Error(`the proposal ${proposalId} is about another subject`)
    const refusal = decidableBy(proposal, approvedBy)
    if (refusal) return refusal
    if (proposal.expiresAt <= now) return refuse('approval-expired')
    const decided = asProposed(proposal, approvedBy, {
      limited: limited as LimitedSubject,
      subjects: subjects as number,
    })
    if ('refused' in decided) return decided
    const { limitId } = proposal.terms
    return [
      ...decided,
      {
        stream: limitProposalStream(proposalId),
        events: [{ type: 'LimitChangeApproved', data: { limitId, approvedBy } }],
      },
    ]
  },
}

const asProposed = (
  { scope, subject: key, change, terms, proposedBy }: WaitingProposal,
  approvedBy: string,
  states: LimitStates,
) => {
  const subject = { scope, subject: key }
  switch (change) {
    case 'set':
      return newLimit(subject, terms, { setBy: proposedBy, approvedBy }, states)
    case 'change':
      return otherBounds(subject, terms, { setBy: proposedBy, approvedBy }, states)
    case 'remove':
      return noLimit(subject, terms.limitId, { removedBy: proposedBy, approvedBy }, states)
  }
}

const reads = ({
  data,
}: {
  readonly data: { readonly proposalId: string }
}): readonly StreamRead[] => [proposalRead(data.proposalId)]

const told = (proposalId: string, event: LimitEvent): Decision<LimitEvent> => [
  { stream: limitProposalStream(proposalId), events: [event] },
]

const denyLimitChange: CommandDefinition<DenyLimitChange, LimitEvent, LimitProposalRefusal> = {
  type: 'DenyLimitChange',
  reads,
  decide: ({ data: { proposalId, deniedBy, reason } }, [state]) => {
    const proposal = waitingOf(state as LimitProposal)
    if ('refused' in proposal) return proposal
    const refusal = decidableBy(proposal, deniedBy)
    if (refusal) return refusal
    const { limitId } = proposal.terms
    return told(proposalId, { type: 'LimitChangeDenied', data: { limitId, deniedBy, reason } })
  },
}

const withdrawLimitChange: CommandDefinition<
  WithdrawLimitChange,
  LimitEvent,
  LimitProposalRefusal
> = {
  type: 'WithdrawLimitChange',
  reads,
  decide: ({ data: { proposalId, withdrawnBy } }, [state]) => {
    const proposal = waitingOf(state as LimitProposal)
    if ('refused' in proposal) return proposal
    const { limitId } = proposal.terms
    return told(proposalId, { type: 'LimitChangeWithdrawn', data: { limitId, withdrawnBy } })
  },
}

const expireLimitChange: CommandDefinition<
  ExpireLimitChange,
  LimitEvent,
  LimitProposalRefusal | Refusal<'not-due-yet'>
> = {
  type: 'ExpireLimitChange',
  reads,
  decide: ({ data: { proposalId } }, [state], { now }) => {
    const proposal = waitingOf(state as LimitProposal)
    if ('refused' in proposal) return proposal
    if (proposal.expiresAt > now) return refuse('not-due-yet')
    const { limitId } = proposal.terms
    return told(proposalId, { type: 'LimitChangeExpired', data: { limitId } })
  },
}

/** Everything that can be asked of a change of a limit that waits. */
export const limitProposalCommands = {
  ApproveLimitChange: approveLimitChange,
  DenyLimitChange: denyLimitChange,
  WithdrawLimitChange: withdrawLimitChange,
  ExpireLimitChange: expireLimitChange,
}
