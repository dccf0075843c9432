import type { FastifyRequest } from 'fastify'
import { http } from '../builtin-http.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Route } from '../../kernel/route.ts'
import { addressOf } from '../client-address.ts'
import { needsIdempotencyKey } from '../envelope.ts'
import { signAdmitted } from './admitted.ts'
import { askWorker, type WorkerAnswer, type WorkerRequest } from './ask-worker.ts'
import { requestHeaders } from './forwarded-headers.ts'
import type { Worker, Workers } from './workers.ts'

/** What a gateway needs to forward. */
export interface Forwarding {
  readonly workers: Workers
  /** Shared with all workers. */
  readonly secret: Buffer
  /** Whose workers answer a route; undefined for those that the gateway answers itself. */
  readonly ownerOf: (route: Route) => string | undefined
}

/** One request, as it is to be answered by a worker. */
export interface Forwarded {
  readonly route: Route
  readonly owner: string
  readonly key: string | undefined
  readonly request: FastifyRequest
  readonly body: WorkerRequest['body']
  readonly callerGone: AbortSignal
}

export type Forward = (forwarded: Forwarded) => Promise<ForwardedAnswer>

export type ForwardedAnswer =
  | Exclude<WorkerAnswer, { readonly kind: 'not-sent' }>
  /** No worker could be reached: nothing was done. */
  | { readonly kind: 'nobody' }

export interface Forwarder {
  readonly forward: Forward
  close(): void
}

/**
 * Sends requests to workers.
 *
 *   choose by key, or the least busy -> send -> answered ----------------------------------------> answer
 *     ^                                  |  no connection: another one, for as long as there is one
 *     |                                  |  lost, and it changes nothing or has a key that tells its repetition: once
 *     +----------------------------------+  lost otherwise --------------------------------------> 503
 */
export const openForwarder = ({ workers, secret }: Forwarding, clock: Clock): Forwarder => {
  const agent = new http.Agent({ keepAlive: true, maxFreeSockets: 256 })
  const send = (worker: Worker, { request, body, callerGone }: Forwarded) => {
    const { method, url = '/' } = request.raw
    const line = { method: method ?? 'GET', url }
    const { caller } = request
    if (!caller) throw new Error('a request is forwarded that was not admitted')
    const admitted = { caller, requestId: request.id, address: addressOf(request) }
    const header = signAdmitted(secret, line, admitted, clock.now())
    const length = Buffer.isBuffer(body) ? body.length : body && request.headers['content-length']
    const headers = requestHeaders(request, header, length)
    return askWorker(worker, { ...line, headers, body }, { agent, callerGone })
  }
  return {
    forward: async (forwarded) => {
      const tried = new Set<Worker>()
      let mayRepeat = isRepeatable(forwarded)
      for (;;) {
        const worker = workers.choose(forwarded.owner, forwarded.key, tried)
        if (!worker) return { kind: 'nobody' }
        tried.add(worker)
        const answer = await send(worker, forwarded)
        if (answer.kind === 'answered' || answer.kind === 'body-failed') return answer
        if (forwarded.callerGone.aborted) return { kind: 'lost' }
        workers.avoid(worker)
        if (answer.kind === 'not-sent') continue
        // What was sent and may have been done is sent again once at most.
        if (!mayRepeat || !workers.choose(forwarded.owner, forwarded.key, tried)) return answer
        mayRepeat = false
      }
    },
    close: () => agent.destroy(),
  }
}

/** The same request again has no second effect: it reads, or the log knows its command by its key. */
const isRepeatable = ({ route, request, body }: Forwarded): boolean => {
  if (body && !Buffer.isBuffer(body)) return false
  if (route.method === 'GET') return true
  return needsIdempotencyKey(route) && request.headers['idempotency-key'] !== undefined
}
