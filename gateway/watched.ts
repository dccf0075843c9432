import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'

/** Whether everything that requests need is there, and the state of each part by name. */
export interface Readiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<string, string>>
}

export interface Watched {
  readonly readiness: () => Promise<Readiness>
  readonly readinessTimeoutMs: number
  readonly isDraining: () => boolean
  readonly registry: Registry
}

/** The paths that watchers ask: is it alive, may it get requests, how is it doing. */
export const mountWatched = (app: FastifyInstance, given: Watched): void => {
  const watched = { ...given, readiness: together(given.readiness) }
  const metrics = together(() => watched.registry.metrics())
  app.get('/health', (request, reply) => {
    request.routeName = 'health'
    reply.send({ status: 'alive' })
  })
  app.get('/ready', async (request, reply) => {
    request.routeName = 'ready'
    const readiness = await readinessOf(watched)
    return reply.code(readiness.ready ? 200 : 503).send(readiness)
  })
  app.get('/metrics', async (request, reply) => {
    request.routeName = 'metrics'
    return reply.type(watched.registry.contentType).send(await metrics())
  })
}

/** Whoever asks while it is being looked up gets the same answer: nobody needs a credential to ask. */
const together = <Answer>(ask: () => Promise<Answer>): (() => Promise<Answer>) => {
  let underWay: Promise<Answer> | undefined
  return () => (underWay ??= ask().finally(() => (underWay = undefined)))
}

const readinessOf = async ({
  readiness,
  readinessTimeoutMs,
  isDraining,
}: Watched): Promise<Readiness> => {
  if (isDraining()) return { ready: false, checks: { gateway: 'draining' } }
  const timeout = new AbortController()
  const tooLate = delay(readinessTimeoutMs, notReady('does not answer'), { signal: timeout.signal })
  try {
    return await Promise.race([readiness(), tooLate])
  } catch {
    return notReady('cannot be asked')
  } finally {
    tooLate.catch(() => undefined)
    timeout.abort()
  }
}

const notReady = (readiness: string): Readiness => ({ ready: false, checks: { readiness } })
