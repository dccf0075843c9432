import Type from 'typebox'
import type { ContextTools } from '../../kernel/context.ts'
import { pageOf, pageReply } from '../../kernel/list-page.ts'
import { listGrammar, type ListAsked } from '../../kernel/list-query.ts'
import { positionToken } from '../../kernel/position-token.ts'
import { ok, outcomeReply } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { closeTicket, openTicket } from './ticket.ts'
import { tickets } from './views.ts'

const Done = Type.Object({ ticketId: Type.String(), position: Type.String() })
const text = Type.String({ minLength: 1, maxLength: 200 })
const tag = 'Tickets'

const Ticket = Type.Object({
  ticketId: Type.String(),
  topic: text,
  status: Type.Enum(['open', 'closed']),
  solution: Type.Union([text, Type.Null()]),
})

/** What callers can ask the list by: any field that the view has indexed. */
const ticketList = listGrammar(tickets, { filters: { status: { enum: ['open', 'closed'] } } })

const access = { roles: ['operator'] } as const

export const ticketRoutes = ({ handle, view, ids, log }: ContextTools): readonly Route[] => [
  route<Record<string, never>, Record<string, never>, { topic: string }>({
    method: 'POST',
    path: '/v1/tickets',
    name: 'openTicket',
    summary: 'Open a ticket',
    tag,
    access,
    body: { schema: Type.Object({ topic: text }) },
    replies: { 201: Done },
    handle: async ({ body, envelope }) => {
      const asked = envelope(body)
      // Derived from the request, so that its repetition names the same ticket.
      const ticketId = ids.derive('ticket', asked.commandId)
      const outcome = await handle(
        openTicket,
        { type: 'OpenTicket', data: { ticketId, ...body } },
        asked,
      )
      return outcomeReply(outcome, {}, ({ position }) => ({
        status: 201,
        body: { ticketId, position: positionToken(log.name, position) },
      }))
    },
  }),
  route<{ ticketId: string }, Record<string, never>, { solution: string }>({
    method: 'POST',
    path: '/v1/tickets/:ticketId/close',
    name: 'closeTicket',
    summary: 'Close a ticket',
    tag,
    access,
    params: Type.Object({ ticketId: Type.String({ format: 'uuid' }) }),
    body: { schema: Type.Object({ solution: text }) },
    replies: { 200: Done },
    refusals: { 'ticket-unknown': 404, 'ticket-already-closed': 409 },
    handle: async ({ params, body, envelope }) => {
      const data = { ...params, ...body }
      const outcome = await handle(closeTicket, { type: 'CloseTicket', data }, envelope(body))
      return outcomeReply(
        outcome,
        { 'ticket-unknown': 404, 'ticket-already-closed': 409 },
        ({ position }) =>
          ok({ ticketId: params.ticketId, position: positionToken(log.name, position) }),
      )
    },
  }),
  route<Record<string, never>, ListAsked>({
    method: 'GET',
    path: '/v1/tickets',
    name: 'listTickets',
    summary: 'List tickets',
    tag,
    access,
    query: ticketList.query,
    replies: { 200: pageOf(Ticket) },
    shows: view(tickets),
    handle: ({ query }) =>
      pageReply(view(tickets), ticketList.read(query), (rows) =>
        rows.map(({ row }) => ({ ...row })),
      ),
  }),
]
