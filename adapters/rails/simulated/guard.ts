import { setTimeout as delay } from 'node:timers/promises'
import {
  bulkhead,
  BrokenCircuitError,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhenResult,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  type BulkheadPolicy,
  type CircuitBreakerPolicy,
} from 'cockatiel'
import { stateOf } from '../../node/outside-line.ts'
import type { Exchange } from './exchange.ts'

/** What may run beside each other, and how many may wait for it. */
export interface Bulkhead {
  readonly underWayMax: number
  readonly queuedMax: number
}

export const openBulkhead = ({ underWayMax, queuedMax }: Bulkhead): BulkheadPolicy =>
  bulkhead(underWayMax, queuedMax)

/** Opens after so many failures in a row, lets one call through after `openMs`. */
export const openBreaker = (failuresMax: number, openMs: number): CircuitBreakerPolicy =>
  circuitBreaker(
    handleWhenResult((result) => isFailure(result as Exchange)),
    { breaker: new ConsecutiveBreaker(failuresMax), halfOpenAfter: openMs },
  )

// A refusal is an answer of a healthy rail.
const isFailure = (result: Exchange): boolean => result.kind !== 'answered' || result.status >= 500

/** Why a call counts as a failure. */
export const failureOf = (result: unknown): string => {
  const went = result as Exchange
  return went.kind === 'answered' ? `answered ${went.status}` : went.reason
}

/** Asks again and again from when the breaker opens until it closes, so that no payment has to find out. */
export const askWhileOpen = (
  breaker: CircuitBreakerPolicy,
  everyMs: number,
  ask: () => Promise<unknown>,
): { stop(): void } => {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const askOnce = async (): Promise<void> => {
    await ask()
    if (!stopped && stateOf(breaker) !== 'closed') again()
  }
  const again = () => {
    clearTimeout(timer)
    // A little later than the breaker lets a call through.
    timer = setTimeout(() => void askOnce(), everyMs + 50).unref()
  }
  const opened = breaker.onBreak(again)
  return {
    stop: () => {
      stopped = true
      clearTimeout(timer)
      opened.dispose()
    },
  }
}

/** Asks at once, then again and again, until there is an answer of a system that works. Rejects where asking does. */
export const untilAnswered = async (
  everyMs: number,
  ask: () => Promise<Exchange>,
): Promise<void> => {
  while (isFailure(await ask())) await delay(everyMs, undefined, { ref: false })
}

/** What waits for a breaker to close, at most so long after it has opened. */
export const untilClosed = (
  breaker: CircuitBreakerPolicy,
  withinMs: number,
): { ready(): Promise<void>; stop(): void } => {
  let openedAt: number | undefined
  let waiting: { readonly over: Promise<void>; readonly end: () => void } | undefined
  const end = () => {
    waiting?.end()
    waiting = undefined
  }
  const wait = (ms: number) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(end, ms).unref()
    waiting = {
      over: promise,
      end: () => {
        clearTimeout(timer)
        resolve()
      },
    }
    return waiting
  }
  // It breaks again whenever a call that was let through fails: it is open since the first time.
  const opened = breaker.onBreak(() => (openedAt ??= performance.now()))
  const closed = breaker.onReset(() => {
    openedAt = undefined
    end()
  })
  return {
    ready: () => {
      const leftMs = openedAt === undefined ? 0 : openedAt + withinMs - performance.now()
      return leftMs > 0 ? (waiting ?? wait(leftMs)).over : Promise.resolve()
    },
    stop: () => {
      opened.dispose()
      closed.dispose()
      openedAt = undefined
      end()
    },
  }
}

/**
 * Timeout around bulkhead around breaker: time spent in the queue counts, and the breaker is looked at
 * last, just before the call. Whatever keeps the work from beginning is `not-sent`.
 */
export const guarded = (
  work: (signal: AbortSignal) => Promise<Exchange>,
  slots: BulkheadPolicy,
  breaker: CircuitBreakerPolicy,
  timeoutMs: number,
): Promise<Exchange> =>
  timeout(timeoutMs, TimeoutStrategy.Cooperative).execute(({ signal }) => {
    let begun = false
    const queued = slots.execute(() => {
      // Others would wait for the outcome of the one that tests the rail, without an end of their own.
      if (stateOf(breaker) === 'half-open') return notSent('breaker-half-open')
      return breaker.execute(() => {
        begun = true
        return work(signal)
      })
    }, signal)
    // The queue itself does not look at the clock; an entry whose time is up is dropped when its turn comes.
    const overdue = new Promise<Exchange>((resolve) => {
      const give = () => !begun && resolve(notSent('timed-out-in-queue'))
      if (signal.aborted) give()
      else signal.addEventListener('abort', give, { once: true })
    })
    return Promise.race([queued.catch(whyNotSent), overdue])
  })

const notSent = (reason: string): Exchange => ({ kind: 'not-sent', reason })

const whyNotSent = (error: unknown): Exchange => {
  if (error instanceof BrokenCircuitError) return notSent('breaker-open')
  if (error instanceof BulkheadRejectedError) return notSent('bulkhead-full')
  if (error instanceof TaskCancelledError) return notSent('timed-out-in-queue')
  throw error
}
