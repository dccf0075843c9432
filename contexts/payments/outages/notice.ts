import { formatInstant } from '../../../kernel/clock.ts'
import type { Policy } from '../../../kernel/policy.ts'
import type { Patience } from '../patience.ts'
import { outageCommands } from './outage.ts'
import { silentRail, waitAfterMs, type CameToNothing } from './waits.ts'

/** What is tried again sooner than that needs no hastening. */
const waitsLongMs = 15_000

/**
 * Once something waits long for a rail, it is noted that the rail is away. `rails`: those that tell when they answer
 * again.
 */
export const noteOutages = (
  patience: Patience,
  rails: ReadonlySet<string>,
): Policy<CameToNothing> => ({
  name: 'note-outages',
  events: ['SubmissionNotSent', 'StatusAnswered'],
  react: (event) => {
    const rail = silentRail(event)
    if (rail === undefined || !rails.has(rail)) return []
    if ((waitAfterMs(patience, event) ?? 0) < waitsLongMs) return []
    const data = { rail, noticedAt: formatInstant(event.time) }
    return [{ definition: outageCommands.NoteOutage, command: { type: 'NoteOutage', data } }]
  },
})
