import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { GatewayLimits } from './limits.ts'

interface Awaited {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  since: number
  bytes: number
}

const lookEveryMs = 1_000

/**
 * Ends requests whose body comes at less than the least rate. A time-out alone lets anybody hold a connection for
 * all of it, with a byte now and then.
 */
export const cutOffSlowBodies = (
  app: FastifyInstance,
  { bodyBytesPerSecondMin, bodyGraceMs }: GatewayLimits,
): void => {
  const awaited = new Set<Awaited>()
  const look = (): void => {
    const now = performance.now()
    for (const one of awaited) {
      const { request, response } = one
      if (request.complete || request.destroyed || response.writableEnded) awaited.delete(one)
      // What has come and is not read yet waits for us, not for the sender.
      else if (request.readableLength > 0) begin(one, now)
      else if (isTooSlow(one, now)) {
        awaited.delete(one)
        app.server.emit('clientError', tooSlow(), request.socket)
      }
    }
  }
  const isTooSlow = ({ request, since, bytes }: Awaited, now: number): boolean => {
    const elapsedMs = now - since
    const came = request.socket.bytesRead - bytes
    return elapsedMs > bodyGraceMs && came * 1_000 < bodyBytesPerSecondMin * elapsedMs
  }
  const timer = setInterval(look, Math.min(lookEveryMs, bodyGraceMs))
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', (request, reply, done) => {
    const one = { request: request.raw, response: reply.raw, since: 0, bytes: 0 }
    if (announcesBody(request.raw)) awaited.add(begin(one, performance.now()))
    done()
  })
}

const begin = (one: Awaited, now: number): Awaited => {
  one.since = now
  one.bytes = one.request.socket.bytesRead
  return one
}

const announcesBody = ({ headers, complete }: IncomingMessage): boolean =>
  !complete &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)

// Answered like a request that took too long as a whole (wire-errors.ts).
const tooSlow = (): Error =>
  Object.assign(new Error('the body comes too slowly'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
