import type { Schedule } from '../../../../kernel/schedule.ts'
import type { LimitEvent } from '../events.ts'
import { limitProposalCommands } from './decide.ts'
import { proposalIdOfStream } from './proposal.ts'

/** Ends a proposal that nobody has decided on. One that ended before has nothing left to expire. */
export const limitProposalTimers: Schedule<Extract<LimitEvent, { type: 'LimitChangeProposed' }>> = {
  name: 'limit-proposal-timers',
  events: ['LimitChangeProposed'],
  change: ({ stream, data: { expiresAt } }) => {
    const proposalId = proposalIdOfStream(stream)
    return [
      {
        set: `expiry-${proposalId}`,
        due: Date.parse(expiresAt),
        intent: {
          definition: limitProposalCommands.ExpireLimitChange,
          command: { type: 'ExpireLimitChange', data: { proposalId } },
        },
      },
    ]
  },
}
