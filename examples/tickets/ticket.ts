import { commandFor, type Decider } from '../../kernel/decider.ts'
import type { Command } from '../../kernel/message.ts'
import { refuse, type Refusal } from '../../kernel/refusal.ts'
import type { TicketEvent } from './events.ts'

export type OpenTicket = Command<'OpenTicket', { ticketId: string; topic: string }>
export type CloseTicket = Command<'CloseTicket', { ticketId: string; solution: string }>
export type TicketRefusal = Refusal<'ticket-unknown' | 'ticket-exists' | 'ticket-already-closed'>

/** A ticket that nobody has opened is in no state at all. */
export type Ticket = { readonly status: 'none' | 'open' | 'closed' }

export const ticket: Decider<Ticket, OpenTicket | CloseTicket, TicketEvent, TicketRefusal> = {
  name: 'ticket',
  initialState: { status: 'none' },
  evolve: (_, event) => ({ status: event.type === 'TicketOpened' ? 'open' : 'closed' }),
  decide: (command, { status }) => {
    if (command.type === 'OpenTicket')
      return status === 'none'
        ? [{ type: 'TicketOpened', data: { topic: command.data.topic } }]
        : refuse('ticket-exists')
    if (status === 'none') return refuse('ticket-unknown')
    return status === 'open'
      ? [{ type: 'TicketClosed', data: { solution: command.data.solution } }]
      : refuse('ticket-already-closed')
  },
}

const streamOf = ({ data }: OpenTicket | CloseTicket): string => `ticket-${data.ticketId}`

export const openTicket = commandFor(
  ticket,
  'OpenTicket',
  (command: OpenTicket) => streamOf(command),
  { presumedNew: true },
)
export const closeTicket = commandFor(ticket, 'CloseTicket', (command: CloseTicket) =>
  streamOf(command),
)
