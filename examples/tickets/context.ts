import type { Context } from '../../kernel/context.ts'
import { ticketRoutes } from './api.ts'
import { events } from './events.ts'
import { tickets } from './views.ts'

export const ticketsContext: Context = {
  name: 'tickets',
  events,
  views: [tickets],
  routes: ticketRoutes,
}
