import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  type BulkheadPolicy,
  type CircuitBreakerPolicy,
} from 'cockatiel'
import { stateOf, watchLine, type LineState, type LineStatus } from '../node/outside-line.ts'
import type { WebhookAnswer, WebhookCall, WebhookCaller } from '../../contexts/webhooks/ports.ts'
import { exchange, openAgents } from './exchange.ts'
import { systemResolve, targetOf, type Reach } from './target.ts'

export interface CallerLimits {
  /** Calls to one endpoint at a time; the others wait in its own line. */
  readonly underWayMax: number
  readonly queuedMax: number
  /** Failures in a row after which an endpoint is left alone. */
  readonly failuresMax: number
  readonly openMs: number
}

export const callerLimits: CallerLimits = {
  underWayMax: 16,
  queuedMax: 10_000,
  failuresMax: 5,
  openMs: 30_000,
}

export type OpenedCaller = WebhookCaller & {
  /** The circuit of each endpoint that was called lately; for the metrics. */
  circuits(): readonly { readonly endpointId: string; readonly state: LineState }[]
  /** The line of each of them, for who has to look. */
  lines(): readonly { readonly endpointId: string; readonly status: LineStatus }[]
  /** Lets what is under way end, and begins nothing more. */
  drain(): void
  close(): void
}

export interface CallerOptions extends Partial<Reach> {
  readonly limits?: Partial<CallerLimits>
  /** Told of every call that was made. */
  readonly onAnswer?: (answer: WebhookAnswer) => void
}

interface Line {
  readonly slots: BulkheadPolicy
  readonly circuit: CircuitBreakerPolicy
  readonly status: () => LineStatus
}

/** Standard ports, the public internet, and what is configured besides. */
export const webhookCaller = (options: CallerOptions = {}): OpenedCaller => {
  const { allowedNetworks = [], resolve = systemResolve, onAnswer } = options
  const ports = options.ports ?? [
    [443, 443],
    [80, 80],
  ]
  const reach: Reach = { allowedNetworks, ports, resolve }
  const limits = { ...callerLimits, ...options.limits }
  const agents = openAgents()
  const lines = new Map<string, Line>()
  let draining = false

  const lineOf = (endpointId: string): Line => {
    const line = lines.get(endpointId) ?? openLine(limits)
    lines.set(endpointId, line)
    return line
  }
  const send = async (call: WebhookCall): Promise<WebhookAnswer> => {
    const begun = performance.now()
    const signal = AbortSignal.timeout(call.timeoutMs)
    const target = await inTime(targetOf(call.url, reach), signal)
    if (target !== undefined && 'url' in target) return exchange(call, target, agents, signal)
    const reason = target === undefined ? 'timed-out' : target.reason
    return { kind: 'failed', reason, durationMs: Math.round(performance.now() - begun) }
  }

  return {
    call: async (call) => {
      const { slots, circuit } = lineOf(call.endpointId)
      const answer = await slots
        .execute(async (): Promise<WebhookAnswer> => {
          if (draining) return { kind: 'not-sent', reason: 'stopping' }
          if (call.isTest) return send(call)
          // Others would wait for the one that tries; it alone tells whether the endpoint is back.
          if (stateOf(circuit) === 'half-open') return circuitOpen(limits)
          return circuit.execute(() => send(call))
        })
        .catch(whyNot(limits))
      onAnswer?.(answer)
      return answer
    },
    problemOf: async (url) => {
      const target = await targetOf(url, reach)
      // A name may get its address later.
      return 'url' in target || target.reason === 'name-not-found' ? undefined : target.detail
    },
    circuits: () =>
      [...lines].map(([endpointId, { circuit }]) => ({ endpointId, state: stateOf(circuit) })),
    lines: () => [...lines].map(([endpointId, { status }]) => ({ endpointId, status: status() })),
    drain: () => void (draining = true),
    close: () => {
      draining = true
      agents.close()
    },
  }
}

const openLine = ({ underWayMax, queuedMax, failuresMax, openMs }: CallerLimits): Line => {
  const slots = bulkhead(underWayMax, queuedMax)
  const circuit = circuitBreaker(
    handleWhenResult((answer) => isFailure(answer as WebhookAnswer)),
    { breaker: new ConsecutiveBreaker(failuresMax), halfOpenAfter: openMs },
  )
  // A delivery is tried again for days, by its schedule; here it is made once.
  const terms = { underWayMax, queuedMax, failuresMax, openMs, repeatsMax: 0 }
  const status = watchLine({ breaker: circuit, bulkheads: [slots], terms, failureOf })
  return { slots, circuit, status }
}

const failureOf = (result: unknown): string => {
  const answer = result as WebhookAnswer
  return answer.kind === 'answered' ? `answered ${answer.status}` : answer.reason
}

// A refusal of one delivery is an answer of an endpoint that works.
const isFailure = (answer: WebhookAnswer): boolean =>
  answer.kind === 'failed' ||
  (answer.kind === 'answered' && (answer.status >= 500 || answer.status === 429))

const circuitOpen = ({ openMs }: CallerLimits): WebhookAnswer => ({
  kind: 'failed',
  reason: 'circuit-open',
  durationMs: 0,
  retryAfterMs: openMs,
})

const whyNot =
  (limits: CallerLimits) =>
  (error: unknown): WebhookAnswer => {
    if (error instanceof BrokenCircuitError) return circuitOpen(limits)
    if (error instanceof BulkheadRejectedError) return { kind: 'not-sent', reason: 'line-full' }
    throw error
  }

const inTime = <Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true })
    value.then(resolve, reject)
  })
