import type { Clock, Instant } from '../../../kernel/clock.ts'
import type { PaymentRail } from '../ports.ts'

/** How long a call counts. What was long ago must not keep a rail from being tried again. */
const countsForMs = 60_000
const callsKeptMax = 500

/** A rail of which is known how its calls went lately: what routing calls its health, beside the breaker. */
export const watchedRail = (rail: PaymentRail, clock: Clock): PaymentRail => {
  const calls: { readonly at: Instant; readonly failed: boolean }[] = []
  let failed = 0
  /** In the order of time, so that what counts no more stands in front. */
  const forgetTheOld = () => {
    const since = clock.now() - countsForMs
    for (let [first] = calls; first; [first] = calls) {
      if (calls.length <= callsKeptMax && first.at > since) return
      calls.shift()
      if (first.failed) failed--
    }
  }
  const counted = async <Answer extends { readonly kind: string }>(
    call: Promise<Answer>,
  ): Promise<Answer> => {
    const answer = await call
    const hasFailed = failures.has(answer.kind)
    calls.push({ at: clock.now(), failed: hasFailed })
    if (hasFailed) failed++
    forgetTheOld()
    return answer
  }
  const { notFoundFinalAfterMs, state, ready, answers } = rail
  return {
    ...(notFoundFinalAfterMs === undefined ? {} : { notFoundFinalAfterMs }),
    ...(state ? { state: () => state.call(rail) } : {}),
    ...(ready ? { ready: () => ready.call(rail) } : {}),
    ...(answers ? { answers: () => answers.call(rail) } : {}),
    submit: (instruction, options) => counted(rail.submit(instruction, options)),
    status: (query, options) => counted(rail.status(query, options)),
    cancel: (submissionId, options) => counted(rail.cancel(submissionId, options)),
    recent: () => {
      forgetTheOld()
      return { calls: calls.length, failures: failed }
    },
  }
}

// A rejection is an answer of a healthy rail.
const failures: ReadonlySet<string> = new Set(['not-sent', 'ambiguous', 'unavailable'])
