import type { Instant } from '../../../kernel/clock.ts'
import type { Entity, StreamRead } from '../../../kernel/decider.ts'
import type { LimitEvent } from './events.ts'
import { withoutUse, withUse, type Part } from './parts.ts'
import type { LimitScope } from './contract.ts'
import type { LimitTerms, Subject } from './terms.ts'

export interface Limit extends LimitTerms {
  readonly byDefault: boolean
  readonly parts: readonly Part[]
}

/** What decisions know of a payer, an account or a rail with limits. Bounded: twenty limits of 25 parts. */
export interface LimitedSubject {
  readonly limits: readonly Limit[]
  /** How many limits there ever were; numbers those that come by default. */
  readonly limitsSet: number
  /** The latest use. Time does not go back here, though clocks of processes differ. */
  readonly latest: Instant
}

export const limitsMax = 20

const evolve = (
  state: LimitedSubject,
  { type, data, time }: LimitEvent & { readonly time: Instant },
): LimitedSubject => {
  switch (type) {
    case 'LimitSet': {
      const { limitId, currency, amount, count, window, label, byDefault = false } = data
      const terms: LimitTerms = {
        limitId,
        currency,
        window,
        ...(amount === undefined ? {} : { amount }),
        ...(count === undefined ? {} : { count }),
        ...(label === undefined ? {} : { label }),
      }
      const before = state.limits.find(({ limitId }) => limitId === terms.limitId)
      const limit: Limit = { ...terms, byDefault, parts: before?.parts ?? [] }
      return {
        ...state,
        limitsSet: state.limitsSet + 1,
        limits: before
          ? state.limits.map((one) => (one === before ? limit : one))
          : [...state.limits, limit],
      }
    }
    case 'LimitRemoved':
      return { ...state, limits: state.limits.filter(({ limitId }) => limitId !== data.limitId) }
    case 'LimitUsed': {
      const latest = Math.max(state.latest, time)
      const { amount, uses } = data
      return {
        ...changedLimits(state, uses, (limit, { from, until }) =>
          withUse(
            limit.parts,
            { from: Date.parse(from), until: Date.parse(until) },
            amount.minorUnits,
            latest,
          ),
        ),
        latest,
      }
    }
    case 'LimitUseGivenBack': {
      const { amount, count, uses } = data
      return changedLimits(state, uses, (limit, { from }) =>
        withoutUse(limit.parts, Date.parse(from), amount.minorUnits, count),
      )
    }
    default:
      return state
  }
}

const changedLimits = <Use extends { readonly limitId: string }>(
  state: LimitedSubject,
  uses: readonly Use[],
  change: (limit: Limit, use: Use) => readonly Part[],
): LimitedSubject => ({
  ...state,
  limits: state.limits.map((limit) => {
    const use = uses.find(({ limitId }) => limitId === limit.limitId)
    return use ? { ...limit, parts: change(limit, use) } : limit
  }),
})

const noLimits: LimitedSubject = { limits: [], limitsSet: 0, latest: 0 }

/** A hot payer's or rail's stream is long; its state is small. */
export const limitedSubject: Entity<LimitedSubject, LimitEvent> = {
  name: 'limit',
  initialState: noLimits,
  evolve,
  snapshot: { every: 500, version: 1 },
}

/** `limit-rail-simulated` */
export const limitStream = ({ scope, subject }: Subject): string => `limit-${scope}-${subject}`

/** The inverse of `limitStream`. */
export const subjectOfStream = (stream: string): Subject => {
  const [, scope, subject] = /^limit-(payer|account|rail)-(.+)$/.exec(stream) ?? []
  if (scope === undefined || subject === undefined)
    throw new Error(`${stream} is no limited subject's stream`)
  return { scope: scope as LimitScope, subject }
}

export const limitRead = (subject: Subject): StreamRead => ({
  stream: limitStream(subject),
  entity: limitedSubject,
})
