import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { securedCookie } from '../send-reply.ts'
import { admittedHeader } from './admitted.ts'

/** About one connection, not about the request (RFC 9110, 7.6.1). */
const ofConnection = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]
/** What the gateway has answered for, and speaks for with its signature alone. */
const ofAdmission = [
  admittedHeader,
  'authorization',
  'x-csrf-token',
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
]
const notForwarded = new Set([...ofConnection, ...ofAdmission, 'content-length'])
const notHandedBack = new Set([...ofConnection, 'date'])

/** The caller's headers, as far as they are for the worker. */
export const requestHeaders = (
  { headers }: Pick<FastifyRequest, 'headers'>,
  admitted: string,
  contentLength: number | string | undefined,
): OutgoingHttpHeaders => {
  const forwarded: OutgoingHttpHeaders = { [admittedHeader]: admitted }
  for (const [name, value] of Object.entries(headers))
    if (!notForwarded.has(name) && value !== undefined) forwarded[name] = value
  if (contentLength !== undefined) forwarded['content-length'] = contentLength
  return forwarded
}

/** Lists that both sides add to: the budgets of each. */
const lists = new Set(['ratelimit', 'ratelimit-policy'])

/** Puts the worker's headers on the answer. */
export const answerHeaders = (
  request: FastifyRequest,
  reply: FastifyReply,
  headers: IncomingHttpHeaders,
): void => {
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || notHandedBack.has(name)) continue
    const before = reply.getHeader(name)
    if (name === 'set-cookie')
      for (const cookie of [value].flat()) reply.header(name, securedCookie(cookie, request))
    else if (lists.has(name) && before !== undefined)
      reply.header(name, `${String(before)}, ${String(value)}`)
    else reply.header(name, value)
  }
}
