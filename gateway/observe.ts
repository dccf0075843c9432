import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { wellFormedRequestId, type GatewayLog, type RequestLine } from './log.ts'
import type { GatewayMetrics } from './metrics.ts'
import { problem } from './problem.ts'
import { sendProblem } from './send-reply.ts'
import { apiHeaders, tlsHeaders } from './security-headers.ts'

/** A client that went away before its answer was whole; nginx's number, for want of a standard one. */
const clientGone = 499

export interface Observation {
  readonly inFlight: () => number
}

/**
 * What every request gets: an id, security headers, a count, a duration and a line in the log. Whoever is answered
 * while the gateway closes is told not to use the connection again.
 *
 * Those that wait are counted and not listed: the tables of a set that changes with each request keep what it held
 * from being forgotten young, and thousands of requests at a time grew old in memory with all their text.
 */
export const observeRequests = (
  app: FastifyInstance,
  log: GatewayLog | undefined,
  metrics: () => GatewayMetrics,
  isDraining: () => boolean,
): Observation => {
  let waiting = 0
  app.addHook('onRequest', (request, reply, done) => {
    const began = performance.now()
    waiting++
    reply.raw.once('close', () => {
      waiting--
      const durationMs = performance.now() - began
      const status = reply.raw.writableFinished ? reply.raw.statusCode : clientGone
      metrics().answered(request.routeName, status, durationMs / 1000)
      log?.info(lineOf(request, status, durationMs), 'request')
    })
    identify(request, reply)
    if (hasHost(request) && !isAmbiguous(request.raw)) done()
    else sendProblem(request, reply, problem('malformed-request', connectionClose))
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining()) reply.header('connection', 'close')
    done(null, payload)
  })
  return { inFlight: () => waiting }
}

const connectionClose = { headers: { connection: 'close' } }

// Without it, two servers behind one address could disagree about whom a request is for.
const hasHost = ({ headers, raw }: FastifyRequest): boolean =>
  headers.host !== undefined || raw.httpVersion === '1.0'

// Node keeps the first of two, a proxy in front may have acted on the last.
const singular = new Set(['host', 'authorization', 'content-type', 'origin', 'x-csrf-token'])

/** Whether a header that says who is asked, or who asks, is there twice. */
const isAmbiguous = ({ rawHeaders, headers }: FastifyRequest['raw']): boolean => {
  // As many names as lines: each is there once.
  if (Object.keys(headers).length * 2 === rawHeaders.length) return false
  let seen: Set<string> | undefined
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (!singular.has(name)) continue
    if (seen?.has(name)) return true
    ;(seen ??= new Set()).add(name)
  }
  return false
}

/** The headers that every answer has. */
export const identify = (request: FastifyRequest, reply: FastifyReply): void => {
  reply.headers(apiHeaders)
  reply.header('x-request-id', request.id)
  if (request.protocol === 'https') reply.headers(tlsHeaders)
}

const lineOf = (request: FastifyRequest, status: number, durationMs: number): RequestLine => {
  const clientRequestId = wellFormedRequestId(request.headers['x-request-id'])
  return {
    method: request.method,
    route: request.routeName,
    status,
    durationMs: Math.round(durationMs * 10) / 10,
    requestId: request.id,
    ...(request.caller ? { actor: request.caller.actor } : {}),
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
  }
}
