import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Json } from '../kernel/json.ts'
import type { Reply } from '../kernel/reply.ts'
import type { ExchangeRoute, RouteRequest } from '../kernel/route.ts'
import { accountAdmission } from './admission.ts'
import { guard, type GuardTools } from './authorize.ts'
import { commaSeparated, separate } from './comma-separated.ts'
import { addressOf } from './client-address.ts'
import { commandEnvelope, needsIdempotencyKey, type EnvelopeTools } from './envelope.ts'
import { holdBack } from './hold-back.ts'
import { InvalidRequest } from './invalid-request.ts'
import { boundedBody } from './streamed-body.ts'
import type { GatewayLimits } from './limits.ts'
import type { Operations } from './operations.ts'
import { waitForPosition } from './position.ts'
import { refusalOf, refusedBy } from './refused.ts'
import { promising } from './respond-async.ts'
import { routeSchemas } from './route-schemas.ts'
import { sendProblem, sendReply } from './send-reply.ts'
import { announceVersion, downgradeReply, upgradeRequest, versionOf } from './versions.ts'

/** What mounting a route that answers once takes. */
export interface ExchangeTools extends EnvelopeTools, GuardTools {
  /** Left out: nobody is promised anything, everybody waits for the answer. */
  readonly operations?: Operations
  readonly limits: GatewayLimits
}

/** A request in, an answer out. */
export const mountExchange = (
  app: FastifyInstance,
  route: ExchangeRoute,
  tools: ExchangeTools,
): void => {
  const { params, query, body, replies } = routeSchemas(route)
  const lists = commaSeparated(query)
  const bodyLimit = route.bodyBytesMax ?? tools.limits.bodyBytesMax
  const readBody = route.body && 'mediaTypes' in route.body ? withRawBody : withJsonBody
  const mount: Mount = (scope) =>
    scope.route({
      method: route.method,
      url: route.path,
      bodyLimit,
      schema: { params, querystring: query, ...(body ? { body } : {}), response: replies },
      onRequest: guard(route, tools),
      preValidation: async (request, reply) => {
        const version = versionOf(request)
        if (typeof version === 'object') return sendProblem(request, reply, version)
        request.apiVersion = version
        announceVersion(route, version, reply)
        upgradeRequest(route, version, request)
        separate(request.query as Record<string, unknown>, lists)
        return undefined
      },
      ...withinAccount(route, tools),
      handler: answering(route, tools),
    })
  readBody(app, route, mount, bodyLimit)
}

/** Looked at once the body is known to be good, and before anything is done with it. */
const withinAccount = (route: ExchangeRoute, tools: ExchangeTools) => {
  const tooMany = accountAdmission(route, tools.admission)
  if (!tooMany) return {}
  return {
    preHandler: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const failure = tooMany(request, reply)
      if (!failure) return undefined
      await holdBack(request.raw.socket, tools.limits.refusalDelayMs)
      return sendProblem(request, reply, failure)
    },
  }
}

type Mount = (app: FastifyInstance) => unknown

const withJsonBody = (app: FastifyInstance, _route: ExchangeRoute, mount: Mount): void => {
  mount(app)
}

/** A scope of its own, in which bodies of the route's media types arrive as they were sent. */
const withRawBody = (
  app: FastifyInstance,
  route: ExchangeRoute,
  mount: Mount,
  bodyBytesMax: number,
): void => {
  const body = route.body && 'mediaTypes' in route.body ? route.body : undefined
  const mediaTypes = body?.mediaTypes ?? []
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    if (body?.streamed)
      scope.addContentTypeParser([...mediaTypes], (request, payload, done) => {
        done(null, boundedBody(request, payload, bodyBytesMax))
      })
    else
      scope.addContentTypeParser(
        [...mediaTypes],
        { parseAs: 'buffer' },
        (_request, bytes, done) => {
          done(null, bytes)
        },
      )
    scope.addHook('preValidation', async (request) => {
      if (request.body === undefined)
        throw new InvalidRequest([{ field: 'body', reason: 'is required' }])
    })
    mount(scope)
  })
}

const answering = (route: ExchangeRoute, tools: ExchangeTools) => {
  const handle = route.handle as (request: RouteRequest) => ReturnType<ExchangeRoute['handle']>
  const asRouteRequest = routeRequests(route, tools)
  const promise = promising(route, handle, tools)
  const { shows } = route
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { after } = request.query as { readonly after?: string }
    if (shows && after !== undefined) {
      const failure = await waitForPosition(shows, after, tools.limits.waitForPositionMs)
      if (failure) return sendProblem(request, reply, failure)
    }
    const asked = asRouteRequest(request)
    const promised = await promise(request, asked)
    if (promised) return sendReply(request, withoutSchema(reply, promised), promised)
    const answer = await handle(asked)
    const refused = refusedBy(answer)
    if (refused) tools.onRefused?.(refusalOf(request, refused))
    const earlier = downgradeReply(route, request.apiVersion, answer)
    return earlier
      ? sendReply(request, withoutSchema(reply, earlier), earlier)
      : sendReply(request, reply, answer)
  }
}

/** For what the route's schemas do not describe; problems are text already. */
const withoutSchema = (reply: FastifyReply, { status }: Reply): FastifyReply =>
  status < 400 ? reply.serializer(JSON.stringify) : reply

/** Makes what a route sees of a request; nothing of the framework goes inward. */
const routeRequests = (route: ExchangeRoute, tools: ExchangeTools) => {
  const keyed = needsIdempotencyKey(route)
  return (request: FastifyRequest): RouteRequest => {
    const { caller, headers } = request
    if (!caller) throw new Error(`${route.name} was reached without being admitted`)
    const header = (name: string): string | undefined => {
      const value = headers[name.toLowerCase()]
      return Array.isArray(value) ? value.join(', ') : value
    }
    return {
      params: request.params as Json,
      query: request.query as Json,
      body: request.body as Json,
      caller,
      header,
      now: tools.clock.now(),
      requestId: request.id,
      address: addressOf(request),
      envelope: (fingerprintOf) =>
        commandEnvelope(
          tools,
          {
            route: route.name,
            params: request.params as Json,
            caller,
            idempotencyKey: keyed ? header('idempotency-key') : undefined,
            traceparent: header('traceparent'),
          },
          fingerprintOf,
        ),
    }
  }
}
