import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../kernel/role.ts'
import type { Problem } from '../kernel/reply.ts'
import type { LiveRoute } from '../kernel/route.ts'
import { mayAct } from '../kernel/role.ts'
import { authenticate, credentialsOf } from './authenticate.ts'
import { guard, type GuardTools } from './authorize.ts'
import type { GatewayLimits } from './limits.ts'
import { LiveConnection } from './live-connection.ts'
import type { LiveConnections } from './live-connections.ts'
import { LiveHub } from './live-hub.ts'
import { positionIn } from './position.ts'
import { invalidField, problem } from './problem.ts'
import { routeSchemas } from './route-schemas.ts'
import { sendProblem } from './send-reply.ts'

export interface LiveTools extends GuardTools {
  readonly limits: GatewayLimits
  readonly connections: LiveConnections
  readonly onError: (error: unknown) => void
  /** Told of each reader that was cut off because it was too slow. */
  readonly onSlow: () => void
}

/** A list that stays open: rows as they change, as server-sent events, resumed by Last-Event-ID. */
export const mountLive = (app: FastifyInstance, route: LiveRoute, tools: LiveTools): void => {
  const hub = new LiveHub(route.feed, tools.limits.live, tools.onError)
  const { params, query } = routeSchemas(route)
  app.route({
    method: 'GET',
    url: route.path,
    exposeHeadRoute: false,
    schema: { params, querystring: query },
    onRequest: guard(route, tools),
    handler: async (request, reply) => {
      const { caller } = request
      if (!caller) throw new Error(`${route.name} was reached without being admitted`)
      const resume = resumeFrom(route, request)
      if (typeof resume === 'object') return sendProblem(request, reply, resume)
      if (!tools.connections.hasRoomFor(caller.actor))
        return sendProblem(request, reply, tooManyConnections)
      const connection = open(route, tools, request, reply, caller)
      try {
        await hub.join(connection, resume)
      } catch (error) {
        tools.onError(error)
        connection.end()
      }
      return reply
    },
  })
}

export const tooManyConnections = problem('too-many-live-connections', {
  headers: { 'retry-after': '5' },
})

/** The header is newer than the address: a browser that connects again repeats the address as it was. */
const resumeFrom = ({ feed }: LiveRoute, request: FastifyRequest): number | undefined | Problem => {
  const header = request.headers['last-event-id']
  const { after } = request.query as { readonly after?: string }
  const token = header ?? after
  if (token === undefined || token === '') return undefined
  const position = typeof token === 'string' ? positionIn(feed.view, token) : undefined
  const field = header === undefined ? 'query/after' : 'header/last-event-id'
  return position ?? invalidField(field, 'is not a position of this log')
}

const open = (
  route: LiveRoute,
  tools: LiveTools,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller,
): LiveConnection => {
  const connection = new LiveConnection({
    response: reply.raw,
    caller,
    log: route.feed.view.log,
    mayStay: staying(route, tools, request, caller),
    limits: tools.limits.live,
    onSlow: tools.onSlow,
  })
  tools.connections.add(connection)
  reply.hijack()
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    // Proxies that collect answers before they pass them on would make it anything but live.
    'x-accel-buffering': 'no',
  })
  reply.raw.write('retry: 1000\n\n')
  return connection
}

/** A stream lasts for as long as the session or key does, with the roles that it began with. */
export const staying = (
  { access, whileEnrolling }: LiveRoute,
  { authenticator, behind }: Pick<GuardTools, 'authenticator' | 'behind'>,
  request: FastifyRequest,
  caller: Caller,
): (() => Promise<boolean>) => {
  // The gateway that let them in looks after it.
  if (behind || !('roles' in access)) return () => Promise.resolve(true)
  const credentials = credentialsOf(request, authenticator)
  const roles = [...caller.roles].sort().join()
  return async () => {
    const known = await authenticate(authenticator, credentials)
    if (known && 'slug' in known) return leaves(known)
    return (
      known !== undefined &&
      mayAct(known.caller, access.roles) &&
      (known.caller.mustEnrol !== true || whileEnrolling === true) &&
      [...known.caller.roles].sort().join() === roles
    )
  }
}

/** A token that cannot be looked up is still one that could be when the stream began. */
const leaves = ({ status, title }: Problem): false => {
  if (status >= 500) throw new Error(title)
  return false
}
