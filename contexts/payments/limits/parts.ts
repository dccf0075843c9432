import type { Instant } from '../../../kernel/clock.ts'
import type { LimitWindow } from './contract.ts'
import { zonedDayOf } from '../zoned-day.ts'

/*
 * What was used of a limit is kept in parts of time, so that a state stays small however much is used:
 *
 *   a day       one part: the day itself
 *   rolling     24 parts of the window, and the one that is leaving it
 *
 * A part counts until the last use in it has left the window. So what was used is free again up to a part late, and a
 * window never holds more than the limit at any moment.
 */

export interface Part {
  readonly from: Instant
  /** When what was used in it is free again. */
  readonly until: Instant
  /** Minor units. */
  readonly amount: string
  readonly count: number
}

const rollingParts = 24
const hourMs = 3_600_000

/** The part that a use at this time belongs to; undefined where each payment is held against the limit by itself. */
export const partAt = (
  { per, zone = 'UTC', hours = 0 }: LimitWindow,
  at: Instant,
): Pick<Part, 'from' | 'until'> | undefined => {
  switch (per) {
    case 'payment':
      return undefined
    case 'day':
      return zonedDayOf(at, zone)
    case 'rolling': {
      const lengthMs = (hours * hourMs) / rollingParts
      const from = Math.floor(at / lengthMs) * lengthMs
      return { from, until: from + lengthMs + hours * hourMs }
    }
  }
}

export const liveParts = (parts: readonly Part[], at: Instant): readonly Part[] =>
  parts.filter(({ until }) => until > at)

/** What counts at this time. */
export const usedOf = (
  parts: readonly Part[],
  at: Instant,
): { readonly amount: bigint; readonly count: number } =>
  liveParts(parts, at).reduce(
    (used, part) => ({
      amount: used.amount + BigInt(part.amount),
      count: used.count + part.count,
    }),
    { amount: 0n, count: 0 },
  )

/** Adds a use to its part; what has left the window goes. */
export const withUse = (
  parts: readonly Part[],
  { from, until }: Pick<Part, 'from' | 'until'>,
  amount: string,
  at: Instant,
): readonly Part[] => {
  const live = liveParts(parts, at)
  const before = live.find((part) => part.from === from) ?? { from, until, amount: '0', count: 0 }
  const after = {
    ...before,
    amount: (BigInt(before.amount) + BigInt(amount)).toString(),
    count: before.count + 1,
  }
  return [...live.filter((part) => part.from !== from), after]
}

/** Takes a use, or some of its amount, out of its part again; a part that has gone holds nothing of it. */
export const withoutUse = (
  parts: readonly Part[],
  from: Instant,
  amount: string,
  count: number,
): readonly Part[] =>
  parts.flatMap((part) => {
    if (part.from !== from) return [part]
    const left = BigInt(part.amount) - BigInt(amount)
    const after = { ...part, amount: left.toString(), count: part.count - count }
    return left === 0n && after.count === 0 ? [] : [after]
  })
