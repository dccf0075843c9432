import { eventData, type EventOf, type EventSchemas } from '../../../kernel/event-schema.ts'
import { Instant, Rail } from '../event-fields.ts'

/** Of the stream of one rail: `rail-<name>`. */
export const outageEvents = {
  /** It did not answer, and what waits for it will not be tried again for a while. */
  RailWentAway: {
    version: 1,
    data: eventData({
      rail: Rail,
      /** When the call came to nothing that told us. */
      noticedAt: Instant,
    }),
  },
  /** It answers again. */
  RailCameBack: {
    version: 1,
    data: eventData({
      rail: Rail,
      /** From then on what has waited for it is handed over and asked about, one after the other. */
      from: Instant,
    }),
  },
} as const satisfies EventSchemas

export type OutageEvent = EventOf<typeof outageEvents>
