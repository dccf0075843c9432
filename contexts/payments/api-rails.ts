import Type from 'typebox'
import { ok } from '../../kernel/reply.ts'
import { route, type Route } from '../../kernel/route.ts'
import { readers, tag } from './api-reading.ts'
import type { PaymentRail } from './ports.ts'

const RailShown = Type.Object({
  rail: Type.String(),
  state: Type.Unsafe<'closed' | 'open' | 'half-open' | 'not-told'>({
    type: 'string',
    enum: ['closed', 'open', 'half-open', 'not-told'],
    description: 'Of its circuit breaker: `open` while it is left alone after failures',
  }),
  refusesLateRequests: Type.Boolean({
    description: 'Whether what did not arrive in time is certain never to arrive',
  }),
})

/** The rails that payments can go over. */
export const railRoutes = (rails: Readonly<Record<string, PaymentRail>>): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/rails',
    name: 'listRails',
    summary: 'The rails, and how they are',
    tag,
    access: { roles: readers },
    replies: { 200: Type.Object({ items: Type.Array(RailShown) }) },
    handle: () =>
      Promise.resolve(
        ok({
          items: Object.entries(rails).map(([rail, port]) => ({
            rail,
            state: port.state?.() ?? 'not-told',
            refusesLateRequests: port.notFoundFinalAfterMs !== undefined,
          })),
        }),
      ),
  }),
]
