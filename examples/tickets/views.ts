import type { View } from '../../kernel/view.ts'
import type { TicketEvent } from './events.ts'

export interface TicketRow {
  readonly ticketId: string
  readonly topic: string
  readonly status: 'open' | 'closed'
  readonly solution: string | null
}

export const tickets: View<TicketRow, TicketEvent> = {
  name: 'tickets',
  version: 1,
  events: ['TicketOpened', 'TicketClosed'],
  keys: ({ stream }) => [stream.slice('ticket-'.length)],
  fold: (row, event, ticketId) => {
    if (event.type === 'TicketOpened')
      return { ticketId, topic: event.data.topic, status: 'open', solution: null }
    if (!row) throw new Error('a ticket is closed that was never opened')
    return { ...row, status: 'closed', solution: event.data.solution }
  },
  indexed: { status: 'text' },
}
