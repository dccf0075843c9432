import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  ConstantBackoff,
  handleAll,
  handleWhen,
  retry,
} from 'cockatiel'
import { watchLine, type LineStatus, type LineTerms } from '../node/outside-line.ts'
import { fetchLimits, ProviderUnavailable, type ProviderFetch } from './provider-fetch.ts'

export interface ProviderLine {
  readonly fetching: ProviderFetch
  readonly status: () => LineStatus
}

export const lineTerms: LineTerms = {
  timeoutMs: fetchLimits.timeoutMs,
  underWayMax: 16,
  queuedMax: 256,
  failuresMax: 5,
  openMs: 5_000,
  repeatsMax: 1,
}

/** Before a question is put a second time. One that has taken longer than this is not: somebody waits. */
const repeatAfterMs = 200
const quickMs = 1_000

/**
 * Retry around bulkhead around breaker around one request. A question (GET) is put once more where it failed quickly;
 * a code is redeemed once, whatever becomes of it. Where nothing is sent, the provider is unavailable.
 */
export const providerLine = (
  fetching: ProviderFetch,
  terms: LineTerms = lineTerms,
): ProviderLine => {
  const slots = bulkhead(terms.underWayMax, terms.queuedMax)
  const breaker = circuitBreaker(handleAll.orWhenResult(isFailure), {
    breaker: new ConsecutiveBreaker(terms.failuresMax),
    halfOpenAfter: terms.openMs,
  })
  const once: ProviderFetch = (url, request) =>
    slots.execute(() => breaker.execute(() => fetching(url, request))).catch(unavailable(url))
  return {
    fetching: (url, request) =>
      (request?.method ?? 'GET') === 'GET'
        ? repeating(terms, () => once(url, request))
        : once(url, request),
    status: watchLine({ breaker, bulkheads: [slots], terms, failureOf }),
  }
}

// A refusal is an answer of a provider that works.
const isFailure = (result: unknown): boolean => (result as Response).status >= 500
const failureOf = (result: unknown): string => `answered ${(result as Response).status}`

const unavailable =
  (url: string) =>
  (error: unknown): never => {
    if (error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError)
      throw new ProviderUnavailable(`${new URL(url).origin} is not asked now`, { cause: error })
    throw error
  }

const repeating = ({ repeatsMax }: LineTerms, ask: () => Promise<Response>): Promise<Response> => {
  const begun = performance.now()
  const isWorthIt = (error: unknown) =>
    error instanceof ProviderUnavailable &&
    !(error.cause instanceof BrokenCircuitError) &&
    performance.now() - begun < quickMs
  return retry(handleWhen(isWorthIt), {
    maxAttempts: repeatsMax,
    backoff: new ConstantBackoff(repeatAfterMs),
  }).execute(ask)
}
