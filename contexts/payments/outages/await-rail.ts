import type { OutsideCall } from '../../../kernel/outside-call.ts'
import type { Rails } from '../routing/rails.ts'
import type { OutageEvent } from './events.ts'
import { outageCommands } from './outage.ts'

/**
 * Waits for a rail that went away, however long that takes. Asking it does no harm: whoever takes over from a process
 * that has died waits anew.
 */
export const awaitRail = (
  rails: Pick<Rails, 'names' | 'port'>,
): OutsideCall<Extract<OutageEvent, { type: 'RailWentAway' }>, 'answers'> => ({
  name: 'await-rail',
  events: ['RailWentAway'],
  call: async ({ data: { rail } }, stopped) => {
    // One that is not among the installation's any more is waited for by nobody.
    await Promise.race([rails.port(rail)?.answers?.() ?? Promise.resolve(), stopped])
    return 'answers'
  },
  answer: ({ data: { rail } }) => ({
    definition: outageCommands.EndOutage,
    command: { type: 'EndOutage', data: { rail } },
  }),
  // One for each rail that is configured, and room for one that no longer is: it is over at once.
  concurrencyMax: rails.names.length + 1,
})
