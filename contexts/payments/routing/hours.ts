import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../../kernel/clock.ts'

/** In the order of the week. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** When something is open, by the clock of a place. */
export interface Hours {
  /** IANA: `Europe/Berlin`. */
  readonly timeZone: string
  readonly days: readonly Weekday[]
  /** `08:00`. */
  readonly from: string
  /** `18:00`, at which it is closed already; `24:00` is midnight. */
  readonly to: string
  /** Days on which it is closed although the week says otherwise: `2026-12-25`. */
  readonly except?: readonly string[]
}

export const isTimeZone = (name: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch {
    return false
  }
}

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

const isDayOf = ({ days, except = [] }: Hours, date: Temporal.PlainDate): boolean => {
  const day = weekdays[date.dayOfWeek - 1]
  return day !== undefined && days.includes(day) && !except.includes(date.toString())
}

const inZone = (now: Instant, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)

export const isOpenAt = (hours: Hours, now: Instant): boolean => {
  const there = inZone(now, hours.timeZone)
  const minute = there.hour * 60 + there.minute
  const isWithin = minutesOf(hours.from) <= minute && minute < minutesOf(hours.to)
  return isWithin && isDayOf(hours, there.toPlainDate())
}

// Beyond any list of holidays; what never opens is never waited for.
const daysAheadMax = 366

/** The next instant at which it opens; undefined where it never does. */
export const nextOpening = (hours: Hours, now: Instant): Instant | undefined => {
  const today = inZone(now, hours.timeZone).toPlainDate()
  const minute = minutesOf(hours.from)
  const plainTime = Temporal.PlainTime.from({ hour: Math.floor(minute / 60), minute: minute % 60 })
  for (let days = 0; days <= daysAheadMax; days++) {
    const date = today.add({ days })
    if (!isDayOf(hours, date)) continue
    const opens = date.toZonedDateTime({ timeZone: hours.timeZone, plainTime }).epochMilliseconds
    if (opens > now) return opens
  }
  return undefined
}
