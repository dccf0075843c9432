import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { GatewayLimits } from './limits.ts'
import type { LiveConnections } from './live-connections.ts'

/**
 * Ends without cutting anybody off who was promised an answer: load balancers hear first that nothing more
 * should come, streams end, no connection is accepted, and requests in flight are waited for, up to a limit.
 */
export const drain = async (
  app: FastifyInstance,
  connections: LiveConnections,
  { drainNoticeMs, drainTimeoutMs }: GatewayLimits,
): Promise<void> => {
  if (drainNoticeMs > 0) await delay(drainNoticeMs)
  connections.close()
  const cut = setTimeout(() => app.server.closeAllConnections(), drainTimeoutMs)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}
