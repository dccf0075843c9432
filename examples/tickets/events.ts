import Type from 'typebox'
import { eventData, type EventOf } from '../../kernel/event-schema.ts'

export const events = {
  TicketOpened: {
    version: 1,
    data: eventData({ topic: Type.String({ minLength: 1, maxLength: 200 }) }),
  },
  TicketClosed: {
    version: 1,
    data: eventData({ solution: Type.String({ minLength: 1, maxLength: 200 }) }),
  },
} as const

export type TicketEvent = EventOf<typeof events>
