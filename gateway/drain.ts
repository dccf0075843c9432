import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { GatewayLimits } from './limits.ts'
import type { LiveConnections } from './live-connections.ts'

/** Connections that have not asked for anything yet. Browsers open spare ones, and Node does not count those as idle. */
export class SpareConnections {
  readonly #sockets = new Set<Socket>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  /** All that are open, spare or not. */
  get openCount(): number {
    return this.#sockets.size
  }

  close(): void {
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy()
  }
}

/**
 * Ends without cutting anybody off who was promised an answer: load balancers hear first that nothing more
 * should come, streams end, no connection is accepted, and requests in flight are waited for, up to a limit. Returns
 * how much of that is left, in milliseconds.
 */
export const drain = async (
  app: FastifyInstance,
  connections: LiveConnections,
  spare: SpareConnections,
  { drainNoticeMs, drainTimeoutMs }: GatewayLimits,
): Promise<number> => {
  if (drainNoticeMs > 0) await delay(drainNoticeMs)
  const begun = performance.now()
  connections.close()
  const cut = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
  try {
    const closed = app.close()
    spare.close()
    await closed
  } finally {
    clearTimeout(cut)
  }
  return Math.max(0, drainTimeoutMs - (performance.now() - begun))
}
