import { ExponentialBackoff, handleWhenResult, retry } from 'cockatiel'
import type { PaymentRail, RailCallOptions } from '../../../contexts/payments/ports.ts'
import {
  stateOf,
  watchLine,
  type LineState,
  type LineStatus,
  type LineTerms,
} from '../../node/outside-line.ts'
import { cancellationFrom, statusFrom, submissionFrom } from './answers.ts'
import { http } from '../../node/builtin-http.ts'
import { exchange, type Call, type Exchange } from './exchange.ts'
import {
  askWhileOpen,
  failureOf,
  guarded,
  openBreaker,
  openBulkhead,
  type Bulkhead,
  untilAnswered,
  untilClosed,
} from './guard.ts'
import { paths } from './wire.ts'

export interface RailLimits {
  readonly submits: Bulkhead
  /** Apart from the submits: a rail that hangs on those must still be asked what it did. */
  readonly questions: Bulkhead
  /** Failed calls in a row that open the breaker. */
  readonly breakerFailuresMax: number
  readonly breakerOpenMs: number
  /** Repeats of a status query; a submit has none. */
  readonly statusRepeatsMax: number
  /** The first delay; the next ones grow, with jitter, up to `statusBackoffMaxMs`. */
  readonly statusBackoffMs: number
  readonly statusBackoffMaxMs: number
  /**
   * Whether a question that concerns nobody is asked while the breaker is open. Without it a rail that is left alone
   * because it failed would be left alone for ever: nothing would find out that it is back.
   */
  readonly asksWhileOpen: boolean
  /** Then: how long after the breaker has opened what comes is kept waiting for it, in place of being refused. */
  readonly waitWhileOpenMs: number
  /** How far the rail's clock may be from ours. */
  readonly clockSkewMaxMs: number
}

export const railLimits: RailLimits = {
  submits: { underWayMax: 32, queuedMax: 256 },
  questions: { underWayMax: 16, queuedMax: 256 },
  breakerFailuresMax: 5,
  breakerOpenMs: 2_000,
  statusRepeatsMax: 3,
  statusBackoffMs: 100,
  statusBackoffMaxMs: 1_000,
  asksWhileOpen: false,
  waitWhileOpenMs: 5_000,
  clockSkewMaxMs: 2_000,
}

export interface RailConnection {
  /** `http://127.0.0.1:PORT`, as the rail prints it. */
  readonly url: string
  readonly secret: string
  readonly limits?: Partial<RailLimits>
}

export type SimulatedRail = PaymentRail & {
  /** The breaker that all calls share; for the metrics. */
  state(): LineState
  /** The breaker with its bulkheads, for who has to look. */
  line(): LineStatus
  /** Breaks off what is under way, which is then `ambiguous` or `unavailable`. */
  close(): void
}

/** Connects lazily: a rail that is away now is found by the first call after it is back. */
export const connectSimulatedRail = (connection: RailConnection): SimulatedRail => {
  const url = new URL(connection.url)
  if (url.protocol !== 'http:') throw new TypeError('The simulated rail speaks plain http only')
  const { secret } = connection
  const limits = { ...railLimits, ...connection.limits }
  const agent = new http.Agent({ keepAlive: true })
  const breaker = openBreaker(limits.breakerFailuresMax, limits.breakerOpenMs)
  const submits = openBulkhead(limits.submits)
  const questions = openBulkhead(limits.questions)
  const line = watchLine({
    breaker,
    bulkheads: [submits, questions],
    terms: termsOf(limits),
    failureOf,
  })

  let closed = false
  const send = async (call: Call, slots: typeof submits, timeoutMs: number): Promise<Exchange> => {
    if (closed) return { kind: 'not-sent', reason: 'closed' }
    return guarded(
      (signal) => exchange(call, { agent, url, secret, signal }),
      slots,
      breaker,
      timeoutMs,
    )
  }

  const probe: Call = { method: 'GET', pathAndQuery: `${paths.status}?submissionId=none`, body: '' }
  const asking = limits.asksWhileOpen
    ? askWhileOpen(breaker, limits.breakerOpenMs, () =>
        send(probe, questions, limits.breakerOpenMs),
      )
    : undefined
  const answers = () =>
    untilAnswered(limits.breakerOpenMs, async () => {
      if (closed) throw new Error('the line to the rail was closed')
      return send(probe, questions, limits.breakerOpenMs)
    })
  const closing = asking && untilClosed(breaker, limits.waitWhileOpenMs)

  return {
    submit: async (instruction, { timeoutMs, submitBefore }) => {
      const submitBeforeMs =
        submitBefore === undefined ? Date.now() + timeoutMs : Date.parse(submitBefore)
      const body = JSON.stringify({ instruction, submitBefore: isoOf(submitBeforeMs) })
      const sent = await send(
        { method: 'POST', pathAndQuery: paths.submit, body },
        submits,
        timeoutMs,
      )
      const { submissionId } = instruction
      return submissionFrom(sent, submissionId, isoOf(submitBeforeMs + limits.clockSkewMaxMs))
    },

    status: async (query, options) => {
      const parameters = new URLSearchParams({ submissionId: query.submissionId })
      if (query.railReference !== undefined) parameters.set('railReference', query.railReference)
      const call: Call = {
        method: 'GET',
        pathAndQuery: `${paths.status}?${parameters.toString()}`,
        body: '',
      }
      return repeating(limits, options, async (timeoutMs) =>
        statusFrom(await send(call, questions, timeoutMs), query.submissionId),
      )
    },

    cancel: async (submissionId, { timeoutMs }) => {
      const body = JSON.stringify({ submissionId })
      const call: Call = { method: 'POST', pathAndQuery: paths.cancel, body }
      return cancellationFrom(await send(call, questions, timeoutMs), submissionId)
    },

    notFoundFinalAfterMs: limits.clockSkewMaxMs,
    state: () => stateOf(breaker),
    ...(closing ? { ready: () => closing.ready(), answers } : {}),
    line,
    close: () => {
      closed = true
      asking?.stop()
      closing?.stop()
      agent.destroy()
    },
  }
}

/** Each call brings its own timeout. A submission is never repeated: the number is of questions. */
const termsOf = ({ submits, questions, ...limits }: RailLimits): LineTerms => ({
  underWayMax: submits.underWayMax + questions.underWayMax,
  queuedMax: submits.queuedMax + questions.queuedMax,
  failuresMax: limits.breakerFailuresMax,
  openMs: limits.breakerOpenMs,
  repeatsMax: limits.statusRepeatsMax,
})

/** Asks again while nothing is learnt, as long as the time that all attempts share is not used up. */
const repeating = <Answer extends { kind: string }>(
  limits: RailLimits,
  { timeoutMs }: RailCallOptions,
  ask: (timeoutMs: number) => Promise<Answer>,
): Promise<Answer> => {
  const endMs = performance.now() + timeoutMs
  const leftMs = () => endMs - performance.now()
  // A repeat that could not begin in time is not waited for.
  const worthRepeating = (answer: unknown) =>
    (answer as Answer).kind === 'unavailable' && leftMs() > limits.statusBackoffMaxMs
  return retry(handleWhenResult(worthRepeating), {
    maxAttempts: limits.statusRepeatsMax,
    backoff: new ExponentialBackoff({
      initialDelay: limits.statusBackoffMs,
      maxDelay: limits.statusBackoffMaxMs,
    }),
  }).execute(() => ask(leftMs()))
}

const isoOf = (atMs: number): string => new Date(atMs).toISOString()
