import type { Socket } from 'node:net'
import type { Ids } from '../kernel/id.ts'
import { problemReply } from '../kernel/reply.ts'
import { http } from './builtin-http.ts'
import { problem, type GatewayProblem } from './problem.ts'
import { apiHeaders } from './security-headers.ts'

const byCode: Readonly<Record<string, GatewayProblem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'body-too-large',
}

/**
 * Answers what never became a request: headers that are too long, two lengths for one body, a body that
 * stopped coming. There is no request object, so the answer is written as text, and the connection ends.
 */
export const answerWireError =
  (ids: Ids) =>
  (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return
    if (!socket.writable) return void socket.destroy()
    const slug = byCode[error.code ?? ''] ?? 'malformed-request'
    socket.end(answer(slug, ids.next()), () => socket.destroy())
  }

const answer = (slug: GatewayProblem, requestId: string): string => {
  const { status, body } = problemReply(problem(slug))
  const text = JSON.stringify({ ...(body as object), requestId })
  const headers = {
    ...apiHeaders,
    connection: 'close',
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(text)),
    'x-request-id': requestId,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}`, ...lines, '', text].join('\r\n')
}
