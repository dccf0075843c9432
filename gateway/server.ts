import {
  fastify,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type InjectOptions,
  type LightMyRequestResponse,
} from 'fastify'
import type { Server as HttpsServer } from 'node:https'
import type { Registry } from 'prom-client'
import type { BudgetStore } from '../kernel/budget.ts'
import type { OperationStore } from '../kernel/operation-store.ts'
import type { Route } from '../kernel/route.ts'
import { admissionTools } from './admission.ts'
import type { Authenticator } from './authenticate.ts'
import type { BehindGateway } from './authorize.ts'
import { BoundedLines } from './bounded-lines.ts'
import { Budgets } from './budgets.ts'
import { ClientCertificates, takeCertificates } from './client-certificate.ts'
import { mountConsole } from './console-files.ts'
import { mountDocs } from './docs.ts'
import { drain, SpareConnections } from './drain.ts'
import type { EnvelopeTools } from './envelope.ts'
import { expandRoutes } from './expand.ts'
import { openForwarder, type Forwarding } from './forwarding/forwarder.ts'
import type { GuidePage } from './guide-page.ts'
import { kindOf, problemOf } from './failure.ts'
import { parseJsonBody } from './json-body.ts'
import { limitsFrom, type GatewayLimits, type LimitSettings } from './limits.ts'
import { LiveConnections } from './live-connections.ts'
import { describeError, type GatewayLog } from './log.ts'
import { gatewayMetrics, type GatewayMetrics } from './metrics.ts'
import { mountMessageDocs, type MessagingDescription } from './message-docs.ts'
import { mountRoutes } from './mount.ts'
import { identify, observeRequests } from './observe.ts'
import { operationRoute } from './operation-route.ts'
import { Operations, type OperationLimits } from './operations.ts'
import { openApi, type ApiDescription } from './openapi.ts'
import { problem } from './problem.ts'
import type { OnRefused } from './refused.ts'
import { declareRequestState } from './request-state.ts'
import { sendProblem } from './send-reply.ts'
import { cutOffSlowBodies } from './slow-bodies.ts'
import { validatorCompiler } from './validate.ts'
import { mountWatched, type Readiness } from './watched.ts'
import { secureContextOf, tlsOptionsOf, type GatewayTls } from './tls.ts'
import { answerWireError } from './wire-errors.ts'

export interface GatewayOptions extends EnvelopeTools {
  readonly routes: readonly Route[]
  readonly authenticator: Authenticator
  readonly readiness: () => Promise<Readiness>
  readonly about: ApiDescription
  /** What is said on the bus. Left out: nothing is. */
  readonly messaging?: MessagingDescription
  /** Shown beside the description of the API. */
  readonly guides?: readonly GuidePage[]
  /** Where the built console lies. Left out: no pages but the API's. */
  readonly consoleDirectory?: string
  /** Left out: nothing is logged. */
  readonly log?: GatewayLog
  /** Metrics are added to it, and /metrics shows all of it. Left out: one of the gateway's own. */
  readonly registry?: Registry
  /** Whether an error that a route threw means that something is down, and not that there is a bug: 503, not 500. */
  readonly isUnavailable?: (error: unknown) => boolean
  /** Addresses and networks (CIDR) of proxies whose X-Forwarded headers are believed. Left out: nobody's are. */
  readonly trustedProxies?: readonly string[]
  readonly limits?: LimitSettings
  /** Left out: plain HTTP, for a proxy in front. */
  readonly tls?: GatewayTls
  /** Where requests are kept that were promised to be carried out. Left out: everybody waits for the answer. */
  readonly operationStore?: OperationStore
  readonly operationLimits?: Partial<OperationLimits>
  /** Where processes tell each other what callers used. Left out: this one counts alone. */
  readonly budgetStore?: BudgetStore
  /** Is told of everybody who may not what they asked for. */
  readonly onRefused?: OnRefused
  /** Left out: this process answers everything itself. */
  readonly forwarding?: Forwarding
  /** Whether a restore has taken over what a route would change. Left out: nothing of it. */
  readonly isTakenOver?: (route: Route) => boolean
  /** For a process that answers what gateways forward, and nobody else. */
  readonly behind?: BehindGateway
}

export interface Gateway {
  /** Starts to listen and gives the URL. Port 0 takes any that is free. */
  listen(port: number, host: string): Promise<string>
  /** Drains: streams end, nothing new is taken, what is in flight, and what was promised, may end within `drainTimeoutMs`. */
  close(): Promise<void>
  /** Takes certificates, authorities and revocations in place of those that were, for connections from now on. */
  renewTls(tls: GatewayTls): void
  /** A request without a socket, for tests. */
  inject(request: InjectOptions): Promise<LightMyRequestResponse>
}

/**
 * The HTTP side of the platform. It mounts what it is handed and knows nothing of any context.
 *
 *   socket -> headers -> id, count -> route? -> who, may they, key? -> body -> schema -> handle -> answer
 *     | 400, 408, 431                 | 404 405  | 401 403 400          | 413    | 400      | problem
 *                                                                       | 415              | 500 503
 */
export const createGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const limits = limitsFrom(options.limits)
  const app = server(options, limits)
  const spare = new SpareConnections(app.server)
  const certificates = new ClientCertificates(app.server)
  const state = { draining: false }
  const isDraining = (): boolean => state.draining
  const outages = new BoundedLines((fields, message) => options.log?.warn(fields, message))
  const onError = (error: unknown): void =>
    outages.say('live connections', { error: describeError(error) }, 'live connections')
  const connections = new LiveConnections(limits.live, onError)
  const stopWatching = options.authenticator.onLessened?.(() => connections.checkCallers())
  const budgets = new Budgets(options.budgetStore ? { store: options.budgetStore } : {})

  declareRequestState(app)
  const observation = observeRequests(app, options.log, () => metrics, isDraining)
  const metrics: GatewayMetrics = gatewayMetrics(
    {
      requestsInFlight: observation.inFlight,
      liveConnections: () => connections.count,
      connections: () => spare.openCount,
    },
    options.registry,
  )
  if (options.tls?.clientAuthorities !== undefined)
    takeCertificates(app, certificates, options.clock, options.onRefused)
  cutOffSlowBodies(app, limits)
  takeBodies(app, limits)
  answerFailures(app, options, outages)
  const { readinessTimeoutMs } = limits
  const { registry } = metrics
  mountWatched(app, { readiness: options.readiness, readinessTimeoutMs, isDraining, registry })
  const operations = options.operationStore && operationsOver(options.operationStore, options)
  const forwarder = options.forwarding && openForwarder(options.forwarding, options.clock)
  const routes = expandRoutes([
    ...options.routes,
    ...(operations ? [operationRoute(operations.store)] : []),
  ])
  mountRoutes(
    app,
    routes,
    {
      ...options,
      ...(operations ? { operations } : {}),
      limits,
      connections,
      admission: admissionTools(budgets, limits.budgets),
      onError,
      onSlow: () => metrics.cutOff(),
    },
    options.forwarding && forwarder && { forwarder, ownerOf: options.forwarding.ownerOf },
  )
  if (!options.behind)
    mountDocs(app, openApi(routes, options.about, options.authenticator), options.guides)
  if (options.messaging) mountMessageDocs(app, options.messaging, options.about)
  if (options.consoleDirectory !== undefined) await mountConsole(app, options.consoleDirectory)
  await app.ready()
  operations?.start()

  return {
    listen: (port, host) => app.listen({ port, host }),
    inject: (request) => app.inject(request),
    renewTls: (tls) => {
      ;(app.server as unknown as HttpsServer).setSecureContext(secureContextOf(tls))
      certificates.distrust()
      app.server.closeIdleConnections()
    },
    close: async () => {
      state.draining = true
      stopWatching?.()
      const leftMs = await drain(app, connections, spare, limits)
      forwarder?.close()
      await operations?.close(leftMs)
      await budgets.close()
      outages.close()
    },
  }
}

const operationsOver = (
  store: OperationStore,
  { clock, log, isUnavailable = () => false, operationLimits }: GatewayOptions,
): Operations =>
  new Operations({
    store,
    clock,
    onError: (error) => log?.warn({ error: describeError(error) }, 'operations'),
    problemOf: (error) => problemOf(error, isUnavailable),
    ...(operationLimits ? { limits: operationLimits } : {}),
  })

const server = (
  { ids, trustedProxies = [], tls }: GatewayOptions,
  limits: GatewayLimits,
): FastifyInstance => {
  const http = {
    // Checked by us (observe.ts), because Node's own answer to it is empty.
    requireHostHeader: false,
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
    connectionsCheckingInterval: Math.min(1_000, limits.requestTimeoutMs),
  }
  return fastify({
    logger: false,
    // Nothing that is mounted waits for anybody: a machine that is busy may take its time.
    pluginTimeout: 0,
    genReqId: () => ids.next(),
    requestIdHeader: false,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: limits.pathParameterLengthMax },
    // Over TLS or not, everything else about the server is the same.
    ...((tls ? { https: { ...http, ...tlsOptionsOf(tls) } } : { http }) as { http: typeof http }),
    clientErrorHandler: answerWireError(ids),
    frameworkErrors: (error, request, reply) => {
      identify(request, reply)
      sendProblem(
        request,
        reply,
        problemOf(error, () => false),
      )
    },
  })
}

const takeBodies = (app: FastifyInstance, limits: GatewayLimits): void => {
  app.server.maxConnections = limits.connectionsMax
  app.setValidatorCompiler(validatorCompiler())
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    try {
      done(null, parseJsonBody(bytes as Buffer, limits.jsonDepthMax))
    } catch (error) {
      done(error as Error)
    }
  })
}

// The sender went away, or was sent away, in the middle of its body: nobody's bug, and nobody reads the answer.
const isCutOff = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete
const cutOff = problem('request-timeout')

const lingerMs = 2_000

/**
 * Closing while the body still comes would reset the connection under the answer, and its sender would never learn
 * why: for a while the rest is read and let go.
 */
const linger = ({ raw }: FastifyRequest, reply: FastifyReply): void => {
  reply.removeHeader('connection')
  setTimeout(() => raw.complete || raw.socket.destroy(), lingerMs).unref()
}

const answerFailures = (
  app: FastifyInstance,
  { log, isUnavailable = () => false }: GatewayOptions,
  outages: BoundedLines,
): void => {
  app.setErrorHandler((error, request, reply) => {
    const failure = isCutOff(request) ? cutOff : problemOf(error, isUnavailable)
    if (failure.status >= 500) {
      const told = { requestId: request.id, route: request.routeName }
      const described = describeError(error)
      // Where each request noticed an outage would tell nobody anything.
      if (failure.status === 503)
        outages.say(
          kindOf(error),
          { ...told, error: { ...described, stack: undefined } },
          failure.slug,
        )
      else log?.error({ ...told, error: described }, failure.slug)
    }
    if (failure.slug === 'body-too-large') linger(request, reply)
    return sendProblem(request, reply, failure)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, problem('not-found')))
}
