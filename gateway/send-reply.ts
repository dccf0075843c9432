import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { knowsEtag, quoteEtag } from '../kernel/precondition.ts'
import { problemReply, type Problem, type Reply } from '../kernel/reply.ts'

/** Puts an answer on the wire. Problems also carry the request id; reads that hold nothing new are 304. */
export const sendReply = (
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Reply,
): FastifyReply => {
  reply.code(answer.status)
  for (const [name, value] of Object.entries(answer.headers ?? {}))
    reply.header(name, name === 'set-cookie' ? securedCookie(value, request) : value)
  for (const cookie of answer.cookies ?? [])
    reply.header('set-cookie', securedCookie(cookie, request))
  if (answer.etag !== undefined) {
    reply.header('etag', quoteEtag(answer.etag))
    if (isKnown(request, answer, answer.etag)) return reply.code(304).send()
  }
  return answer.status >= 400 ? sendProblemBody(request, reply, answer) : sendBody(reply, answer)
}

export const sendProblem = (
  request: FastifyRequest,
  reply: FastifyReply,
  problem: Problem,
): FastifyReply => sendReply(request, reply, problemReply(problem))

const isKnown = (request: FastifyRequest, { status }: Reply, etag: string): boolean => {
  const known = request.headers['if-none-match']
  const reads = request.method === 'GET' || request.method === 'HEAD'
  return status === 200 && reads && known !== undefined && knowsEtag(known, etag)
}

const sendBody = (reply: FastifyReply, { body, text, headers }: Reply): FastifyReply => {
  if (text) return reply.send(Readable.from(text, { objectMode: false }))
  if (body === undefined) return reply.send()
  const mediaType = headers?.['content-type']
  // Text of another media type is sent as it stands.
  if (typeof body === 'string' && mediaType !== undefined && !mediaType.includes('json'))
    return reply.send(body)
  // Left out, it is not set where the answer has no schema of its own.
  if (mediaType === undefined) reply.type('application/json; charset=utf-8')
  if (typeof body === 'object' && body !== null) return reply.send(body)
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(body))
}

const sendProblemBody = (
  request: FastifyRequest,
  reply: FastifyReply,
  { body }: Reply,
): FastifyReply => {
  const members = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {}
  reply.type('application/problem+json')
  return reply.send(JSON.stringify(Object.assign({}, members, { requestId: request.id })))
}

/** A route cannot know how it was reached; a cookie that came over TLS must never leave without it. */
export const securedCookie = (cookie: string, request: FastifyRequest): string =>
  request.protocol === 'https' && !/;\s*secure\b/i.test(cookie) ? `${cookie}; Secure` : cookie
