import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { GatewayLimits } from './limits.ts'

/** What is awaited on one connection. */
interface Line {
  /** Left out while no body is awaited. */
  request?: IncomingMessage | undefined
  response?: ServerResponse | undefined
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
  // By connection, which takes one request after the other: a list of requests would change with each of them, and
  // keep them from being forgotten young (observe.ts).
  const lines = new Map<Socket, Line>()
  const lineOf = (socket: Socket): Line => {
    const known = lines.get(socket)
    if (known) return known
    const line: Line = { since: 0, bytes: 0 }
    lines.set(socket, line)
    socket.once('close', () => lines.delete(socket))
    return line
  }
  const look = (): void => {
    const now = performance.now()
    for (const line of lines.values()) {
      const { request, response } = line
      if (!request) continue
      if (request.complete || request.destroyed || response?.writableEnded) end(line)
      // What has come and is not read yet waits for us, not for the sender.
      else if (request.readableLength > 0) begin(line, request, now)
      else if (isTooSlow(line, request, now)) {
        end(line)
        app.server.emit('clientError', tooSlow(), request.socket)
      }
    }
  }
  const isTooSlow = ({ since, bytes }: Line, { socket }: IncomingMessage, now: number): boolean => {
    const elapsedMs = now - since
    const came = socket.bytesRead - bytes
    return elapsedMs > bodyGraceMs && came * 1_000 < bodyBytesPerSecondMin * elapsedMs
  }
  const timer = setInterval(look, Math.min(lookEveryMs, bodyGraceMs))
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', (request, reply, done) => {
    if (announcesBody(request.raw)) {
      const line = lineOf(request.raw.socket)
      line.response = reply.raw
      begin(line, request.raw, performance.now())
    }
    done()
  })
}

const begin = (line: Line, request: IncomingMessage, now: number): void => {
  line.request = request
  line.since = now
  line.bytes = request.socket.bytesRead
}

const end = (line: Line): void => {
  line.request = undefined
  line.response = undefined
}

const announcesBody = ({ headers, complete }: IncomingMessage): boolean =>
  !complete &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0)

// Answered like a request that took too long as a whole (wire-errors.ts).
const tooSlow = (): Error =>
  Object.assign(new Error('the body comes too slowly'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
