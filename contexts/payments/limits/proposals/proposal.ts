import type { Instant } from '../../../../kernel/clock.ts'
import type { Entity, StreamRead } from '../../../../kernel/decider.ts'
import { refuse, type Refusal } from '../../../../kernel/refusal.ts'
import type { LimitEvent } from '../events.ts'
import type { LimitTerms, Subject } from '../terms.ts'

/*
 * A change of a limit that lets more through waits for somebody other than who proposed it:
 *
 *   proposed --> approved ............ it holds from then on, as it was proposed
 *       |
 *       +--> denied, withdrawn, expired
 */

export type LimitChangeKind = 'set' | 'change' | 'remove'

export interface WaitingProposal extends Subject {
  readonly status: 'waiting'
  readonly change: LimitChangeKind
  readonly terms: LimitTerms
  readonly proposedBy: string
  readonly expiresAt: Instant
}

export type LimitProposal =
  | { readonly status: 'none' }
  | { readonly status: 'ended' }
  | WaitingProposal

export const limitProposal: Entity<LimitProposal, LimitEvent> = {
  name: 'limit-proposal',
  initialState: { status: 'none' },
  evolve: (state, { type, data }): LimitProposal => {
    switch (type) {
      case 'LimitChangeProposed': {
        const { scope, subject, change, proposedBy, expiresAt, before: _before, ...terms } = data
        const asked = { scope, subject, change, terms, proposedBy }
        return { status: 'waiting', ...asked, expiresAt: Date.parse(expiresAt) }
      }
      case 'LimitChangeApproved':
      case 'LimitChangeDenied':
      case 'LimitChangeWithdrawn':
      case 'LimitChangeExpired':
        return { status: 'ended' }
      default:
        return state
    }
  },
}

const prefix = 'limit-proposal-'

/** `limit-proposal-<proposalId>` */
export const limitProposalStream = (proposalId: string): string => `${prefix}${proposalId}`

export const proposalIdOfStream = (stream: string): string => stream.slice(prefix.length)

export const proposalRead = (proposalId: string): StreamRead => ({
  stream: limitProposalStream(proposalId),
  entity: limitProposal,
})

export type LimitProposalRefusal = Refusal<
  'proposal-unknown' | 'proposal-has-ended' | 'proposer-cannot-approve' | 'approval-expired'
>

/** What waits, or why there is nothing to decide. */
export const waitingOf = (
  state: LimitProposal,
): WaitingProposal | Refusal<'proposal-unknown' | 'proposal-has-ended'> => {
  if (state.status === 'none') return refuse('proposal-unknown')
  if (state.status === 'ended') return refuse('proposal-has-ended')
  return state
}

/** Four eyes. */
export const decidableBy = (
  proposal: WaitingProposal,
  actor: string,
): LimitProposalRefusal | undefined =>
  actor === proposal.proposedBy ? refuse('proposer-cannot-approve') : undefined
