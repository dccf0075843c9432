import { CircuitState, type BulkheadPolicy, type CircuitBreakerPolicy } from 'cockatiel'

export type LineState = 'closed' | 'open' | 'half-open'

/** What a line to another system keeps to. */
export interface LineTerms {
  /** Of one call, as far as it is the same for all. */
  readonly timeoutMs?: number
  readonly underWayMax: number
  readonly queuedMax: number
  /** Failures in a row that open the circuit, and how long it then stays open. */
  readonly failuresMax: number
  readonly openMs: number
  /** Repetitions of a call that may be repeated. */
  readonly repeatsMax: number
}

/** How a line is: its circuit, its bulkhead, and what went wrong last. */
export interface LineStatus {
  readonly state: LineState
  /** Milliseconds since 1970: when the circuit came to be so. */
  readonly since: number
  readonly underWay: number
  readonly queued: number
  /** Calls since the start: those that were made, those that failed, those that found no place. */
  readonly calls: number
  readonly failures: number
  readonly rejected: number
  readonly lastFailure?: { readonly at: number; readonly what: string }
  readonly terms: LineTerms
}

export interface WatchedLine {
  readonly breaker: CircuitBreakerPolicy
  readonly bulkheads: readonly BulkheadPolicy[]
  readonly terms: LineTerms
  /** Of a result that counts as a failure, what is wrong with it. Without anybody's data: it is shown. */
  readonly failureOf?: (result: unknown) => string
}

const whatLengthMax = 200

export const stateOf = ({ state }: Pick<CircuitBreakerPolicy, 'state'>): LineState =>
  state === CircuitState.Closed ? 'closed' : state === CircuitState.HalfOpen ? 'half-open' : 'open'

/** Looks on while a line works; what it returns tells how the line is. */
export const watchLine = ({
  breaker,
  bulkheads,
  terms,
  failureOf = String,
}: WatchedLine): (() => LineStatus) => {
  let since = Date.now()
  let [calls, failures, rejected] = [0, 0, 0]
  let lastFailure: LineStatus['lastFailure']
  // An open circuit becomes half-open with its next call.
  breaker.onStateChange(() => (since = Date.now()))
  breaker.onSuccess(() => calls++)
  breaker.onFailure(({ reason, handled }) => {
    calls++
    // An answer that says no comes from a system that works.
    if (!handled) return
    failures++
    const what = 'error' in reason ? errorText(reason.error) : failureOf(reason.value)
    lastFailure = { at: Date.now(), what: what.slice(0, whatLengthMax) }
  })
  for (const bulkhead of bulkheads) bulkhead.onReject(() => rejected++)
  const sum = (of: (bulkhead: BulkheadPolicy) => number) =>
    bulkheads.reduce((total, bulkhead) => total + of(bulkhead), 0)
  return () => ({
    state: stateOf(breaker),
    since,
    underWay: terms.underWayMax - sum(({ executionSlots }) => executionSlots),
    queued: terms.queuedMax - sum(({ queueSlots }) => queueSlots),
    calls,
    failures,
    rejected,
    ...(lastFailure ? { lastFailure } : {}),
    terms,
  })
}

const errorText = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
