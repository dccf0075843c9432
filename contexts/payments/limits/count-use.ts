import { formatInstant, type Instant } from '../../../kernel/clock.ts'
import type { Money } from '../../../kernel/money.ts'
import type { Counted, LimitEvent } from './events.ts'
import type { Limit, LimitedSubject } from './limited-subject.ts'
import { limitedSubject } from './limited-subject.ts'
import { liveParts, partAt, usedOf } from './parts.ts'
import type { LimitTerms, Subject } from './terms.ts'

/** A subject whose limits a payment is held against. */
export interface Limited extends Subject {
  /** For a subject that nobody has set a limit for in their currency. */
  readonly defaults: readonly LimitTerms[]
}

/** What is beyond a limit, and how far. */
export interface Exceeded extends Subject {
  readonly limit: Limit
  /** Minor units, where the amount is limited. */
  readonly left?: string
  readonly countLeft?: number
  /** When it would fit if nothing else came; absent: never. */
  readonly freesAt?: Instant
}

export interface CountedUse {
  readonly events: readonly LimitEvent[]
  /** Undefined where no limit is used up by it. */
  readonly counted?: Counted
}

export interface Asked {
  readonly paymentId: string
  readonly transfer?: number
  readonly amount: Money
  readonly now: Instant
}

/** Counts an amount against every limit of a subject, or says which one it is beyond. */
export const countUse = (
  limited: Limited,
  before: LimitedSubject,
  { amount, now, ...which }: Asked,
): CountedUse | Exceeded => {
  const at = Math.max(now, before.latest)
  const settled = defaultsIn(limited, before)
  const state = settled.reduce(
    (earlier, event) => limitedSubject.evolve(earlier, { ...event, time: at }),
    before,
  )
  const limits = state.limits.filter(({ currency }) => currency === amount.currency)
  for (const limit of limits) {
    const beyond = exceededBy(limit, amount, at)
    if (beyond) return { scope: limited.scope, subject: limited.subject, limit, ...beyond }
  }
  const uses = limits.flatMap(({ limitId, window }) => {
    const part = partAt(window, at)
    return part
      ? [{ limitId, from: formatInstant(part.from), until: formatInstant(part.until) }]
      : []
  })
  if (uses.length === 0) return { events: settled }
  const { scope, subject } = limited
  return {
    events: [...settled, { type: 'LimitUsed', data: { ...which, amount, uses } }],
    counted: { scope, subject, uses: uses.map(({ limitId, from }) => ({ limitId, from })) },
  }
}

export const isExceeded = (counted: CountedUse | Exceeded): counted is Exceeded =>
  'limit' in counted

/**
 * Defaults become limits of the subject when it is first held against them, and change or go when the settings do. In
 * a currency for which somebody has set a limit there are none.
 */
const defaultsIn = (
  { scope, subject, defaults }: Limited,
  { limits, limitsSet }: LimitedSubject,
): readonly LimitEvent[] => {
  const own = new Set(limits.flatMap(({ byDefault, currency }) => (byDefault ? [] : [currency])))
  const wanted = defaults.filter(({ currency }) => !own.has(currency))
  const present = limits.filter(({ byDefault }) => byDefault)
  const gone = present.filter((limit) => !wanted.some((terms) => isLike(limit, terms)))
  const missing = wanted.filter((terms) => !present.some((limit) => isLike(limit, terms)))
  return [
    ...gone.map(({ limitId }): LimitEvent => ({
      type: 'LimitRemoved',
      data: { limitId, removedBy: 'settings' },
    })),
    ...missing.map((terms, place): LimitEvent => ({
      type: 'LimitSet',
      data: {
        scope,
        subject,
        ...terms,
        // Never that of one which was removed: what is given back must not meet another limit's uses.
        limitId: `${terms.limitId}.${limitsSet + place + 1}`,
        setBy: 'settings',
        byDefault: true,
      },
    })),
  ]
}

const isLike = (limit: Limit, terms: LimitTerms): boolean =>
  limit.limitId.startsWith(`${terms.limitId}.`) &&
  limit.amount === terms.amount &&
  limit.count === terms.count

type Beyond = Omit<Exceeded, 'limit' | 'scope' | 'subject'>

const exceededBy = (limit: Limit, amount: Money, at: Instant): Beyond | undefined => {
  const units = BigInt(amount.minorUnits)
  if (fits(limit, units, at)) return undefined
  const used = usedOf(limit.parts, at)
  const left =
    limit.amount === undefined ? undefined : atLeastNothing(BigInt(limit.amount) - used.amount)
  const freesAt = liveParts(limit.parts, at)
    .map(({ until }) => until)
    .toSorted((one, other) => one - other)
    .find((until) => fits(limit, units, until))
  return {
    ...(left === undefined ? {} : { left: left.toString() }),
    ...(limit.count === undefined ? {} : { countLeft: Math.max(0, limit.count - used.count) }),
    ...(freesAt === undefined ? {} : { freesAt }),
  }
}

const fits = ({ amount, count, parts }: Limit, units: bigint, at: Instant): boolean => {
  const used = usedOf(parts, at)
  return (
    (amount === undefined || used.amount + units <= BigInt(amount)) &&
    (count === undefined || used.count < count)
  )
}

const atLeastNothing = (units: bigint): bigint => (units < 0n ? 0n : units)
