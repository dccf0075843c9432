import type { FastifyInstance } from 'fastify'
import type { Route } from '../kernel/route.ts'
import { mountExchange, type ExchangeTools } from './exchange.ts'
import type { Forwarder, Forwarding } from './forwarding/forwarder.ts'
import { mountForwarded } from './forwarding/mount-forwarded.ts'
import { mountLive, type LiveTools } from './live.ts'
import { problem } from './problem.ts'
import { routeDefects } from './route-defects.ts'
import { sendProblem } from './send-reply.ts'

/** Puts the routes on the server. Throws, naming every defect, when one of them is not fit for it. */
export const mountRoutes = (
  app: FastifyInstance,
  routes: readonly Route[],
  tools: ExchangeTools & LiveTools,
  forwarded?: { readonly forwarder: Forwarder; readonly ownerOf: Forwarding['ownerOf'] },
): void => {
  const defects = routeDefects(routes)
  if (defects.length > 0) throw new Error(`routes that cannot be mounted:\n${defects.join('\n')}`)
  const served = routes.filter((route) => tools.behind?.serves?.(route) ?? true)
  for (const route of served) {
    const owner = forwarded?.ownerOf(route)
    if (forwarded && owner !== undefined)
      mountForwarded(app, route, owner, { ...tools, forwarder: forwarded.forwarder })
    else if (route.kind === 'live') mountLive(app, route, tools)
    else mountExchange(app, route, tools)
  }
  for (const [path, there] of Map.groupBy(served, ({ path }) => path))
    refuseOthers(app, path, there)
}

/** A path that exists answers the methods that it has not with 405, and says which it has. */
const refuseOthers = (app: FastifyInstance, path: string, there: readonly Route[]): void => {
  const allowed = new Set<string>(there.map(({ method }) => method))
  if (there.some(({ kind, method }) => kind === 'exchange' && method === 'GET')) allowed.add('HEAD')
  const answer = problem('method-not-allowed', { headers: { allow: [...allowed].join(', ') } })
  app.route({
    method: app.supportedMethods.filter((method) => !allowed.has(method)),
    url: path,
    // Refused before the body is read.
    onRequest: async (request, reply) => sendProblem(request, reply, answer),
    handler: async (request, reply) => sendProblem(request, reply, answer),
  })
}
