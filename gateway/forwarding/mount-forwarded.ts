import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Readable } from 'node:stream'
import type { Json } from '../../kernel/json.ts'
import type { Route } from '../../kernel/route.ts'
import { guard } from '../authorize.ts'
import { type LiveTools, staying, tooManyConnections } from '../live.ts'
import { problem } from '../problem.ts'
import { sendProblem } from '../send-reply.ts'
import { boundedBody } from '../streamed-body.ts'
import { wholeBody } from './ask-worker.ts'
import { answerHeaders } from './forwarded-headers.ts'
import type { ForwardedAnswer, Forwarder } from './forwarder.ts'
import { forwardedStream } from './forwarded-stream.ts'

export interface ForwardingTools extends LiveTools {
  readonly forwarder: Forwarder
}

const retryAfter = { headers: { 'retry-after': '1' } }
const nobody = problem('no-worker', retryAfter)
const lost = problem('worker-lost', retryAfter)

/**
 * A route that a worker answers. Here is looked at who asks and whether they may, by headers alone; the body and
 * everything else about the request are the worker's to judge.
 */
export const mountForwarded = (
  app: FastifyInstance,
  route: Route,
  owner: string,
  tools: ForwardingTools,
): void => {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.route({
      method: route.method,
      url: route.path,
      exposeHeadRoute: route.kind === 'exchange',
      onRequest: guard(route, tools),
      handler: answering(route, owner, tools),
    })
  })
}

const answering = (route: Route, owner: string, tools: ForwardingTools) => {
  const readBody = bodyReader(route, tools.limits.bodyBytesMax)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { caller } = request
    if (!caller) throw new Error(`${route.name} was reached without being admitted`)
    if (route.kind === 'live' && !tools.connections.hasRoomFor(caller.actor))
      return sendProblem(request, reply, tooManyConnections)
    const body = await readBody(request)
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort())
    const answer = await tools.forwarder.forward({
      route,
      owner,
      key: routingKeyOf(route, request, body),
      request,
      body,
      callerGone: gone.signal,
    })
    return handBack(route, tools, request, reply, answer)
  }
}

const handBack = (
  route: Route,
  tools: ForwardingTools,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: ForwardedAnswer,
): FastifyReply => {
  switch (answer.kind) {
    case 'nobody':
      return sendProblem(request, reply, nobody)
    case 'lost':
      return sendProblem(request, reply, lost)
    case 'body-failed':
      throw answer.error
    default: {
      const { status, headers, body } = answer
      answerHeaders(request, reply.code(status), headers)
      if (route.kind !== 'live' || status !== 200 || Buffer.isBuffer(body))
        // A Buffer without bytes is an answer without a body: 204, 304.
        return Buffer.isBuffer(body) && body.length === 0 ? reply.send() : reply.send(body)
      if (!request.caller) throw new Error('a stream of nobody')
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, reply.getHeaders() as Record<string, string>)
      const mayStay = staying(route, tools, request, request.caller)
      tools.connections.add(forwardedStream(request.caller, raw, body, mayStay))
      return reply
    }
  }
}

type Body = Buffer | AsyncGenerator<Uint8Array, void, undefined> | undefined

const bodyReader = (
  route: Route,
  bodyBytesMaxDefault: number,
): ((request: FastifyRequest) => Promise<Body>) => {
  if (route.kind === 'live' || route.method === 'GET') return () => Promise.resolve(undefined)
  const bytesMax = route.bodyBytesMax ?? bodyBytesMaxDefault
  const isStreamed = route.body !== undefined && 'streamed' in route.body
  return async (request) => {
    if (request.body === undefined) return undefined
    const bounded = boundedBody(request, request.body as Readable, bytesMax)
    return isStreamed ? bounded : wholeBody(bounded)
  }
}

const routingKeyOf = (
  { routingKey }: Route,
  { params }: FastifyRequest,
  body: Body,
): string | undefined =>
  routingKey?.({
    params: params as Readonly<Record<string, string>>,
    body: Buffer.isBuffer(body) ? parsed(body) : undefined,
  })

/** What is no JSON is refused by the worker, with the field named. */
const parsed = (body: Buffer): Json | undefined => {
  try {
    return JSON.parse(body.toString('utf8')) as Json
  } catch {
    return undefined
  }
}
