import type { Clock, Instant } from '../../../kernel/clock.ts'
import type { PaymentRail } from '../ports.ts'

/** How long a call counts. What was long ago must not keep a rail from being tried again. */
const countsForMs = 60_000
const callsKeptMax = 500

/** A rail of which is known how its calls went lately: what routing calls its health, beside the breaker. */
export const watchedRail = (rail: PaymentRail, clock: Clock): PaymentRail => {
  let calls: readonly { readonly at: Instant; readonly failed: boolean }[] = []
  const recent = () => calls.filter(({ at }) => at > clock.now() - countsForMs)
  const counted = async <Answer extends { readonly kind: string }>(
    call: Promise<Answer>,
  ): Promise<Answer> => {
    const answer = await call
    calls = [...recent(), { at: clock.now(), failed: failures.has(answer.kind) }].slice(
      -callsKeptMax,
    )
    return answer
  }
  const { notFoundFinalAfterMs, state } = rail
  return {
    ...(notFoundFinalAfterMs === undefined ? {} : { notFoundFinalAfterMs }),
    ...(state ? { state: () => state.call(rail) } : {}),
    submit: (instruction, options) => counted(rail.submit(instruction, options)),
    status: (query, options) => counted(rail.status(query, options)),
    cancel: (submissionId, options) => counted(rail.cancel(submissionId, options)),
    recent: () => {
      const counts = recent()
      return { calls: counts.length, failures: counts.filter(({ failed }) => failed).length }
    },
  }
}

// A rejection is an answer of a healthy rail.
const failures: ReadonlySet<string> = new Set(['not-sent', 'ambiguous', 'unavailable'])
