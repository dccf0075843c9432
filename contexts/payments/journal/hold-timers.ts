import type { Schedule } from '../../../kernel/schedule.ts'
import type { HoldEvent } from './events.ts'
import { expireHold } from './hold.ts'
import { holdIdOfStream } from './streams.ts'

/** Lets go of a hold when its time has come. One that ended before has nothing left to expire. */
export const holdTimers: Schedule<Extract<HoldEvent, { type: 'HoldPlaced' }>> = {
  name: 'hold-timers',
  events: ['HoldPlaced'],
  change: ({ stream, data: { account, expiresAt } }) => {
    if (expiresAt === undefined) return []
    const holdId = holdIdOfStream(stream)
    return [
      {
        set: `expiry-${holdId}`,
        due: Date.parse(expiresAt),
        intent: {
          definition: expireHold,
          command: { type: 'ExpireHold', data: { holdId, account } },
        },
      },
    ]
  },
}
